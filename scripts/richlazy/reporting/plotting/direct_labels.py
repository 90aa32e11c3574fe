"""Direct labels: names beside their points, placed so that they cover neither each other nor the data."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from richlazy.reporting.plotting.style import INK, SOFT

POINTS_PER_INCH = 72
ANGLES = np.linspace(0, 2 * np.pi, 24, endpoint=False)
# Distances between a point and the box of its name that are tried, in points.
GAPS = (3.0, 6.0, 10.0, 15.0, 21.0, 28.0, 36.0, 46.0, 58.0, 72.0)
PAD = 0.8
# Costs of a position: covering a name, leaving the frame, covering a point, and being nearer to another labelled point;
# a distance of one point costs 1.
ON_NAME, OUTSIDE, ON_POINT, NEARER = 1000.0, 2000.0, 40.0, 60.0
LEADER_FROM = 5.0


def place(anchors: np.ndarray, sizes: np.ndarray, obstacles: np.ndarray, frame: Sequence[float]) -> np.ndarray:
    """Centres [label, 2] of boxes of `sizes` [label, 2] near their `anchors` [label, 2]; all in points.

    Boxes are placed one after the other, those with the closest neighbours first, each at the position of lowest cost:
    without overlap with earlier boxes, `obstacles` [point, 2] and the border of `frame` (left, bottom, right, top), if
    there is room.
    """
    anchors, sizes, obstacles = (np.asarray(values, float).reshape(-1, 2) for values in (anchors, sizes, obstacles))
    centres = np.full_like(anchors, np.nan)
    placed: list[int] = []
    for label in _most_crowded_first(anchors):
        candidates, distance = _candidates(anchors[label], sizes[label])
        half = sizes[label] / 2 + PAD
        cost = distance + ON_POINT * _covered(candidates, half, obstacles)
        cost += OUTSIDE * ((candidates - half < frame[:2]) | (candidates + half > frame[2:])).any(1)
        others = np.delete(anchors, label, axis=0)
        cost += NEARER * (_distance(candidates, sizes[label] / 2, others) < distance[:, np.newaxis]).sum(1)
        for other in placed:
            near = np.abs(candidates - centres[other]) < half + sizes[other] / 2
            cost += ON_NAME * near.all(1)
        centres[label] = candidates[np.argmin(cost)]
        placed.append(label)
    return centres


def _most_crowded_first(anchors: np.ndarray) -> np.ndarray:
    distances = np.linalg.norm(anchors[:, np.newaxis] - anchors, axis=2)
    return np.argsort((1 / (distances + 10)).sum(1), kind="stable")[::-1]


def _candidates(anchor: np.ndarray, size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Possible centres around an anchor and their distances: for each gap and angle, the box touches that circle."""
    directions = np.stack([np.cos(ANGLES), np.sin(ANGLES)], 1)
    gaps = np.repeat(GAPS, len(ANGLES))
    around = np.tile(directions, (len(GAPS), 1))
    return anchor + around * (gaps[:, np.newaxis] + size / 2), gaps


def _covered(centres: np.ndarray, half: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Number of `points` in the box around each centre."""
    return (np.abs(centres[:, np.newaxis] - points) < half + 1).all(2).sum(1)


def _distance(centres: np.ndarray, half: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Distance of each of `points` from the box around each centre, [centre, point]."""
    outside = np.maximum(np.abs(centres[:, np.newaxis] - points) - half, 0)
    return np.hypot(outside[..., 0], outside[..., 1])


def label_points(
    panel: Axes,
    names: Sequence[str],
    points: np.ndarray,
    obstacles: np.ndarray,
    fontsize: float,
    colours: Sequence[str] | None = None,
) -> None:
    """Write `names` beside `points` [label, 2], avoiding `obstacles` [point, 2]; both in data coordinates.

    colours: one for each name, INK by default. Positions depend on the size of the panel: call it last, when the layout
    of the figure is done (`draw_without_rendering`).
    """
    scale = POINTS_PER_INCH / panel.figure.dpi
    texts = [
        panel.annotate(
            name,
            point,
            xytext=(0, 0),
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=fontsize,
            color=colour,
            zorder=8,
            path_effects=[withStroke(linewidth=1.5, foreground="white")],
        )
        for name, point, colour in zip(names, points, colours or [INK] * len(names), strict=True)
    ]
    sizes = np.array([text.get_window_extent().size for text in texts]).reshape(-1, 2) * scale
    anchors, blocked = (_in_points(panel, values, scale) for values in (points, obstacles))
    box = panel.get_window_extent()
    frame = np.array([box.x0, box.y0, box.x1, box.y1]) * scale
    for text, anchor, centre, size in zip(texts, anchors, place(anchors, sizes, blocked, frame), sizes, strict=True):
        text.set_position(centre - anchor)
        # The layout is done; names must not change it.
        text.set_in_layout(False)
        _leader(panel, text.xy, centre - anchor, size)


def _in_points(panel: Axes, values: np.ndarray, scale: float) -> np.ndarray:
    return panel.transData.transform(np.asarray(values, float).reshape(-1, 2)) * scale


def _leader(panel: Axes, point: Sequence[float], offset: np.ndarray, size: np.ndarray) -> None:
    """Draw a thin line from a point to the nearest edge of its name, if that is not close."""
    end = offset - np.clip(offset, -size / 2, size / 2)
    if np.hypot(*end) < LEADER_FROM:
        return
    panel.annotate(
        "",
        point,
        xytext=end,
        textcoords="offset points",
        arrowprops={"arrowstyle": "-", "color": SOFT, "linewidth": 0.4, "shrinkA": 0, "shrinkB": 0},
        zorder=3,
    ).set_in_layout(False)
