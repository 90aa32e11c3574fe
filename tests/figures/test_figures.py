"""Every figure on every form of study: it draws what is there, says so in its caption, and is the same each time."""

import numpy as np
import pytest
from drawn import assert_drawn
from factories import make_study
from richlazy import figures
from richlazy.errors import InputError
from richlazy.figures.spectra import distinct
from richlazy.hypercube import MissingSweep
from richlazy.plotting.style import save

STYLE = {"width_mm": 120, "font_size": 7, "dpi": 60}
NAMES = ("figure1", "figure4", "activity", "training", "learning_dynamics", "equal_loss", "spectra")
SMALL = {"ranks": (2, 20), "tasks": ("AAA", "BBB"), "seeds": 3, "size": 12}
ONE_TASK = SMALL | {"tasks": ("AAA",)}


def panels(figure):
    return figure.get_axes()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "study",
    [
        make_study(**SMALL | {"seeds": 1, "ranks": (4,), "steps": (0,)}),
        make_study(**ONE_TASK).isel(task=0, drop=True),
        make_study(**ONE_TASK | {"seeds": 2}, extra={"gain": [0.5, 0.75, 1.0, 1.25, 1.5]}),
        make_study(**SMALL, diverged=[("AAA", 2, seed) for seed in range(3)]),
    ],
    ids=["least", "no task", "more groups than columns", "a condition with no run left"],
)
def test_every_form_of_study_can_be_drawn(name, study):
    figure, caption = figures.find(name).draw(study, STYLE)
    assert_drawn(figure)
    assert caption


@pytest.mark.parametrize("name", NAMES)
def test_equal_data_give_equal_bytes(name, tmp_path):
    for turn in ("first", "second"):
        figure, caption = figures.find(name).draw(make_study(**ONE_TASK), STYLE)
        save(figure, tmp_path / f"{turn}.pdf", tmp_path / f"{turn}.png", "study: figure", caption, STYLE)
    for kind in ("pdf", "png"):
        assert (tmp_path / f"first.{kind}").read_bytes() == (tmp_path / f"second.{kind}").read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_size_in_print_is_the_styles(name):
    figure, _ = figures.find(name).draw(make_study(**SMALL), STYLE)
    assert figure.get_figwidth() * 25.4 == pytest.approx(120)


@pytest.mark.parametrize("name", NAMES)
def test_a_study_without_ranks_is_told_what_to_add(name):
    with pytest.raises(MissingSweep, match=f"{name} needs the study to sweep `rank`"):
        figures.find(name).draw(make_study(**SMALL).isel(rank=0, drop=True), STYLE)


def test_figure1_shows_every_seed_and_the_mean_of_the_last_step():
    study = make_study(**SMALL)
    figure, _ = figures.find("figure1").draw(study, STYLE)
    first = panels(figure)[0]
    assert first.get_title() == "AAA"
    *seeds, mean = first.get_lines()
    values = study.representation_alignment.sel(task="AAA", step=10000)
    np.testing.assert_allclose([line.get_ydata() for line in seeds], values.transpose("seed", "rank"))
    np.testing.assert_allclose(mean.get_ydata(), values.mean("seed"))
    np.testing.assert_array_equal(mean.get_xdata(), [2, 20])


def test_activity_is_shown_before_and_after_training():
    study = make_study(**SMALL)
    figure, _ = figures.find("activity").draw(study, STYLE)
    first = panels(figure)[0]
    assert first.get_ylabel() == "Lyapunov\nexponent\n(1/step)" and len(panels(figure)) == 4
    lines = [line.get_ydata() for line in first.get_lines()]
    shown = study.lyapunov_exponent.sel(task="AAA").transpose("step", "seed", "rank")
    expected = [np.vstack([shown.sel(step=step), shown.sel(step=step).mean("seed")]) for step in (0, 10000)]
    np.testing.assert_allclose(lines, np.vstack(expected))
    with pytest.raises(InputError, match="figure activity: the study has none of lyapunov_exponent"):
        figures.find("activity").draw(study.drop_vars(["lyapunov_exponent", "activity_cost"]), STYLE)


@pytest.mark.parametrize("name", ["figure1", "training"])
def test_diverged_runs_are_told_and_their_seed_is_not_averaged(name):
    study = make_study(**SMALL, diverged=[("AAA", 2, 1)])
    figure, caption = figures.find(name).draw(study, STYLE)
    assert "1 of the 12 runs diverged (AAA, rank 2, seed 1)" in caption
    measure = {"figure1": "representation_alignment", "training": "loss"}[name]
    kept = study[measure].sel(task="AAA").drop_sel(seed=1).mean("seed")
    rank_last = panels(figure)[0].get_lines()[-1].get_ydata()
    expected = kept.sel(step=10000) if name == "figure1" else kept.sel(rank=20)
    np.testing.assert_allclose(rank_last, expected)


@pytest.mark.parametrize("name", NAMES)
def test_caption_counts_the_seeds(name):
    assert "3 seeds" in figures.find(name).draw(make_study(**SMALL), STYLE)[1]


def test_caption_counts_many_diverged_runs_without_naming_them():
    diverged = [("AAA", 2, 0), ("AAA", 2, 1), ("AAA", 20, 0), ("BBB", 2, 0), ("BBB", 2, 2)]
    caption = figures.find("figure1").draw(make_study(**SMALL, diverged=diverged), STYLE)[1]
    assert "5 of the 12 runs diverged;" in caption


def test_training_draws_one_line_per_rank():
    study = make_study(**SMALL)
    figure, _ = figures.find("training").draw(study, STYLE)
    lines = panels(figure)[0].get_lines()
    expected = study.loss.sel(task="AAA").mean("seed").transpose("rank", "step")
    np.testing.assert_allclose([line.get_ydata() for line in lines], expected)


def test_measures_that_a_study_lacks_are_not_drawn():
    study = make_study(**SMALL)
    figure, _ = figures.find("figure1").draw(study.drop_vars("sign_similarity"), STYLE)
    assert len(panels(figure)) == 2 * 4


def test_spectra_leaves_out_what_does_not_change_the_matrices():
    study = make_study(**SMALL, extra={"gain": [0.5, 1.5]})
    assert set(distinct(study).singular_value.dims) == {"rank", "seed", "index"}
    study.singular_value.loc[{"gain": 1.5}] *= 3
    assert set(distinct(study).singular_value.dims) == {"gain", "rank", "seed", "index"}


def test_spectra_draws_as_many_singular_values_as_the_rank():
    figure, _ = figures.find("spectra").draw(make_study(**SMALL | {"ranks": (2, 5, 12)}), STYLE)
    curves = panels(figure)[0].get_lines()[0::2]
    assert [len(curve.get_xdata()) for curve in curves] == [2, 5, 12]


def test_unknown_names_are_refused():
    with pytest.raises(InputError, match="figure1"):
        figures.find("figure99")
    with pytest.raises(InputError, match="width"):
        figures.find("figure1").draw(make_study(**SMALL), {"widht": 3})
