"""Every figure on every form of experiment: it draws what is there, says so in its caption, and is the same each
time."""

import numpy as np
import pytest
from helpers.drawn import assert_drawn
from helpers.factories import make_experiment
from matplotlib.collections import LineCollection, PolyCollection
from richlazy.contracts.study_parts import figures
from richlazy.errors import InputError
from richlazy.hypercube.reading import MissingSweep
from richlazy.reporting.plotting.style import INK, save

from studies.connectivity.figures.spectra import SMALLEST, distinct

STYLE = {"width_mm": 120, "font_size": 7, "dpi": 60}
NAMES = ("figure1", "figure4", "activity", "training", "learning_dynamics", "equal_loss", "spectra")
SMALL = {"ranks": (2, 20), "tasks": ("AAA", "BBB"), "seeds": 3, "size": 12}
ONE_TASK = SMALL | {"tasks": ("AAA",)}


def panels(figure):
    return figure.get_axes()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "experiment",
    [
        make_experiment(**SMALL | {"seeds": 1, "ranks": (4,), "steps": (0,)}),
        make_experiment(**ONE_TASK).isel(task=0, drop=True),
        make_experiment(**ONE_TASK | {"seeds": 2}, extra={"gain": [0.5, 0.75, 1.0, 1.25, 1.5]}),
        make_experiment(**SMALL, diverged=[("AAA", 2, seed) for seed in range(3)]),
    ],
    ids=["least", "no task", "more groups than columns", "a condition with no run left"],
)
def test_every_form_of_experiment_can_be_drawn(name, experiment):
    figure, caption = figures.find(name).draw(experiment, STYLE)
    assert_drawn(figure)
    assert caption


@pytest.mark.parametrize("name", NAMES)
def test_equal_data_give_equal_bytes(name, tmp_path):
    for turn in ("first", "second"):
        figure, caption = figures.find(name).draw(make_experiment(**ONE_TASK), STYLE)
        save(figure, tmp_path / f"{turn}.pdf", tmp_path / f"{turn}.png", "experiment: figure", caption, STYLE)
    for kind in ("pdf", "png"):
        assert (tmp_path / f"first.{kind}").read_bytes() == (tmp_path / f"second.{kind}").read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_size_in_print_is_the_styles(name):
    figure, _ = figures.find(name).draw(make_experiment(**SMALL), STYLE)
    assert figure.get_figwidth() * 25.4 == pytest.approx(120)


@pytest.mark.parametrize("name", NAMES)
def test_an_experiment_without_ranks_is_told_what_to_add(name):
    with pytest.raises(MissingSweep, match=f"{name} needs the experiment to sweep `rank`"):
        figures.find(name).draw(make_experiment(**SMALL).isel(rank=0, drop=True), STYLE)


def test_figure1_shows_every_seed_and_the_mean_of_the_last_step():
    experiment = make_experiment(**SMALL)
    figure, _ = figures.find("figure1").draw(experiment, STYLE)
    first = panels(figure)[0]
    assert first.get_title() == "AAA"
    *seeds, mean = first.get_lines()
    values = experiment.representation_alignment.sel(task="AAA", step=10000)
    np.testing.assert_allclose([line.get_ydata() for line in seeds], values.transpose("seed", "rank"))
    np.testing.assert_allclose(mean.get_ydata(), values.mean("seed"))
    np.testing.assert_array_equal(mean.get_xdata(), [2, 20])


def test_activity_is_shown_before_and_after_training():
    experiment = make_experiment(**SMALL)
    figure, _ = figures.find("activity").draw(experiment, STYLE)
    first = panels(figure)[0]
    assert first.get_ylabel() == "Lyapunov\nexponent\n(1/step)" and len(panels(figure)) == 4
    lines = [line.get_ydata() for line in first.get_lines()]
    shown = experiment.lyapunov_exponent.sel(task="AAA").transpose("step", "seed", "rank")
    expected = [np.vstack([shown.sel(step=step), shown.sel(step=step).mean("seed")]) for step in (0, 10000)]
    np.testing.assert_allclose(lines, np.vstack(expected))
    with pytest.raises(InputError, match="figure activity: the experiment has none of lyapunov_exponent"):
        figures.find("activity").draw(experiment.drop_vars(["lyapunov_exponent", "activity_cost"]), STYLE)


@pytest.mark.parametrize("name", ["figure1", "training"])
def test_diverged_runs_are_told_and_their_seed_is_not_averaged(name):
    experiment = make_experiment(**SMALL, diverged=[("AAA", 2, 1)])
    figure, caption = figures.find(name).draw(experiment, STYLE)
    assert "1 of the 12 runs diverged (AAA, rank 2, seed 1)" in caption
    measure = {"figure1": "representation_alignment", "training": "loss"}[name]
    kept = experiment[measure].sel(task="AAA").drop_sel(seed=1).mean("seed")
    rank_last = panels(figure)[0].get_lines()[-1].get_ydata()
    expected = kept.sel(step=10000) if name == "figure1" else kept.sel(rank=20)
    np.testing.assert_allclose(rank_last, expected)


