"""Style of figures and how they are saved: print size, fonts, colours, and files with reproducible bytes."""

import warnings
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path

import matplotlib
import seaborn
from matplotlib.figure import Figure

from richlazy.artefacts import picture_metadata
from richlazy.artefacts.files import atomic_write
from richlazy.errors import InputError

MILLIMETRES_PER_INCH = 25.4
DEFAULTS = {"width_mm": 180, "font_size": 8, "palette": "colorblind", "dpi": 300}
INK, SOFT, FAINT = "#222222", "#6b6b6b", "#c9c9c9"
POINTS_PER_INCH = 72
# Font size of the footer relative to the figure's, and its height in lines.
FOOTER_SHARE, FOOTER_LINES = 0.75, 1.7
# Factor of a colour's components when a palette is used again.
DARKER = 0.5


def complete(style: Mapping) -> dict:
    """The style with defaults filled in. Raises InputError for an unknown key."""
    unknown = set(style) - set(DEFAULTS)
    if unknown:
        raise InputError(f"unknown style {', '.join(sorted(unknown))}; known: {', '.join(DEFAULTS)}")
    return DEFAULTS | dict(style)


def settings(style: Mapping) -> dict:
    """Matplotlib's settings for a style. The font is the one in Matplotlib's own package, the same on all machines."""
    size = complete(style)["font_size"]
    return {
        "font.family": "DejaVu Sans",
        "font.size": size,
        "axes.titlesize": size,
        "axes.labelsize": size,
        "xtick.labelsize": size - 1,
        "ytick.labelsize": size - 1,
        "legend.fontsize": size - 1,
        "legend.title_fontsize": size,
        "legend.frameon": False,
        "figure.dpi": 100,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.linewidth": 0.6,
        "axes.edgecolor": INK,
        "axes.labelcolor": INK,
        "text.color": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "xtick.major.width": 0.6,
        "ytick.major.width": 0.6,
        "xtick.major.size": 2.5,
        "ytick.major.size": 2.5,
        "lines.linewidth": 1.2,
        "axes.formatter.limits": (-3, 4),
        "pdf.fonttype": 42,
        "ps.fonttype": 42,
        "svg.hashsalt": "richlazy",
    }


def styled(draw: Callable[..., tuple[Figure, str]]) -> Callable[..., tuple[Figure, str]]:
    """Decorator: run `draw(data, style, ...)` under the style's settings, with defaults filled in."""

    @wraps(draw)
    def wrapped(data, style: Mapping, *more) -> tuple[Figure, str]:
        with matplotlib.rc_context(settings(style)):
            return draw(data, complete(style), *more)

    return wrapped


def new_figure(style: Mapping, height_mm: float) -> Figure:
    """A figure with the width of the style and a constrained layout; it belongs to no window and needs no closing.

    Its height is `height_mm` and space for the footer (`footer.add_footer`).
    """
    foot = footer_points(style) / POINTS_PER_INCH
    height = height_mm / MILLIMETRES_PER_INCH + foot
    figure = Figure(figsize=(complete(style)["width_mm"] / MILLIMETRES_PER_INCH, height), layout="constrained")
    figure.get_layout_engine().set(rect=(0, foot / height, 1, 1 - foot / height))
    return figure


def footer_points(style: Mapping) -> float:
    """Height of the space for the footer, in points."""
    return complete(style)["font_size"] * FOOTER_SHARE * FOOTER_LINES


def save(figure: Figure, pdf_path: str | Path, png_path: str | Path, title: str, caption: str, style: Mapping) -> None:
    """Write a figure as PDF and PNG with metadata, but without dates: equal figures of one commit have equal bytes."""
    # Ticks and font embedding use the settings when the figure is saved.
    with matplotlib.rc_context(settings(style)):
        with atomic_write(pdf_path) as partial:
            figure.savefig(partial, format="pdf", metadata=picture_metadata.for_pdf(title, caption))
        with atomic_write(png_path) as partial:
            dpi = complete(style)["dpi"]
            figure.savefig(partial, format="png", dpi=dpi, metadata=picture_metadata.for_png(title, caption))
    with warnings.catch_warnings():
        # Matplotlib warns when panels with a shared log axis are cleared one by one.
        warnings.simplefilter("ignore", UserWarning)
        figure.clear()


def category_colours(count: int, style: Mapping) -> list[tuple[float, float, float]]:
    """Distinct colours for unordered categories; beyond the size of the palette, its colours repeat, darker."""
    colours = list(seaborn.color_palette(complete(style)["palette"], count))
    rounds = [colours[:place].count(colour) for place, colour in enumerate(colours)]
    return [tuple(part * DARKER**turn for part in colour) for colour, turn in zip(colours, rounds, strict=True)]


def sequence_colours(count: int) -> list[tuple[float, float, float]]:
    """Colours for ordered categories, dark to light in equal steps of lightness, readable in print without colour."""
    return list(seaborn.color_palette("viridis", as_cmap=True)([0.85 * i / max(count - 1, 1) for i in range(count)]))
