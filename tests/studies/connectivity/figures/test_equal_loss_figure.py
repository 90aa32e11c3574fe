"""Measures at equal loss: what the panels show and which runs they leave out."""

import numpy as np
import pytest
from helpers.factories import make_experiment
from matplotlib.collections import LineCollection
from richlazy.contracts.study_parts import figures
from richlazy.hypercube.equal_loss import at_equal_loss, shared_levels

from studies.connectivity.figures.equal_loss import LEVELS, along_loss

STYLE = {"width_mm": 120, "font_size": 7, "dpi": 60}
SMALL = {"ranks": (2, 20), "tasks": ("AAA", "BBB"), "seeds": 12, "size": 12}


def test_lines_are_means_of_the_measure_at_the_levels_of_their_panel():
    experiment = make_experiment(**SMALL)
    figure, caption = figures.find("equal_loss").draw(experiment, STYLE)
    panel = figure.get_axes()[0]
    part = experiment.sel(task="AAA").transpose("seed", "rank", "step", ...)
    levels = shared_levels(part.loss.values, LEVELS)
    values = at_equal_loss(part.kernel_alignment.values, part.loss.values, levels)
    complete = np.isfinite(values).all((1, 2))
    assert 0 < complete.sum() < 12
    for line, expected in zip(panel.get_lines(), values[complete].mean(0), strict=True):
        np.testing.assert_allclose(line.get_xdata(), levels)
        np.testing.assert_allclose(line.get_ydata(), expected)
    parts = [experiment.loss.sel(task=task).transpose("seed", "rank", "step").values for task in experiment.task.values]
    short = sum(int((loss.min(-1) > shared_levels(loss, LEVELS)[-1]).sum()) for loss in parts)
    assert short > 0 and f"{short} of 48 runs never come down" in caption


def test_training_goes_to_the_right():
    panel = figures.find("equal_loss").draw(make_experiment(**SMALL), STYLE)[0].get_axes()[0]
    left, right = panel.get_xlim()
    assert left > right and panel.get_xscale() == "log"


def test_the_axis_says_where_training_goes_and_ticks_where_the_checkpoints_are():
    experiment = make_experiment(**SMALL)
    panels = figures.find("equal_loss").draw(experiment, STYLE)[0].get_axes()
    assert {panel.get_xlabel() for panel in panels} == {"", "Loss (nat), training →"}
    rows = [made for made in panels[0].collections if isinstance(made, LineCollection)]
    median = experiment.loss.sel(task="AAA").median("seed")
    for row, rank in zip(rows, (2, 20), strict=True):
        places = np.unique([segment[0, 0] for segment in row.get_segments()])
        of_rank = median.sel(rank=rank).values
        assert len(places) >= 3 and np.isin(np.round(places, 12), np.round(of_rank, 12)).all()


def test_runs_that_learn_at_another_speed_lie_on_one_curve():
    """Rank 20 is one checkpoint behind; its measure is the same function of the loss."""
    experiment = make_experiment(**SMALL, noise=0.0, trend=0.0)
    slow = experiment.sel(rank=20).shift(step=1)
    for name in ("loss", "kernel_alignment"):
        experiment[name].loc[{"rank": 20}] = slow[name].fillna(experiment[name].sel(rank=20))
    _, values = along_loss(experiment.sel(task="AAA"), "kernel_alignment")
    reached = np.isfinite(values).all((0, 1))
    assert reached.any()
    np.testing.assert_allclose(values[:, 0, reached], values[:, 1, reached], rtol=1e-9)
    steps = experiment.kernel_alignment.sel(task="AAA")
    assert not np.allclose(steps.sel(rank=2), steps.sel(rank=20))


def test_a_seed_is_left_out_where_one_of_its_runs_diverged_and_a_rank_where_all_did():
    one = make_experiment(**SMALL, noise=0.0, diverged=[("AAA", 2, 1)])
    _, values = along_loss(one.sel(task="AAA"), "kernel_alignment")
    assert np.isnan(values[1]).all() and np.isfinite(np.delete(values, 1, 0)).all()
    whole = make_experiment(**SMALL, noise=0.0, diverged=[("AAA", 2, seed) for seed in range(12)])
    _, values = along_loss(whole.sel(task="AAA"), "kernel_alignment")
    assert np.isnan(values[:, 0]).all() and np.isfinite(values[:, 1]).all()


def test_where_nothing_was_learned_nothing_is_drawn():
    figure, caption = figures.find("equal_loss").draw(make_experiment(**SMALL | {"steps": (0,)}), STYLE)
    assert all(len(line.get_xdata()) == 0 for line in figure.get_axes()[0].get_lines())
    assert "48 of 48 runs never" in caption


@pytest.mark.parametrize("missing", ["sign_similarity", "weight_change"])
def test_measures_that_a_experiment_lacks_are_not_drawn(missing):
    figure, _ = figures.find("equal_loss").draw(make_experiment(**SMALL).drop_vars(missing), STYLE)
    assert len(figure.get_axes()) == 2 * 3


def test_no_seed_is_said_to_be_left_out_where_all_runs_come_down():
    _, caption = figures.find("equal_loss").draw(make_experiment(**SMALL, noise=0.0), STYLE)
    assert "Of 48 runs all come down to the lowest loss drawn" in caption and "left out" not in caption
