"""The figures of controls: what they show is what the experiments hold, and what was not run is not shown."""

import json

import numpy as np
import pytest
from helpers.drawn import assert_drawn
from helpers.factories import leave_out, make_experiment, make_sizes
from richlazy.hypercube.reading import MissingSweep
from richlazy.reporting import figures
from richlazy.reporting.plotting.style import save
from richlazy.statistics.signed_rank import hodges_lehmann

from studies.connectivity.figures.controls import verdict

STYLE = {"width_mm": 180, "font_size": 7, "dpi": 60}
SMALL = {"ranks": (1, 30), "tasks": ("AAA",), "seeds": 6, "size": 12}


def named(experiment, name):
    return experiment.assign_attrs(experiment=name)


def gain(**settings):
    return named(make_experiment(**SMALL | settings, extra={"gain": [0.5, 1.0, 1.5]}), "gain")


def sizes():
    return named(make_sizes((20, 40), seeds=6), "hidden")


def optimizer():
    """Two parameters that vary together: a grid with holes, one of them text."""
    experiment = make_experiment(**SMALL, extra={"optimizer": ["sgd", "adam"], "learning_rate": [0.003, 0.001]})
    holes = {"optimizer": "sgd", "learning_rate": 0.001}, {"optimizer": "adam", "learning_rate": 0.003}
    return named(leave_out(experiment, *holes), "optimizer")


def trials():
    return named(make_experiment(**SMALL | {"tasks": ("AAA", "AAA_long")}), "longer_trials")


EXPERIMENTS = {"gain": gain, "hidden": sizes, "optimizer": optimizer, "longer_trials": trials}


def draw(name, *experiments):
    return figures.draw(name, list(experiments), STYLE)


def ticks(axis):
    return [label.get_text().replace("\n", " ") for label in axis.get_ticklabels()]


def means(panel):
    """Places (x, y) of single marks with a shape, in the order in which they were drawn."""
    return [line.get_xydata()[0] for line in panel.get_lines() if line.get_marker() in ("o", "D")]


# One control


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_control_can_be_drawn(name):
    figure, caption = draw("control", EXPERIMENTS[name]())
    assert_drawn(figure)
    assert "6 seeds" in caption and "None of the" in caption


@pytest.mark.parametrize(
    ("name", "shown", "words"),
    [
        ("gain", ["0.5", "1", "1.5"], "Gain"),
        ("hidden", ["20", "40"], "Number of units"),
        ("optimizer", ["SGD, 0.003", "Adam, 0.001"], "Optimizer, learning rate"),
        ("longer_trials", ["AAA", "AAA long"], "Task"),
    ],
)
def test_the_axis_of_a_control_has_the_settings_that_were_run(name, shown, words):
    panel = draw("control", EXPERIMENTS[name]())[0].get_axes()[0]
    assert ticks(panel.xaxis) == shown and panel.get_xlabel() == words


def test_a_control_shows_the_means_of_the_extremes_of_rank():
    experiment = gain(ranks=(1, 5, 30))
    low, high = [
        line.get_ydata()
        for line in draw("control", experiment)[0].get_axes()[0].get_lines()
        if line.get_marker() in "so"
    ]
    last = experiment.kernel_alignment.sel(step=10000, task="AAA").mean("seed")
    np.testing.assert_allclose([low, high], last.sel(rank=[1, 30]).transpose("rank", "gain"))


def test_networks_of_different_size_are_shown_at_their_own_full_rank():
    experiment = sizes()
    figure, _ = draw("control", experiment)
    high = [line.get_ydata() for line in figure.get_axes()[0].get_lines() if line.get_marker() == "o"][0]
    last = experiment.kernel_alignment.sel(step=10000, task="2AF").mean("seed")
    np.testing.assert_allclose(high, [last.sel(hidden=size, rank=size) for size in (20, 40)])
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [
        "lowest rank (1)",
        "highest rank (20 or 40)",
    ]


def test_tasks_are_rows_where_something_else_varies():
    figure, _ = draw("control", gain(tasks=("AAA", "BBB")))
    titles = [panel.get_title(loc="left") for panel in figure.get_axes()]
    assert titles == ["AAA", "", "", "", "BBB", "", "", ""]


def test_a_control_where_most_runs_diverged_has_no_mean_there():
    experiment = gain(diverged=[("AAA", 1, seed) for seed in range(4)])
    figure, caption = draw("control", experiment)
    low, high = [line.get_ydata() for line in figure.get_axes()[0].get_lines() if line.get_marker() in "so"]
    assert np.isnan(low).all() and np.isfinite(high).all()
    assert "12 of the 36 runs diverged" in caption


def test_a_control_without_ranks_is_told_what_to_add():
    with pytest.raises(MissingSweep, match="control needs the experiment to sweep `rank`"):
        draw("control", gain().isel(rank=0, drop=True))


# All of them


def test_the_summary_can_be_drawn_and_saved(tmp_path):
    figure, caption = draw("controls", *(experiment() for experiment in EXPERIMENTS.values()))
    lines = ["gain", "0.5", "1", "1.5", "number of units", "20", "40"]
    lines += ["optimizer, learning rate", "SGD, 0.003", "Adam, 0.001", "longer trials: task", "AAA", "AAA long"]
    assert ticks(figure.get_axes()[0].yaxis) == lines
    save(figure, tmp_path / "f.pdf", tmp_path / "f.png", "experiment: figure", caption, STYLE)
    assert (tmp_path / "f.png").stat().st_size > 5000


