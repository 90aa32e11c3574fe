"""The figure of aligned initial matrices."""

import pytest
from helpers.drawn import assert_drawn
from helpers.factories import make_aligned_starts, make_circuits
from richlazy.errors import InputError
from richlazy.hypercube.reading import MissingSweep

from studies.connectivity.figures import alignment

STYLE = {"width_mm": 120, "font_size": 6, "dpi": 60}
SMALL = {"seeds": 3, "tasks": ("2AF", "DMS")}


def with_richness(experiment):
    """Dynamical richness that falls from 0.7 to 0.5, and to 0.6 in aligned starts, give or take a little."""
    aligned = (experiment.overlap.fillna(0) == 1) * (experiment.null_model == "none")
    wobble = 0.01 * experiment.kernel_alignment
    values = 0.7 - (0.2 - 0.1 * aligned) * (experiment.step > 0) + wobble
    attributes = {"long_name": "dynamical richness", "units": "1"}
    return experiment.assign(dynamical_richness=values.transpose(*wobble.dims).assign_attrs(attributes))


def means(panel):
    """The marked means of a panel, from left to right."""
    lines = [line for line in panel.get_lines() if line.get_marker() in alignment.SHAPES and len(line.get_xdata()) == 1]
    lines = [line for line in lines if line.get_transform() == panel.transData]
    return [float(line.get_ydata()[0]) for line in sorted(lines, key=lambda line: line.get_xdata()[0])]


@pytest.mark.parametrize(
    "experiment",
    [
        make_aligned_starts(**SMALL),
        make_aligned_starts(**SMALL | {"tasks": ("2AF",)}).isel(task=0, drop=True),
        make_aligned_starts(**SMALL).sel(connectivity=["trained", "first_gradient"]),
        make_aligned_starts(**SMALL, diverged=[{"connectivity": "trained", "null_model": "none", "rank": 1}]),
        make_aligned_starts(**SMALL, absent=[{"connectivity": "trained", "rank": 1}]),
        with_richness(make_aligned_starts(**SMALL)),
    ],
    ids=[
        "plain",
        "one task",
        "no series",
        "an initial matrix that always diverged",
        "an initial matrix that was not run",
        "with dynamical richness",
    ],
)
def test_every_form_of_experiment_can_be_drawn(experiment):
    figure, caption = alignment.draw(experiment, STYLE)
    assert_drawn(figure)
    assert caption


def test_random_starts_stand_left_of_aligned_ones_with_their_means():
    experiment = make_aligned_starts(**SMALL).sel(rank=[1])
    figure, _ = alignment.draw(experiment, STYLE)
    first = figure.axes[0]
    last = experiment.kernel_alignment.sel(task="2AF", rank=1, step=10000).mean("seed")
    expected = [
        last.sel(connectivity="trained", null_model="gaussian"),
        last.sel(connectivity="trained", null_model="none"),
        last.sel(connectivity="first_gradient", null_model="none"),
    ]
    assert first.get_title() == "2AF"
    assert means(first)[1:] == pytest.approx([float(value) for value in expected[1:]])
    assert means(first)[0] == pytest.approx(float(last.sel(connectivity="turned", null_model="gaussian")))


def test_overlap_is_the_axis_of_the_lowest_panels():
    experiment = make_aligned_starts(**SMALL).sel(rank=[5])
    panel = alignment.draw(experiment, STYLE)[0].axes[-1]
    last = experiment.kernel_alignment.sel(task="DMS", rank=5, step=10000, null_model="none").mean("seed")
    assert panel.get_xlabel() == "Overlap"
    assert means(panel) == pytest.approx([float(last.sel(connectivity=name)) for name in ("turned", "half", "trained")])


def test_without_a_series_of_overlaps_there_is_no_panel_for_it():
    figure, _ = alignment.draw(make_aligned_starts(**SMALL).sel(connectivity=["trained", "first_gradient"]), STYLE)
    assert len(figure.axes) == len(alignment.MEASURES) * 2
    assert "Overlap" not in [panel.get_xlabel() for panel in figure.axes]


@pytest.mark.parametrize(("seeds", "words"), [([0, 1, 2], "all diverged"), ([0, 1], "2 of 3 diverged")])
def test_where_runs_diverged_the_panel_says_so(seeds, words):
    lost = {"connectivity": "trained", "null_model": "none", "rank": 1, "task": "2AF"}
    experiment = make_aligned_starts(**SMALL, diverged=[lost | {"seed": seed} for seed in seeds])
    figure, _ = alignment.draw(experiment, STYLE)
    said = [[text.get_text() for text in panel.texts if "diverged" in text.get_text()] for panel in figure.axes]
    assert said == [[words], [], [words], [], [words], [], [words], []]


def test_a_column_without_a_series_says_so():
    lost = [{"connectivity": name, "rank": rank, "task": "DMS"} for name in ("half", "turned") for rank in (1, 5)]
    figure, _ = alignment.draw(make_aligned_starts(**SMALL, absent=lost), STYLE)
    assert [text.get_text() for text in figure.axes[-1].texts] == ["no series\nof overlaps"]


def test_weight_change_has_a_log_axis_with_all_means_and_names_what_is_beyond():
    experiment = make_aligned_starts(**SMALL)
    experiment.weight_change.loc[
        {"connectivity": "trained", "null_model": "none", "rank": 1, "task": "2AF", "seed": 0}
    ] *= 90
    panel = alignment.draw(experiment, STYLE)[0].axes[4]
    low, high = panel.get_ylim()
    assert panel.get_yscale() == "log" and all(low < mean < high for mean in means(panel))
    assert len([line for line in panel.get_lines() if line.get_marker() == "^"]) == 1


def test_the_caption_counts_what_diverged():
    lost = {"connectivity": "trained", "null_model": "none", "rank": 1, "task": "2AF", "seed": 0}
    _, caption = alignment.draw(make_aligned_starts(**SMALL, diverged=[lost]), STYLE)
    assert "3 seeds" in caption and "Of 120 runs 1 diverged" in caption


def test_experiments_without_aligned_starts_or_ranks_are_refused():
    with pytest.raises(InputError, match="aligned with a task"):
        alignment.draw(
            make_circuits(circuits=("worm",), nulls=("none", "gaussian"), size=12, extra={"rank": [1]}), STYLE
        )
    with pytest.raises(MissingSweep, match="rank"):
        alignment.draw(make_aligned_starts(**SMALL).sel(rank=1), STYLE)


def test_dynamical_richness_is_shown_before_learning_and_after_it():
    experiment = with_richness(make_aligned_starts(**SMALL)).sel(rank=[1])
    figure, caption = alignment.draw(experiment, STYLE)
    assert len(figure.axes) == 2 * (len(alignment.MEASURES) + 2) and "aligned already" in caption
    panel = figure.axes[2 * len(alignment.MEASURES)]
    over_seeds = experiment.dynamical_richness.sel(task="2AF", rank=1, connectivity="trained").mean("seed")
    expected = [over_seeds.sel(null_model=null, step=step) for null in ("gaussian", "none") for step in (0, 10000)]
    assert means(panel)[:4] == pytest.approx([float(value) for value in expected], abs=0.005)
    open_marks = [line for line in panel.get_lines() if line.get_markerfacecolor() == "white"]
    assert len(open_marks) == 3
    assert "dynamical richness" not in alignment.draw(make_aligned_starts(**SMALL), STYLE)[1].lower()
