"""The checks of figures themselves: they find what is wrong, and nothing in a figure that is right."""

import numpy as np
import pytest
from helpers.plotting_checks import assert_readable, cut_texts, narrow_panels, overlap, overlapping_texts
from matplotlib.figure import Figure
from richlazy.reporting.plotting.style import new_figure

SQUARE = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]])


def drawn(figure: Figure) -> Figure:
    figure.draw_without_rendering()
    return figure


def test_a_plain_figure_is_readable():
    figure = new_figure({}, 50)
    for panel in figure.subplots(1, 3):
        panel.plot([0, 1])
    assert_readable(figure, {})


def test_narrow_panels_are_found_and_colour_bars_are_not():
    figure = new_figure({}, 50)
    panel = figure.subplots()
    figure.colorbar(panel.imshow([[0, 1]]), ax=panel)
    assert not narrow_panels(drawn(figure))
    figure = new_figure({}, 50)
    figure.subplots(1, 8)[0].set_title("first")
    assert len(narrow_panels(drawn(figure))) == 8 and "'first'" in narrow_panels(figure)[0]


def test_text_that_leaves_the_page_is_found():
    figure = Figure(figsize=(3, 2))
    figure.text(0.95, 0.5, "too long for the page")
    assert cut_texts(drawn(figure)) == ["'too long for the page' is cut by the page"]


@pytest.mark.parametrize(("angle", "found"), [(0, True), (45, False)])
def test_text_on_text_is_found_and_turned_text_is_its_own_box(angle, found):
    figure = Figure(figsize=(4, 3))
    for place in (0.4, 0.45):
        figure.text(place, 0.5, f"a label at {place}", rotation=angle, rotation_mode="anchor")
    assert bool(overlapping_texts(drawn(figure))) == found


def test_labels_of_ticks_out_of_view_and_of_hidden_panels_do_not_count():
    figure = Figure(figsize=(4, 3))
    panel, hidden = figure.subplots(1, 2)
    panel.set_yticks([0, 1, 1.0001], ["0", "1", "beyond"])
    panel.set_ylim(0, 1)
    hidden.set_yticks([0, 0.001], ["one", "other"])
    hidden.set_visible(False)
    assert not overlapping_texts(drawn(figure))
    hidden.set_visible(True)
    assert overlapping_texts(drawn(figure)) == ["'one' and 'other' overlap"]


def test_depth_of_an_overlap_is_the_least_shift():
    assert overlap(SQUARE, SQUARE + [8, 1]) == pytest.approx(2)
    assert overlap(SQUARE, SQUARE + [12, 0]) == pytest.approx(-2)
    turned = np.array([[5.0, -5.0], [15.0, 5.0], [5.0, 15.0], [-5.0, 5.0]])
    assert overlap(SQUARE, turned + [20, 20]) < 0 < overlap(SQUARE, turned)


def test_a_layout_that_collapses_is_an_error():
    figure = new_figure({"width_mm": 50}, 12)
    for panel in figure.subplots(4, 4).flat:
        panel.set_ylabel("Kernel alignment")
    with pytest.raises(UserWarning, match="collapsed|not applied"):
        assert_readable(figure, {})
