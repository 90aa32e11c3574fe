"""Figure 2 on experiments of circuits and null models: all that was run is drawn, and nothing else; the caption
says so."""

import numpy as np
import pytest
from helpers.drawn import assert_drawn
from helpers.factories import make_circuits, make_experiment
from richlazy.errors import InputError
from richlazy.hypercube.reading import MissingSweep
from richlazy.reporting.plotting.labels import words_of
from richlazy.reporting.plotting.style import save

from studies.connectivity.figures import figure2
from studies.connectivity.panels.spectrum_panels import falling, in_discs

STYLE = {"width_mm": 120, "font_size": 6, "dpi": 60}
SMALL = {"circuits": ("worm", "dale"), "nulls": ("none", "gaussian"), "seeds": 3, "size": 12}
RANKS = make_experiment(ranks=(2, 20), tasks=("2AF", "DMS"), seeds=3, size=12)


def panel(figure, title):
    (found,) = [axes for axes in figure.get_axes() if axes.get_title().replace("\n", " ") == title]
    return found


def dots(axes):
    """Values of single seeds, one line a circuit and null model."""
    return [line.get_xdata() for line in axes.get_lines() if line.get_marker() == "." and len(line.get_xdata()) > 1]


@pytest.mark.parametrize(
    "experiment",
    [
        make_circuits(**SMALL),
        make_circuits(**SMALL | {"seeds": 1, "steps": (0,)}),
        make_circuits(**SMALL, effect=-1),
        make_circuits(**SMALL).sel(task="DMS", drop=True),
        make_circuits(**SMALL, extra={"gain": [0.5, 1.5]}),
        make_circuits(**SMALL, absent=[{"connectivity": "dale", "null_model": "gaussian"}]),
        make_circuits(**SMALL, diverged=[{"connectivity": "worm", "null_model": "none"}]),
        make_circuits(**SMALL | {"circuits": tuple("abcdefghi"), "tasks": ("A", "B", "C", "D"), "seeds": 2}),
    ],
    ids=["plain", "least", "higher rank", "no task", "gain too", "gap", "a circuit with no run left", "many"],
)
def test_every_form_of_experiment_can_be_drawn(experiment):
    figure, caption = figure2.draw(experiment, STYLE, RANKS)
    assert_drawn(figure)
    assert caption


def test_equal_data_give_equal_bytes(tmp_path):
    for turn in ("first", "second"):
        figure, caption = figure2.draw(make_circuits(**SMALL), STYLE, RANKS)
        save(figure, tmp_path / f"{turn}.pdf", tmp_path / f"{turn}.png", "experiment: figure", caption, STYLE)
    for kind in ("pdf", "png"):
        assert (tmp_path / f"first.{kind}").read_bytes() == (tmp_path / f"second.{kind}").read_bytes()


def test_size_in_print_is_the_styles():
    figure, _ = figure2.draw(make_circuits(**SMALL), STYLE)
    assert figure.get_figwidth() * 25.4 == pytest.approx(120)


def test_effective_ranks_show_every_seed_of_every_structure_and_null():
    experiment = make_circuits(**SMALL)
    figure, _ = figure2.draw(experiment, STYLE)
    drawn = np.sort(np.concatenate(dots(panel(figure, "Effective rank"))))
    np.testing.assert_allclose(drawn, np.sort(experiment.effective_rank.isel(task=0).values.ravel()))


def test_laziness_is_a_log_ratio_paired_by_seed_and_task():
    experiment = make_circuits(**SMALL)
    figure, _ = figure2.draw(experiment, STYLE)
    last = experiment.kernel_alignment.sel(step=10000)
    ratio = np.log(last.sel(null_model="none") / last.sel(null_model="gaussian"))
    for task in ("2AF", "DMS"):
        drawn = dots(panel(figure, f"Kernel alignment, {task}"))
        np.testing.assert_allclose(drawn, ratio.sel(task=task).transpose("connectivity", "seed"))
    last = experiment.weight_change.sel(step=10000)
    ratio = np.log(last.sel(null_model="none") / last.sel(null_model="gaussian")).mean("task")
    drawn = dots(panel(figure, "Weight change, all"))
    np.testing.assert_allclose(drawn, ratio.transpose("connectivity", "seed"))


def test_gaps_are_not_drawn_and_are_told():
    gaps = [{"connectivity": "dale", "null_model": "gaussian", "task": "DMS"}]
    figure, caption = figure2.draw(make_circuits(**SMALL, absent=gaps), STYLE)
    assert len(dots(panel(figure, "Kernel alignment, DMS"))) == 1
    assert len(dots(panel(figure, "Kernel alignment, 2AF"))) == 2
    assert len(dots(panel(figure, "Effective rank"))) == 4
    assert "No run of 21 diverged; 1 of the 8 combinations of task, circuit and null model were not run." in caption


