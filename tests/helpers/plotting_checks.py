"""What a reader needs of every figure: panels wide enough to read, and text that is neither cut nor on other text."""

from collections.abc import Mapping
from itertools import combinations

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from richlazy.reporting.plotting.style import settings

MILLIMETRES = 25.4
LEAST_WIDTH_MM = 25.0
# What texts may overlap or stick out, in pixels at 100 dots an inch: boxes are a little larger than their letters.
SLACK = 1.5
COLOUR_BAR = "<colorbar>"


def assert_readable(figure: Figure, style: Mapping) -> None:
    """No panel is narrower than LEAST_WIDTH_MM but colour bars, no text is cut by the page or lies on another."""
    # Ticks read the settings only now, as when a figure is saved.
    with matplotlib.rc_context(settings(style)):
        figure.draw_without_rendering()
        faults = [*narrow_panels(figure), *cut_texts(figure), *overlapping_texts(figure)]
    assert not faults, "\n".join(faults)


def narrow_panels(figure: Figure) -> list[str]:
    """What is said of each panel that is too narrow."""
    widths = {
        panel: panel.get_window_extent().width / figure.dpi * MILLIMETRES
        for panel in figure.get_axes()
        if panel.get_visible() and panel.get_label() != COLOUR_BAR
    }
    return [
        f"the panel {_name(panel)} is {width:.1f} mm wide, less than {LEAST_WIDTH_MM:g}"
        for panel, width in widths.items()
        if width < LEAST_WIDTH_MM
    ]


def cut_texts(figure: Figure) -> list[str]:
    """What is said of each text that leaves the page."""
    page = figure.bbox
    low, high = np.array([page.x0, page.y0]) - SLACK, np.array([page.x1, page.y1]) + SLACK
    return [
        f"{words!r} is cut by the page"
        for words, corners in _boxes(figure)
        if (corners < low).any() or (corners > high).any()
    ]


def overlapping_texts(figure: Figure) -> list[str]:
    """What is said of each pair of texts that lie on each other."""
    found = _boxes(figure)
    return [
        f"{first!r} and {second!r} overlap"
        for (first, one), (second, other) in combinations(found, 2)
        if overlap(one, other) > SLACK
    ]


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    """How deep two rectangles [corner, 2], turned or not, lie in each other: the least shift that parts them."""
    depth = np.inf
    for corners in (one, other):
        for side in np.diff(corners[:3], axis=0):
            normal = np.array([-side[1], side[0]]) / (np.hypot(*side) or 1)
            first, second = one @ normal, other @ normal
            depth = min(depth, min(first.max(), second.max()) - max(first.min(), second.min()))
    return depth


def _boxes(figure: Figure) -> list[tuple[str, np.ndarray]]:
    """Every text that is drawn, with the corners of its box in pixels."""
    hidden = {label for panel in figure.findobj(Axes) for label in _hidden_labels(panel)}
    texts = [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]
    shown = [text for text in texts if text not in hidden and (text.axes is None or text.axes.get_visible())]
    return [(text.get_text(), _corners(text)) for text in shown]


def _hidden_labels(panel: Axes) -> set[Text]:
    """Labels of ticks that are not drawn, because their tick is out of view, or all of their axis or panel is."""
    hidden = set()
    for axis in (panel.xaxis, panel.yaxis):
        seen = panel.get_visible() and panel.axison and axis.get_visible()
        drawn = set(axis._update_ticks()) if seen else set()
        away = [tick for tick in (*axis.majorTicks, *axis.minorTicks) if tick not in drawn]
        hidden.update(label for tick in away for label in (tick.label1, tick.label2))
    return hidden


def _corners(text: Text) -> np.ndarray:
    """Corners [4, 2] of a text's box, turned as the text is."""
    box = text.get_window_extent()
    centre, angle = np.array([box.x0 + box.x1, box.y0 + box.y1]) / 2, text.get_rotation()
    text.set_rotation(0)
    half = text.get_window_extent().size / 2
    text.set_rotation(angle)
    turn = np.deg2rad(angle)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return centre + np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half @ matrix.T


def _name(panel: Axes) -> str:
    titles = (panel.get_title(), panel.get_title("left"), panel.get_ylabel(), panel.get_xlabel())
    return repr(next(filter(None, titles), "without a name"))
