"""The figures of agreement between measures, of one experiment and of several."""

import numpy as np
import pytest
from helpers.drawn import assert_drawn
from helpers.factories import make_experiment
from helpers.figures_forms import with_measures_of_richness
from richlazy.reporting import figures

from studies.connectivity.analysis.measure_agreement import FEWEST, STRATUM, correlations, network_table
from studies.connectivity.panels.agreement_panels import name_words

STYLE = {"width_mm": 180, "font_size": 7, "dpi": 60}
SMALL = {"ranks": (1, 30), "tasks": ("A", "B"), "seeds": 6, "size": 8, "steps": (0, 10, 100)}


def experiment(name="rank", measured=True, **settings):
    made = make_experiment(**SMALL | settings).assign_attrs(experiment=name)
    return with_measures_of_richness(made) if measured else made


def draw(name, *experiments):
    return figures.draw(name, list(experiments), STYLE)


def words(axis):
    return [label.get_text() for label in axis.get_ticklabels()]


@pytest.mark.parametrize("name", ["agreement", "richness"])
def test_it_can_be_drawn_with_all_measures_and_with_few(name):
    for made in (experiment(), experiment(measured=False), experiment(seeds=1, measured=False)):
        figure, caption = draw(name, made)
        assert_drawn(figure)
        assert f"{made.diverged.size} networks" in caption


def test_the_matrix_holds_correlations_across_above_and_within_below():
    made = experiment()
    figure, _ = draw("agreement", made)
    panel = figure.get_axes()[0]
    names = words(panel.yaxis)
    assert names == words(panel.xaxis) and "− weight change" in names and "kernel alignment" in names
    frame = network_table(made)
    across, within = correlations(frame, STRATUM, FEWEST), correlations(frame, "condition", 3)
    by_words = {name_words(name): name for name in across.index}
    shown = panel.images[0].get_array()
    for row, column in ((0, 3), (3, 0), (1, 5), (5, 1)):
        pair = by_words[names[row]], by_words[names[column]]
        expected = across.loc[pair] if column > row else within.loc[pair]
        assert shown[row, column] == pytest.approx(expected)
    assert np.ma.getmaskarray(np.ma.masked_invalid(shown)).diagonal().all()
    assert panel.images[0].get_clim() == (-1, 1)


def test_scatters_show_the_pairs_that_part_most():
    figure, _ = draw("agreement", experiment())
    first = next(panel for panel in figure.get_axes() if panel.get_title().startswith("ρ"))
    pair = {first.get_xlabel().replace("\n", " "), first.get_ylabel().replace("\n", " ")}
    assert "Dynamical richness, end" in pair and "−" in first.get_title()
    assert len(first.collections[0].get_offsets()) == 2 * 2 * 6


def test_experiments_together_have_a_colour_each_and_share_networks_once():
    first, second = experiment(), experiment("gain", random_seed=3)
    figure, caption = draw("richness", first, second, first.assign_attrs(experiment="again"))
    legend = figure.subfigs[1].legends[0]
    assert [text.get_text() for text in legend.get_texts()] == ["rank", "gain"]
    assert "48 networks" in caption and "Experiments: rank, gain;" in caption


def test_measures_that_are_missing_are_named():
    _, caption = draw("agreement", experiment(measured=False))
    assert "Not measured, and left out: dynamical richness, end" in caption and "manifold radius" in caption
    assert "Not measured" not in draw("agreement", experiment())[1]
