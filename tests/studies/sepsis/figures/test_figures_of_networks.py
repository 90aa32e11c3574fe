"""The figures of laziness and of single stays, at print size, of every form that an experiment can have."""

import numpy as np
import pytest
from helpers.plotting_checks import assert_readable
from helpers.sepsis_networks import make_laziness, make_stays
from matplotlib.colors import to_rgba
from richlazy.contracts.study_parts import figures
from richlazy.hypercube.reading import MissingSweep
from richlazy.reporting.figures import shown
from richlazy.reporting.plotting.footer import add_footer, run_words


def lost(alpha):
    """Every run of an alpha diverged."""
    measures = make_laziness()
    away = measures.alpha != alpha
    kept = measures.where(away).assign(diverged=measures.diverged.where(away, 1).astype(np.int8))
    return kept


FORMS = {
    "default": ("sepsis_laziness", make_laziness),
    "quick": ("sepsis_laziness", lambda: make_laziness(alphas=[0.25, 4, 64], steps=[0, 13, 25, 38])),
    "one alpha and seed": ("sepsis_laziness", lambda: make_laziness(alphas=[1], seeds=1)),
    "lost": ("sepsis_laziness", lambda: lost(16)),
    "without richness": ("sepsis_laziness", lambda: make_laziness().drop_vars("dynamical_richness")),
    "stays": ("sepsis_stays", make_stays),
    "stays at onset": ("sepsis_stays", lambda: make_stays(horizon=0)),
}


def drawn(form):
    name, make = FORMS[form]
    measures = make()
    return measures, *figures.find(name).draw(measures, {})


@pytest.mark.parametrize("form", FORMS)
def test_every_form_can_be_drawn_and_read(form):
    measures, figure, caption = drawn(form)
    add_footer(figure, run_words("quick", shown(FORMS[form][0], [measures])), {})
    assert_readable(figure, {})
    assert "nothing clinical is claimed" in caption


def test_a_figure_of_laziness_needs_several_alphas():
    with pytest.raises(MissingSweep, match="a figure over alpha needs"):
        figures.find("sepsis_laziness").draw(make_laziness().isel(alpha=0), {})


def test_laziness_is_drawn_at_the_last_step_with_every_seed():
    measures, figure, _ = drawn("default")
    panel = figure.axes[0]
    dots = [line for line in panel.lines if line.get_marker() == "."]
    assert len(dots) == 3 * measures.sizes["seed"]  # a line a seed, for each of three horizons
    final = measures.before_7h_average_precision.sel(step=450)
    np.testing.assert_allclose(dots[0].get_ydata(), final.isel(seed=0))


def test_what_is_known_later_than_the_horizon_is_hollow():
    for form, hidden in (("stays", 1), ("stays at onset", 0)):
        measures, figure, _ = drawn(form)
        one = measures.isel(stay=0, channel=0, seed=0)
        later = one.observed_time > one.onset - measures.attrs["horizon"]
        assert bool(later.sum()) == bool(hidden)
        marks = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
        hollow = [line for line in marks if to_rgba(line.get_markerfacecolor()) == (1, 1, 1, 1)]
        assert [len(line.get_xdata()) for line in hollow] == [int(later.sum())]
        assert sum(len(line.get_xdata()) for line in marks) == int(one.observed_time.notnull().sum())
