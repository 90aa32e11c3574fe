"""Singular values of the weight change along training: what each panel shows."""

import numpy as np
import pytest
from helpers.factories import make_experiment
from richlazy.contracts.study_parts import figures
from richlazy.reporting.plotting.style import sequence_colours

from studies.connectivity.figures.learning_dynamics import COMPONENTS, chance

STYLE = {"width_mm": 120, "font_size": 7, "dpi": 60}


@pytest.fixture
def experiment():
    return make_experiment(ranks=(30, 1, 2), tasks=("AAA", "BBB"), seeds=3, size=12)


def rows_of(figure):
    """The panels of the first column, by the words on their axis."""
    return {panel.get_ylabel().replace("\n", " "): panel for panel in figure.get_axes() if panel.get_ylabel()}


def curves(panel, experiment):
    return [line for line in panel.get_lines() if len(line.get_xdata()) == experiment.sizes["step"]]


def test_the_lowest_and_the_highest_rank_are_drawn(experiment):
    rows = rows_of(figures.find("learning_dynamics").draw(experiment, STYLE)[0])
    assert list(rows) == [
        "Singular values, rank 1",
        "Singular values, rank 30",
        "Along singular vectors, rank 1",
        "Along singular vectors, rank 30",
        "Share in leading space",
    ]


@pytest.mark.parametrize("rank", [1, 30])
def test_every_singular_value_has_a_line_that_is_its_mean(experiment, rank):
    panel = rows_of(figures.find("learning_dynamics").draw(experiment, STYLE)[0])[f"Singular values, rank {rank}"]
    expected = experiment.change_singular_values.sel(task="AAA", rank=rank).mean("seed").transpose("component", "step")
    expected = expected.where(expected > 0)
    np.testing.assert_allclose([line.get_ydata() for line in curves(panel, experiment)], expected)


def test_the_share_shows_every_seed_its_mean_and_chance(experiment):
    panel = rows_of(figures.find("learning_dynamics").draw(experiment, STYLE)[0])["Share in leading space"]
    values = experiment.change_in_leading_space.sel(task="AAA")
    expected = []
    for rank in (1, 30):
        of_rank = values.sel(rank=rank)
        expected += [*of_rank.transpose("seed", "step").values, of_rank.mean("seed").values]
    np.testing.assert_allclose([line.get_ydata() for line in curves(panel, experiment)], expected)
    by_chance = [line.get_ydata()[0] for line in panel.get_lines() if len(line.get_xdata()) == 2]
    assert by_chance == pytest.approx([1 / 12**2, 3**2 / 12**2])


@pytest.mark.parametrize(("rank", "expected"), [(1, 1 / 144), (2, 4 / 144), (3, 9 / 144), (300, 9 / 144)])
def test_chance_counts_the_vectors_that_there_are(experiment, rank, expected):
    assert chance(experiment, rank) == pytest.approx(expected)


@pytest.mark.parametrize(("rank", "lines"), [(1, 1), (30, 3)])
def test_components_beyond_the_rank_have_no_line(experiment, rank, lines):
    panel = rows_of(figures.find("learning_dynamics").draw(experiment, STYLE)[0])[
        f"Along singular vectors, rank {rank}"
    ]
    known = [line for line in curves(panel, experiment) if np.isfinite(line.get_ydata()).any()]
    assert len(known) == lines
    assert known[0].get_color() == pytest.approx(sequence_colours(3)[0])


def test_few_components_are_drawn_and_each_is_in_the_legend():
    experiment = make_experiment(ranks=(1, 30), tasks=("AAA",), seeds=3, size=12)
    many = experiment.sel(component=[1] * 10).assign_coords(component=range(1, 11))
    figure, caption = figures.find("learning_dynamics").draw(many, STYLE)
    (legend,) = figure.legends
    words = [text.get_text() for text in legend.get_texts()]
    assert words == [*(f"component {number}" for number in COMPONENTS), "rank 1", "rank 30", "random direction"]
    panel = rows_of(figure)["Singular values, rank 30"]
    assert [line.get_color() for line in curves(panel, many)] == [
        pytest.approx(handle.get_color()) for handle in legend.get_lines()[: len(COMPONENTS)]
    ]
    assert "numbers 1, 2, 3, 5, 10 are drawn" in caption


def test_no_mean_leaves_its_axis_and_both_ranks_have_one(experiment):
    experiment.change_in_leading_space.loc[{"rank": 1, "step": 10}] = 1e-7
    rows = rows_of(figures.find("learning_dynamics").draw(experiment, STYLE)[0])
    assert rows["Singular values, rank 1"].get_ylim() == rows["Singular values, rank 30"].get_ylim()
    for name in ("Singular values, rank 1", "Singular values, rank 30", "Share in leading space"):
        low, high = rows[name].get_ylim()
        shown = np.concatenate([line.get_ydata() for line in curves(rows[name], experiment)])
        assert np.nanmin(shown) >= low and np.nanmax(shown) <= high
        assert rows[name].get_yscale() == "log"


def test_a_seed_that_diverged_at_a_rank_leaves_the_means_of_that_rank():
    experiment = make_experiment(ranks=(1, 30), tasks=("AAA",), seeds=3, size=12, diverged=[("AAA", 30, 1)])
    panel = rows_of(figures.find("learning_dynamics").draw(experiment, STYLE)[0])["Singular values, rank 30"]
    expected = experiment.change_singular_values.sel(task="AAA", rank=30).drop_sel(seed=1).mean("seed")
    first = expected.isel(component=0)
    np.testing.assert_allclose(curves(panel, experiment)[0].get_ydata(), first.where(first > 0))
