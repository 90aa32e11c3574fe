"""The figure of development: circuits at their ages, null models beside them."""

import numpy as np
import pytest
from helpers.drawn import assert_drawn
from helpers.factories import make_circuits
from richlazy.errors import InputError
from richlazy.hypercube.reading import MissingSweep
from richlazy.reporting.plotting.style import save

from studies.connectivity.figures import development

STYLE = {"width_mm": 120, "font_size": 6, "dpi": 60}
STAGES = ("egg", "larva", "young", "adult")
SMALL = {"circuits": STAGES, "nulls": ("none", "gaussian"), "seeds": 3, "size": 12}


def aged(experiment, hours=(0.0, 20.0, 45.0, 45.0)):
    return experiment.assign(age_hours=("connectivity", list(hours)))


def means(axes):
    """Places and means of the circuits and of each null model, one line each."""
    lines = [line for line in axes.get_lines() if line.get_linestyle() == "-"]
    return [(line.get_xdata(), line.get_ydata()) for line in lines]


@pytest.mark.parametrize(
    "experiment",
    [
        aged(make_circuits(**SMALL)),
        make_circuits(**SMALL),
        aged(make_circuits(**SMALL)).sel(null_model="none", drop=True).isel(task=0, drop=True),
        aged(make_circuits(**SMALL | {"seeds": 1, "steps": (0,)})),
        aged(make_circuits(**SMALL | {"circuits": ("adult",)}), (45.0,)),
        aged(make_circuits(**SMALL, diverged=[{"connectivity": "egg", "null_model": "gaussian"}])),
    ],
    ids=["plain", "no ages", "circuits alone", "least", "one age", "a null model with no run left"],
)
def test_every_form_of_experiment_can_be_drawn(experiment):
    figure, caption = development.draw(experiment, STYLE)
    assert_drawn(figure)
    assert caption


def test_equal_data_give_equal_bytes(tmp_path):
    for turn in ("first", "second"):
        figure, caption = development.draw(aged(make_circuits(**SMALL)), STYLE)
        save(figure, tmp_path / f"{turn}.pdf", tmp_path / f"{turn}.png", "experiment: figure", caption, STYLE)
    assert (tmp_path / "first.png").read_bytes() == (tmp_path / "second.png").read_bytes()


def test_structures_stand_at_their_age_whatever_their_order():
    table = aged(make_circuits(**SMALL), (20.0, 0.0, 45.0, 45.0))
    places = development.positions(table)
    assert list(places) == ["larva", "egg", "young", "adult"]
    assert [places["larva"], places["egg"]] == [0, 20]
    assert (places["young"] + places["adult"]) / 2 == pytest.approx(45)
    assert 44 < places["young"] < 45 < places["adult"] < 46


def test_means_of_structures_and_nulls_are_drawn_in_order_of_age():
    experiment = aged(make_circuits(**SMALL | {"tasks": ("2AF",)}), (20.0, 0.0, 40.0, 50.0))
    figure, _ = development.draw(experiment, STYLE)
    order = [1, 0, 2, 3]
    ranks, kernels = figure.get_axes()[:2]
    for (_, drawn), null in zip(means(ranks), ("none", "gaussian"), strict=True):
        expected = experiment.effective_rank.sel(null_model=null).isel(task=0).mean("seed")
        np.testing.assert_allclose(drawn, expected[order])
    for (where, drawn), null in zip(means(kernels), ("none", "gaussian"), strict=True):
        expected = experiment.kernel_alignment.sel(null_model=null, step=10000).isel(task=0).mean("seed")
        np.testing.assert_allclose(drawn, expected[order])
        np.testing.assert_allclose(where, [0, 20, 40, 50], atol=1)


def test_structures_without_an_age_are_left_out_and_told():
    figure, caption = development.draw(aged(make_circuits(**SMALL), (0.0, np.nan, 45.0, 45.0)), STYLE)
    assert "Ages in hours: egg 0, young 45, adult 45." in caption
    assert "Without an age and not drawn: larva." in caption
    assert len(means(figure.get_axes()[0])[0][0]) == 3


def test_an_age_may_be_stored_for_every_point_of_the_sweep():
    experiment = make_circuits(**SMALL, absent=[{"connectivity": "egg", "null_model": "gaussian"}])
    stored = experiment.diverged.isel(seed=0, drop=True) * 0 + aged(experiment).age_hours
    assert development.ages(experiment.assign(age_hours=stored)) == {"egg": 0, "larva": 20, "young": 45, "adult": 45}


def test_without_ages_structures_stand_in_the_experiments_order():
    figure, caption = development.draw(make_circuits(**SMALL), STYLE)
    assert "The experiment holds no ages" in caption
    assert [text.get_text() for text in figure.get_axes()[0].get_xticklabels()] == list(STAGES)


def test_gaps_are_not_drawn_and_are_told():
    gap = {"connectivity": "egg", "null_model": "gaussian"}
    figure, caption = development.draw(aged(make_circuits(**SMALL, absent=[gap])), STYLE)
    assert [len(where) for where, _ in means(figure.get_axes()[0])] == [4, 3]
    assert "2 of the 16 combinations" in caption


def test_an_experiment_is_told_what_it_lacks():
    with pytest.raises(MissingSweep, match="development needs the experiment to sweep `connectivity`"):
        development.draw(make_circuits(**SMALL).isel(connectivity=0, drop=True), STYLE)
    with pytest.raises(InputError, match="none"):
        development.draw(make_circuits(**SMALL).sel(null_model=["gaussian"]), STYLE)
