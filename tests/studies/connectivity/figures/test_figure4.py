"""Figure 4 of ranks and of circuits: every run is drawn, and the correlations are those of claim C6."""

import numpy as np
import pytest
from helpers.drawn import assert_drawn
from helpers.factories import make_circuits, make_experiment
from richlazy.contracts.study_parts import claims
from richlazy.errors import InputError
from richlazy.hypercube.reading import MissingSweep
from richlazy.reporting.plotting.style import category_colours, save

from studies.connectivity.figures import figure4, figure4_structures
from studies.connectivity.panels.alignment_panels import correlations, correlations_text

STYLE = {"width_mm": 120, "font_size": 6, "dpi": 60}
SMALL = {"circuits": ("worm", "dale"), "nulls": ("none", "gaussian"), "seeds": 3, "size": 12, "steps": (0, 100)}
RANKS = {"ranks": (2, 20), "tasks": ("AAA", "BBB"), "seeds": 6, "size": 12, "steps": (0, 100)}


def dots(panel):
    """Alignment and richness [2, run] of the single runs of a panel."""
    return np.hstack([line.get_data() for line in panel.get_lines() if line.get_markersize() < 3 and line.get_alpha()])


@pytest.mark.parametrize(
    "experiment",
    [
        make_circuits(**SMALL),
        make_circuits(**SMALL | {"seeds": 1, "steps": (0,)}),
        make_circuits(**SMALL).sel(task="DMS", drop=True),
        make_circuits(**SMALL, extra={"gain": [0.5, 1.5]}),
        make_circuits(**SMALL, absent=[{"connectivity": "dale", "null_model": "gaussian"}]),
        make_circuits(**SMALL, diverged=[{"connectivity": "worm", "null_model": "none"}]),
        make_circuits(**SMALL | {"circuits": tuple("abcdefghijkl"), "tasks": ("A", "B", "C", "D"), "seeds": 2}),
    ],
    ids=["plain", "least", "no task", "gain too", "gap", "a circuit with no run left", "many"],
)
def test_every_form_of_experiment_can_be_drawn(experiment):
    figure, caption = figure4_structures.draw(experiment, STYLE)
    assert_drawn(figure)
    assert caption


def test_every_run_of_a_structure_and_null_is_drawn_at_its_values():
    experiment = make_circuits(
        **SMALL, diverged=[{"connectivity": "worm", "null_model": "none", "task": "2AF", "seed": 1}]
    )
    figure, caption = figure4_structures.draw(experiment, STYLE)
    before, after = figure.get_axes()[:2]
    part = experiment.sel(task="2AF").stack(run=("connectivity", "null_model", "seed"))
    learned = 1 - part.kernel_alignment.sel(step=100)
    for panel, step in ((before, 0), (after, 100)):
        kept = learned.notnull()
        expected = np.array([part.kernel_target_alignment.sel(step=step), learned])[:, kept]
        np.testing.assert_allclose(np.sort(dots(panel), axis=1), np.sort(expected, axis=1))
    assert "Of 24 runs 1 diverged" in caption
    assert ("Weight change has a log axis" in caption) == ("weight_change" in experiment)
    assert ("log" in {panel.get_yscale() for panel in figure.get_axes()}) == ("weight_change" in experiment)


def test_every_run_of_a_rank_is_drawn_and_means_are_joined_in_the_order_of_rank():
    experiment = make_experiment(**RANKS).isel(rank=[1, 0])
    figure, _ = figure4.draw(experiment, STYLE)
    before = figure.get_axes()[0]
    part = experiment.sel(task="AAA")
    expected = [part.kernel_target_alignment.sel(step=0), 1 - part.kernel_alignment.sel(step=100)]
    np.testing.assert_allclose(np.sort(dots(before)), np.sort([values.values.ravel() for values in expected]))
    (joined,) = [line for line in before.get_lines() if line.get_marker() == "None"]
    np.testing.assert_allclose(joined.get_data(), [values.mean("seed").sel(rank=[2, 20]) for values in expected])


