"""The figure of output scale and rank: what it draws of which experiment."""

import numpy as np
import pytest
from helpers.drawn import assert_drawn
from helpers.factories import leave_out, make_experiment
from richlazy.contracts.study_parts import figures
from richlazy.hypercube.reading import MissingSweep

STYLE = {"width_mm": 180, "font_size": 7, "dpi": 60}
SMALL = {"ranks": (1, 30), "tasks": ("AAA",), "seeds": 4, "size": 12}
GAMMAS = [0.1, 1.0, 3.0]


def experiment(**settings):
    return make_experiment(**SMALL | settings, extra={"gamma": GAMMAS})


def draw(measures):
    return figures.find("gamma_rank").draw(measures, STYLE)


def diverged(count):
    return experiment(diverged=[("AAA", 1, seed) for seed in range(count)])


@pytest.mark.parametrize(
    "measures",
    [
        experiment(),
        experiment(tasks=("AAA", "BBB")),
        experiment(seeds=1),
        experiment().isel(gamma=[1]),
        diverged(4),
        diverged(1),
        leave_out(experiment(), {"gamma": 3.0, "rank": 1}),
        experiment().drop_vars(["accuracy", "weight_change"]),
        experiment().isel(task=0, drop=True),
    ],
    ids=["plain", "tasks", "a seed", "a gamma", "a rank lost", "a run lost", "left out", "fewer measures", "no task"],
)
def test_every_form_of_experiment_can_be_drawn(measures):
    figure, caption = draw(measures)
    assert_drawn(figure)
    assert caption


def test_marks_are_means_over_seeds_side_by_side_around_each_gamma():
    measures = experiment()
    panel = draw(measures)[0].get_axes()[0]
    lines = [line for line in panel.get_lines() if line.get_marker() in ("s", "o")]
    for rank, line in zip((1, 30), lines, strict=True):
        expected = measures.kernel_alignment.sel(task="AAA", rank=rank, step=10000).mean("seed")
        np.testing.assert_allclose(line.get_ydata(), expected)
        np.testing.assert_allclose(line.get_xdata(), GAMMAS, rtol=0.1)
    assert (lines[0].get_xdata() < lines[1].get_xdata()).all()
    lowest = draw(measures)[0].get_axes()[-1]
    assert [label.get_text() for label in lowest.get_xticklabels()] == ["0.1", "1", "3"]


def test_the_mean_of_a_ratio_is_geometric():
    measures = experiment()
    figure, caption = draw(measures)
    (panel,) = (panel for panel in figure.get_axes() if panel.get_ylabel().startswith("Weight change"))
    line = next(line for line in panel.get_lines() if line.get_marker() == "s")
    values = measures.weight_change.sel(task="AAA", rank=1, step=10000)
    np.testing.assert_allclose(line.get_ydata(), np.exp(np.log(values).mean("seed")))
    assert panel.get_yscale() == "log" and "geometric" in caption


def test_a_mean_of_few_is_not_drawn_and_told():
    figure, caption = draw(diverged(3))
    texts = [text.get_text() for text in figure.get_axes()[0].texts]
    assert texts.count("rank 1: 3 of 4 diverged") == len(GAMMAS) and "diverged" in caption


def test_no_panel_for_what_was_not_measured():
    with_all, _ = draw(experiment())
    without, _ = draw(experiment().drop_vars("accuracy"))
    assert len(without.get_axes()) == len(with_all.get_axes()) - 1


@pytest.mark.parametrize("dim", ["rank", "gamma"])
def test_an_experiment_that_lacks_a_sweep_is_told_what_to_add(dim):
    with pytest.raises(MissingSweep, match=f"figure gamma_rank needs the experiment to sweep `{dim}`"):
        draw(experiment().isel({dim: 0}, drop=True))
