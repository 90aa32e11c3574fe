"""The figure of forgetting: accuracies, steps and forgetting of every condition and pair of tasks."""

import numpy as np
import pytest
from helpers.drawn import assert_drawn
from helpers.factories import make_costs, make_forgetting
from richlazy.contracts.study_parts import figures
from richlazy.hypercube.reading import MissingSweep

from studies.connectivity.analysis.forgetting import tabulate

STYLE = {"width_mm": 120, "font_size": 7, "dpi": 60}


def draw(experiment):
    return figures.find("forgetting").draw(experiment, STYLE)


ALL_OF_ONE = [{"task": "B", "earlier_tasks": "A", "tested_on": "A", "rank": 1, "seed": seed} for seed in range(3)]


@pytest.mark.parametrize(
    "experiment",
    [
        make_forgetting(seeds=3),
        make_forgetting(seeds=3, circuits=True),
        make_forgetting(seeds=1, pairs=(("A", "B"),)),
        make_forgetting(seeds=3, diverged=ALL_OF_ONE),
        make_forgetting(seeds=3, pairs=(("A", "B"),)).sel(task=["A", "B"], earlier_tasks=["none", "A"]),
    ],
    ids=["ranks", "circuits", "least", "a condition with no run left", "no reference and no relearning"],
)
def test_every_form_of_experiment_can_be_drawn(experiment):
    figure, caption = draw(experiment)
    assert_drawn(figure)
    assert caption


def test_rows_show_accuracy_steps_and_forgetting_by_pair():
    experiment = make_forgetting(seeds=3)
    figure, caption = draw(experiment)
    table = tabulate(experiment, "test").squeeze("step")
    panels = np.array(figure.get_axes()).reshape(3, 2)
    assert [panel.get_title() for panel in panels[0]] == ["A then B", "B then C"]
    dots, mean = panels[0, 1].get_lines()[6:8]  # accuracy after the second task, lowest rank
    np.testing.assert_allclose(dots.get_ydata(), table.accuracy_after.sel(task="B then C", rank=1))
    np.testing.assert_allclose(mean.get_ydata(), table.accuracy_after.sel(task="B then C", rank=1).mean("seed"))
    dots, _ = panels[1, 0].get_lines()[6:8]  # steps of relearning
    np.testing.assert_allclose(dots.get_ydata(), table.relearning_steps.sel(task="A then B", rank=1))
    dots, _ = panels[2, 0].get_lines()[:2]
    np.testing.assert_allclose(dots.get_xdata(), 1 - table.kernel_alignment.sel(task="A then B", rank=1))
    np.testing.assert_allclose(dots.get_ydata(), table.forgetting.sel(task="A then B", rank=1))
    assert f"A then B {float(table.level[0]):.3f}" in caption and "In 0 of 18 chains" in caption


def test_nulls_are_open_marks_in_the_colour_of_their_structure():
    figure, _ = draw(make_forgetting(seeds=3, circuits=True, pairs=(("A", "B"),)))
    last = figure.get_axes()[2]
    marks = [line for line in last.get_lines() if line.get_marker() == "o"]
    assert [mark.get_markerfacecolor() == "white" for mark in marks] == [False, True] * 3
    assert marks[0].get_color() == marks[1].get_color() != marks[2].get_color()
    words = [text.get_text() for text in last.get_legend().get_texts()]
    assert words[:2] == ["worm", "worm, Gaussian"]


def test_networks_that_circuits_share_are_drawn_once():
    experiment = make_forgetting(seeds=3, circuits=True, pairs=(("A", "B"),))
    of_all = {"connectivity": "worm", "null_model": "gaussian"}
    for name, values in experiment.data_vars.items():
        for circuit in experiment.connectivity.values if {"connectivity", "null_model"} <= set(values.dims) else ():
            experiment[name].loc[of_all | {"connectivity": circuit}] = values.sel(of_all, drop=True)
    figure, _ = draw(experiment)
    words = [text.get_text() for text in figure.get_axes()[2].get_legend().get_texts()]
    assert words == ["worm", "Gaussian null model", "fly", "cortex"]


def test_the_end_of_training_is_a_line_beside_the_steps():
    figure, _ = draw(make_forgetting(seeds=3))
    lines = [line.get_ydata()[0] for line in figure.get_axes()[3].get_lines() if line.get_linestyle() == "--"]
    assert lines == [1000]


def test_diverged_chains_are_told():
    assert "In 3 of 18 chains of trainings a run diverged" in draw(make_forgetting(seeds=3, diverged=ALL_OF_ONE))[1]


def test_an_experiment_without_earlier_tasks_is_told_what_to_add():
    with pytest.raises(MissingSweep, match="figure forgetting needs the experiment to sweep `earlier_tasks`"):
        draw(make_costs(seeds=1, size=6))


GRADED = {("A", "B"): 0.0, ("A", "C"): 0.5, ("A", "D"): 0.9}


def test_where_pairs_differ_in_similarity_forgetting_is_shown_against_it():
    experiment = make_forgetting(seeds=3, pairs=tuple(GRADED), similarity=GRADED)
    figure, caption = draw(experiment)
    assert_drawn(figure)
    panels = figure.get_axes()
    assert [panel.get_title() for panel in panels[:3]] == [
        f"{a} then {b}\n(similarity {value:.2f})" for (a, b), value in GRADED.items()
    ]
    assert len(panels) == 3 * 3 + 1 and "D: the same of all pairs against the overlap" in caption
    table = tabulate(experiment, "test").squeeze("step")
    means = [line for line in panels[-1].get_lines() if line.get_marker() == "o"]
    for line, rank in zip(means, table["rank"].values, strict=True):
        np.testing.assert_allclose(line.get_ydata(), table.forgetting.sel(rank=rank).mean("seed"))
        np.testing.assert_allclose(line.get_xdata(), list(GRADED.values()), atol=0.02)


def test_pairs_of_one_similarity_have_no_panel_for_it():
    figure, _ = draw(make_forgetting(seeds=3, similarity={("A", "B"): 0.2, ("B", "C"): 0.2}))
    assert len(figure.get_axes()) == 3 * 2


def test_without_relearning_there_are_no_steps_and_letters_go_on():
    experiment = make_forgetting(seeds=3, pairs=(("A", "B"),)).sel(task=["A", "B"], earlier_tasks=["none", "A"])
    figure, caption = draw(experiment)
    assert len(figure.get_axes()) == 2 and "B: accuracy lost" in caption and "relearning" not in caption
    assert "at once" not in caption