def test_correlations_are_those_of_the_claim_turned_to_richness():
    experiment = make_experiment(**RANKS)
    rows = {(row.measure, row.task, row.direction.split()[-2]): row for row in claims.find("C6").test(experiment, {})}
    for task, part in (("AAA", experiment.sel(task="AAA")), ("all tasks", experiment)):
        for measure, sign in (("kernel_alignment", -1), ("weight_change", 1)):
            expected = [sign * rows[measure, task, question].effect for question in ("across", "within")]
            assert correlations(part, measure, 0) == pytest.approx(expected)


def test_correlations_that_there_are_not_are_dashes():
    experiment = make_experiment(**RANKS | {"seeds": 1})
    assert correlations_text(correlations(experiment, "kernel_alignment", 0)) == "ρ across –, within –"


def test_panels_share_both_axes():
    panels = figure4.draw(make_experiment(**RANKS), STYLE)[0].get_axes()
    assert len({panel.get_xlim() for panel in panels}) == 1
    assert panels[0].get_ylim() == panels[1].get_ylim()


def test_an_extreme_network_is_left_off_the_log_axis_and_named_and_all_means_are_on_it():
    experiment = make_experiment(**RANKS)
    experiment.weight_change.loc[{"task": "AAA", "rank": 2, "seed": 1, "step": 100}] = 117.0
    figure, caption = figure4.draw(experiment, STYLE)
    panels = [panel for panel in figure.get_axes() if panel.get_yscale() == "log"]
    assert len(panels) == 4 and panels[0].get_ylabel().startswith("Weight change")
    low, high = panels[0].get_ylim()
    assert high < 30 and "117" in [text.get_text() for text in panels[0].texts]
    (joined,) = [line for line in panels[0].get_lines() if line.get_marker() == "None"]
    geometric = np.exp(np.log(experiment.weight_change.sel(task="AAA", step=100)).mean("seed"))
    np.testing.assert_allclose(joined.get_ydata(), geometric)
    assert low < geometric.min() and geometric.max() < high
    assert "geometric" in caption


@pytest.mark.parametrize("tasks", [("AAA",), ("AAA", "BBB"), ("AAA", "BBB", "CCC")])
def test_every_panel_says_when_the_alignment_is_read_and_what_correlates(tasks):
    figure, _ = figure4.draw(make_experiment(**RANKS | {"tasks": tasks}), STYLE | {"width_mm": 180})
    figure.draw_without_rendering()
    panels = figure.get_axes()
    assert len(panels) == 6 * len(tasks)
    words = [panel.get_title().split("\n") for panel in panels]
    assert {moment for moment, _ in words} == {"before training", "after training"}
    assert all(text.startswith("ρ across ") for _, text in words)
    (legend,) = figure.legends
    assert "ρ: Spearman correlation of the axes, across ranks and within ranks" in legend.get_title().get_text()
    assert min(panel.get_window_extent().width for panel in panels) / figure.dpi * 25.4 >= 25


def test_equal_data_give_equal_bytes(tmp_path):
    for turn in ("first", "second"):
        figure, caption = figure4_structures.draw(make_circuits(**SMALL), STYLE)
        save(figure, tmp_path / f"{turn}.pdf", tmp_path / f"{turn}.png", "experiment: figure", caption, STYLE)
    assert (tmp_path / "first.png").read_bytes() == (tmp_path / "second.png").read_bytes()


def test_more_structures_than_the_palette_has_colours_are_told_apart():
    assert len(set(category_colours(20, STYLE))) == 20


@pytest.mark.parametrize("dim", ["connectivity", "null_model"])
def test_an_experiment_that_lacks_a_sweep_is_told_what_to_add(dim):
    with pytest.raises(MissingSweep, match=f"figure4_structures needs the experiment to sweep `{dim}`"):
        figure4_structures.draw(make_circuits(**SMALL).isel({dim: 0}, drop=True), STYLE)


def test_an_experiment_without_a_pair_is_told_what_to_write():
    with pytest.raises(InputError, match="figure4_structures needs a circuit with a null model of it"):
        figure4_structures.draw(make_circuits(**SMALL).sel(null_model=["none"]), STYLE)