@pytest.mark.parametrize("name", NAMES)
def test_caption_counts_the_seeds(name):
    assert "3 seeds" in figures.find(name).draw(make_experiment(**SMALL), STYLE)[1]


def test_caption_counts_many_diverged_runs_without_naming_them():
    diverged = [("AAA", 2, 0), ("AAA", 2, 1), ("AAA", 20, 0), ("BBB", 2, 0), ("BBB", 2, 2)]
    caption = figures.find("figure1").draw(make_experiment(**SMALL, diverged=diverged), STYLE)[1]
    assert "5 of the 12 runs diverged;" in caption


def test_training_draws_one_line_per_rank():
    experiment = make_experiment(**SMALL)
    figure, _ = figures.find("training").draw(experiment, STYLE)
    lines = panels(figure)[0].get_lines()
    expected = experiment.loss.sel(task="AAA").mean("seed").transpose("rank", "step")
    np.testing.assert_allclose([line.get_ydata() for line in lines], expected)


def test_measures_that_a_experiment_lacks_are_not_drawn():
    experiment = make_experiment(**SMALL)
    figure, _ = figures.find("figure1").draw(experiment.drop_vars("sign_similarity"), STYLE)
    assert len(panels(figure)) == 2 * 4


def test_spectra_leaves_out_what_does_not_change_the_matrices():
    experiment = make_experiment(**SMALL, extra={"gain": [0.5, 1.5]})
    assert set(distinct(experiment).singular_value.dims) == {"rank", "seed", "index"}
    experiment.singular_value.loc[{"gain": 1.5}] *= 3
    assert set(distinct(experiment).singular_value.dims) == {"gain", "rank", "seed", "index"}


def test_spectra_draws_as_many_singular_values_as_the_rank_has_above_a_share_of_the_largest():
    experiment = make_experiment(**SMALL | {"ranks": (2, 5, 12)})
    panel = panels(figures.find("spectra").draw(experiment, STYLE)[0])[0]
    mean = experiment.singular_value.isel(task=0).mean("seed")
    expected = (mean > SMALLEST * mean.max()).sum("index").values.tolist()
    assert [len(curve.get_xdata()) for curve in panel.get_lines()[0::2]] == expected and expected[:2] == [2, 5]
    assert [text.get_text() for text in panel.texts[:3]] == ["2", "5", "12"]
    low, high = panel.get_ylim()
    assert all(low < curve.get_ydata().min() and curve.get_ydata().max() < high for curve in panel.get_lines())


@pytest.mark.parametrize("ranks", [(2,), (2, 5, 12), (1, 2, 3, 4, 5, 12)])
def test_planes_of_eigenvalues_are_squares_of_one_size_wide_enough(ranks):
    figure, _ = figures.find("spectra").draw(make_experiment(**SMALL | {"ranks": ranks}), {})
    figure.draw_without_rendering()
    planes = [panel for panel in panels(figure) if panel.get_title().startswith("rank ")]
    sizes = np.array([panel.get_window_extent().size for panel in planes]) / figure.dpi * 25.4
    assert len(planes) == len(ranks) and sizes[:, 0].min() >= 25
    np.testing.assert_allclose(sizes, sizes[0, 0], rtol=1e-3)


def mean_line(panel):
    (found,) = [line for line in panel.get_lines() if line.get_color() == INK and line.get_marker() == "o"]
    return found


def extreme_experiment():
    experiment = make_experiment(**SMALL | {"seeds": 10})
    experiment.weight_change.loc[{"task": "BBB", "rank": 2, "seed": 1, "step": 10000}] = 117.0
    return experiment


def test_figure1_shows_weight_change_on_a_log_axis_that_one_network_does_not_set():
    experiment = extreme_experiment()
    figure, caption = figures.find("figure1").draw(experiment, STYLE)
    rows = [panel for panel in panels(figure) if panel.get_yscale() == "log"]
    last = experiment.weight_change.sel(step=10000).transpose("task", "seed", "rank")
    assert len(rows) == 2 and rows[0].get_ylim() == rows[1].get_ylim()
    low, high = rows[0].get_ylim()
    assert high < 80 and "117" in [text.get_text() for text in rows[1].texts]
    for panel in rows:
        mean = mean_line(panel).get_ydata()
        (bars,) = panel.collections
        ends = np.concatenate([segment[:, 1] for segment in bars.get_segments()])
        assert low < min(ends.min(), mean.min()) and max(ends.max(), mean.max()) < high
    geometric = np.exp(np.log(last.sel(task="AAA")).mean("seed"))
    np.testing.assert_allclose(mean_line(rows[0]).get_ydata(), geometric)
    assert "geometric means" in caption


def test_figure1_shows_all_of_accuracy():
    figure, _ = figures.find("figure1").draw(make_experiment(**SMALL), STYLE)
    accuracy = panels(figure)[-1]
    low, high = accuracy.get_ylim()
    assert low <= 0 and 1 <= high < 1.1
    assert {0, 1} <= set(accuracy.get_yticks())