def test_diverged_runs_are_told_and_their_seed_leaves_the_ratio():
    experiment = make_circuits(
        **SMALL, diverged=[{"connectivity": "worm", "null_model": "gaussian", "task": "2AF", "seed": 1}]
    )
    figure, caption = figure2.draw(experiment, STYLE)
    assert "Of 24 runs 1 diverged" in caption
    worm, dale = dots(panel(figure, "Kernel alignment, 2AF"))
    assert np.isfinite(worm).tolist() == [True, False, True]
    assert np.isfinite(dale).all()


def test_the_rank_curve_is_drawn_under_the_tasks_that_it_has():
    experiment = make_circuits(**SMALL | {"tasks": ("2AF", "CXT")})
    figure, caption = figure2.draw(experiment, STYLE, RANKS)
    last = RANKS.sel(task="2AF", step=10000)
    curves = {task: _curve(panel(figure, task)) for task in ("2AF", "CXT")}
    assert curves["CXT"] == []
    ((ranks, aligned),) = curves["2AF"]
    np.testing.assert_allclose(ranks, last.effective_rank.mean("seed"))
    np.testing.assert_allclose(aligned, last.kernel_alignment.mean("seed"))
    assert "experiment rank, step 10000, 3 seeds, for 2AF alone" in caption


def test_the_rank_curve_is_after_as_many_steps_as_the_structures_where_it_can_be():
    experiment = make_circuits(**SMALL | {"steps": (0, 100)})
    figure, caption = figure2.draw(experiment, STYLE, RANKS)
    ((_, aligned),) = _curve(panel(figure, "2AF"))
    np.testing.assert_allclose(aligned, RANKS.sel(task="2AF", step=100).kernel_alignment.mean("seed"))
    assert "experiment rank, step 100, " in caption
    assert "have learned for" not in caption
    _, caption = figure2.draw(make_circuits(**SMALL | {"steps": (0, 5000)}), STYLE, RANKS)
    assert "The circuits have learned for 5000 steps, that curve for 10000." in caption


def _curve(axes):
    return [line.get_data() for line in axes.get_lines() if line.get_marker() == "."]


def test_without_a_experiment_of_rank_the_caption_says_that_there_is_no_curve():
    figure, caption = figure2.draw(make_circuits(**SMALL), STYLE)
    assert "No rank curve is drawn" in caption
    assert _curve(panel(figure, "2AF")) == []


def test_every_structure_is_named_beside_its_point_and_within_its_panel():
    names = ("worm", "dale", "mushroom_body", "cortex", "song", "motifs")
    figure, _ = figure2.draw(make_circuits(**SMALL | {"circuits": names, "size": 20}), STYLE | {"width_mm": 180})
    axes = panel(figure, "DMS")
    texts = [text for text in axes.texts if text.get_text() in set(map(words_of, names))]
    boxes = [text.get_window_extent() for text in texts]
    assert len(boxes) == len(names)
    frame = axes.get_window_extent()
    assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1 for box in boxes)
    assert not any(box.overlaps(other) for place, box in enumerate(boxes) for other in boxes[:place])


def test_sorted_spectra_fall_from_one_and_their_area_is_the_effective_rank():
    experiment = make_circuits(**SMALL)
    for place, name in enumerate(("worm", "dale")):
        spectra = falling(experiment, name, "none")
        for values in spectra.values():
            assert values.shape == (3, 12 - place)
            assert np.all(values[:, 0] == 1) and np.all(np.diff(values, axis=1) <= 0)
        expected = experiment.effective_rank.sel(connectivity=name, null_model="none").isel(task=0)
        np.testing.assert_allclose(spectra["eigenvalue"].mean(1), expected)


def test_a_gaussian_fills_the_disc_of_radius_one():
    experiment = make_circuits(circuits=("worm",), nulls=("none", "gaussian"), size=200, seeds=1, effect=0)
    moduli = np.abs(in_discs(experiment, "worm"))
    assert np.mean(moduli < 1.1) > 0.97
    assert np.mean(moduli < 0.5) == pytest.approx(0.25, abs=0.08)


@pytest.mark.parametrize("dim", ["connectivity", "null_model"])
def test_an_experiment_that_lacks_a_sweep_is_told_what_to_add(dim):
    with pytest.raises(MissingSweep, match=f"figure2 needs the experiment to sweep `{dim}`"):
        figure2.draw(make_circuits(**SMALL).isel({dim: 0}, drop=True), STYLE)


def test_an_experiment_without_a_pair_is_told_what_to_write():
    with pytest.raises(InputError, match=r"figure2 needs a circuit with a null model of it"):
        figure2.draw(make_circuits(**SMALL).sel(null_model=["none"]), STYLE)


def test_the_experiment_behind_the_curve_is_named_literally():
    assert figure2.BACKGROUND == "rank"