def estimates(effects):
    """Hodges-Lehmann estimates of effects [seed, setting]."""
    rows = effects.transpose("seed", ...).values.reshape(effects.sizes["seed"], -1).T
    return [hodges_lehmann(row[np.isfinite(row)], 0.95)[0] for row in rows]


def test_marks_are_the_estimated_effects_paired_by_seed_and_averaged_over_tasks():
    experiment = gain(tasks=("AAA", "BBB"))
    panels = draw("controls", experiment)[0].get_axes()
    last = experiment.sel(step=10000).mean("task")
    for panel, name in zip(panels[:2], ("kernel_alignment", "representation_alignment"), strict=True):
        expected = estimates(last[name].sel(rank=30) - last[name].sel(rank=1))
        np.testing.assert_allclose([x for x, _ in means(panel)], expected)
    weights = np.log(experiment.weight_change.sel(step=10000))
    expected = estimates((weights.sel(rank=1) - weights.sel(rank=30)).mean("task"))
    np.testing.assert_allclose([x for x, _ in means(panels[2])], expected)
    assert [y for _, y in means(panels[2])] == [1, 2, 3]


def test_marks_tell_whether_the_interval_holds_zero():
    assert [verdict(*interval) for interval in ((0.1, 0.2), (-0.2, -0.1), (-0.1, 0.1), (np.nan, np.nan))] == [
        "as the paper predicts",
        "the reverse",
        "the interval holds zero",
        "the interval holds zero",
    ]
    shapes = {}
    for trend in (1.0, -1.0):
        panel = draw("controls", gain(trend=trend))[0].get_axes()[0]
        shapes[trend] = {line.get_marker() for line in panel.get_lines() if line.get_marker() in ("o", "D")}
    assert shapes == {1.0: {"o"}, -1.0: {"D"}}


def test_lost_runs_are_counted_beside_their_row_and_take_their_seed_with_them():
    experiment = gain(ranks=(1, 5, 30), diverged=[("AAA", 1, 0), ("AAA", 30, 1), ("AAA", 5, 2)])
    figure, _ = draw("controls", experiment)
    panels = figure.get_axes()
    assert [text.get_text() for text in panels[-1].texts] == ["4 seeds, 2/12 diverged"] * 3
    last = experiment.kernel_alignment.sel(step=10000, task="AAA", seed=[2, 3, 4, 5])
    np.testing.assert_allclose([x for x, _ in means(panels[0])], estimates(last.sel(rank=30) - last.sel(rank=1)))


def test_settings_that_experiments_share_have_an_asterisk():
    first = gain()
    other = first.sel(gain=[1.0]).rename(gain="learning_rate").assign_coords(learning_rate=[0.003])
    other = named(other, "learning_rate").assign_attrs(sweep=json.dumps(["task", "rank", "learning_rate"]))
    figure, caption = draw("controls", first, other)
    rows = [label.get_text() for label in figure.get_axes()[0].get_yticklabels()]
    assert rows == ["gain", "0.5", "1 *", "1.5", "learning rate", "0.003 *"] and "asterisk" in caption


def test_a_control_says_where_too_many_runs_diverged():
    experiment = gain(diverged=[("AAA", 1, seed) for seed in range(4)])
    texts = [text.get_text() for text in draw("control", experiment)[0].get_axes()[0].texts]
    assert texts == ["lowest rank:\n4 of 6 diverged"] * 3


def test_one_extreme_network_does_not_flatten_the_weight_change_of_a_control():
    experiment = gain()
    experiment.weight_change.loc[{"rank": 1, "gain": 0.5, "seed": 2, "step": 10000}] = 1e4
    panel = draw("control", experiment)[0].get_axes()[2]
    low, high = panel.get_ylim()
    assert panel.get_yscale() == "log" and high / low < 1e4
    assert "1e+04" in [text.get_text() for text in panel.texts]


def test_beside_a_row_stands_how_many_seeds_its_measures_have():
    experiment = gain()
    experiment.representation_alignment.loc[{"rank": 1, "gain": 0.5, "seed": 2, "step": 10000}] = (
        np.nan
    )  # a silent network
    texts = [text.get_text() for text in draw("controls", experiment)[0].get_axes()[-1].texts]
    assert texts == ["5 to 6 seeds", "6 seeds", "6 seeds"]


def test_a_setting_that_lost_most_of_its_seeds_has_no_mark():
    experiment = gain(diverged=[("AAA", 1, seed) for seed in range(4)])
    assert np.isnan([x for x, _ in means(draw("controls", experiment)[0].get_axes()[0])]).all()


def test_the_ratio_of_weight_changes_is_written_as_such():
    figure, _ = draw("controls", gain())
    panel = figure.get_axes()[-1]
    figure.draw_without_rendering()
    for place, text in zip(panel.get_xticks(), ticks(panel.xaxis), strict=True):
        assert np.exp(place) == pytest.approx(float(text), rel=1e-3)
    assert "1" in ticks(panel.xaxis)


def test_a_collected_experiment_without_ranks_is_told_what_to_add():
    with pytest.raises(MissingSweep, match="controls needs the experiment to sweep `rank`.*experiments.gain.sweep"):
        draw("controls", sizes(), gain().isel(rank=0, drop=True))