@pytest.mark.parametrize(("name", "words"), [("figure1", ["chance", "highest"]), ("training", [])])
def test_accuracy_stands_between_chance_and_the_highest_where_both_are_known(name, words):
    experiment = make_experiment(**SMALL).assign(
        chance_accuracy=("task", [0.5, np.nan]), highest_accuracy=("task", [0.9, np.nan])
    )
    figure, caption = figures.find(name).draw(experiment, STYLE)
    row = [panel for panel in panels(figure) if panel.get_ylabel() == "Accuracy"]
    known, unknown = panels(figure)[panels(figure).index(row[0]) :][:2]
    lines = [made for made in known.collections if isinstance(made, LineCollection)]
    heights = {float(made.get_segments()[0][0, 1]) for made in lines if len(made.get_segments()) == 1}
    assert heights == {0.5, 0.9} and [text.get_text() for text in known.texts if text.get_text() in words] == words
    assert not [text for text in unknown.texts if text.get_text() in ("chance", "highest")]
    assert "Dashed lines of accuracy: chance" in caption
    assert "Dashed lines" not in figures.find(name).draw(make_experiment(**SMALL), STYLE)[1]


@pytest.mark.parametrize("name", ["figure1", "training", "activity"])
def test_a_single_group_has_its_measures_beside_each_other(name):
    figure, _ = figures.find(name).draw(make_experiment(**ONE_TASK), {})
    figure.draw_without_rendering()
    widths = [panel.get_window_extent().width / figure.dpi * 25.4 for panel in panels(figure)]
    assert max(widths) < 80 and min(widths) >= 25
    lowest = [panel for panel in panels(figure) if panel.get_xlabel()]
    assert len(lowest) == min(len(widths), 3)


def test_seeds_that_enter_no_mean_are_crosses():
    experiment = make_experiment(**SMALL, diverged=[("AAA", 2, 1)])
    figure, caption = figures.find("figure1").draw(experiment, STYLE)
    (crosses,) = [line for line in panels(figure)[0].get_lines() if line.get_marker() == "x"]
    expected = experiment.representation_alignment.sel(task="AAA", seed=1, step=10000)
    np.testing.assert_allclose(crosses.get_ydata(), expected)
    assert "Crosses: seeds" in caption
    assert "Crosses" not in figures.find("figure1").draw(make_experiment(**SMALL), STYLE)[1]


def test_activity_before_and_after_training_stand_side_by_side():
    figure, _ = figures.find("activity").draw(make_experiment(**SMALL), STYLE)
    lines = panels(figure)[0].get_lines()
    before, after = lines[3].get_xdata(), lines[7].get_xdata()
    assert (before < [2, 20]).all() and (after > [2, 20]).all()
    np.testing.assert_allclose(before * after, np.square([2, 20]))
    assert panels(figure)[-1].get_yscale() == "log"


@pytest.mark.parametrize(("name", "foot"), [("training", 0), ("equal_loss", 2)])
def test_bands_of_the_lowest_and_the_highest_rank_lie_beneath_all_lines(name, foot):
    experiment = make_experiment(**SMALL | {"ranks": (2, 5, 20)})
    panel = panels(figures.find(name).draw(experiment, STYLE)[0])[0]
    bands = [made for made in panel.collections if isinstance(made, PolyCollection)]
    colours = [line.get_color() for line in panel.get_lines()]
    assert [tuple(band.get_facecolor()[0][:3]) for band in bands] == [
        pytest.approx(colours[place][:3]) for place in (0, -1)
    ]
    assert max(band.get_zorder() for band in bands) < min(line.get_zorder() for line in panel.get_lines())
    assert len(panel.collections) - len(bands) == foot


def test_training_explains_accuracy_below_chance_where_it_falls_there():
    experiment = make_experiment(**SMALL)
    assert "below chance" not in figures.find("training").draw(experiment, STYLE)[1]
    experiment.accuracy.loc[{"step": 10}] = 0.0
    assert "Accuracy falls below chance early on" in figures.find("training").draw(experiment, STYLE)[1]


@pytest.mark.parametrize("name", ["figure1", "training", "equal_loss", "activity"])
def test_a_task_that_always_diverged_says_so(name):
    experiment = make_experiment(**SMALL, diverged=[("AAA", rank, seed) for rank in (2, 20) for seed in range(3)])
    figure, _ = figures.find(name).draw(experiment, STYLE)
    columns = [[text.get_text() for text in panel.texts if "diverged" in text.get_text()] for panel in panels(figure)]
    said = [words for words in columns if words]
    assert said and all(words[0].endswith("all runs diverged") for words in said)


def test_unknown_names_are_refused():
    with pytest.raises(InputError, match="figure1"):
        figures.find("figure99")
    with pytest.raises(InputError, match="width"):
        figures.find("figure1").draw(make_experiment(**SMALL), {"widht": 3})
