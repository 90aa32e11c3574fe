"""The initial matrices: singular values, eigenvalues and measures of effective rank."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure, FigureBase
from matplotlib.lines import Line2D
from matplotlib.patches import Circle
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator
from richlazy.hypercube import reading
from richlazy.reporting.plotting.blocks import LETTERS, panel_letter
from richlazy.reporting.plotting.labels import INTERVAL, axis_label, group_label, seeds_text
from richlazy.reporting.plotting.style import FAINT, INK, SOFT, new_figure, sequence_colours, styled
from richlazy.reporting.plotting.value_axes import log_ticks, log_value_axis, plain, plain_ticks

from studies.connectivity.panels.rank_axes import rank_axis
from studies.connectivity.panels.rank_curves import centre

NEEDS = ("rank",)

SPECTRA = ("singular_value", "eigenvalue_real", "eigenvalue_imag")
# Panels of scalar measures against rank: label of the axis, measures that share it, and its scale.
SCALARS = (
    ("Dimension", ("participation_ratio", "stable_rank", "entropy_rank"), "log"),
    ("Effective rank", ("effective_rank",), "linear"),
    ("Norm or radius", ("spectral_radius", "spectral_norm", "frobenius_norm"), "log"),
)
# Marks of the measures of a panel; colours are ranks.
MARKS = ({"marker": "o"}, {"marker": "s", "linestyle": (0, (4, 1.5))}, {"marker": "^", "linestyle": (0, (1, 1.2))})
# Room for a panel of eigenvalues, with what is written beside it.
PLANE_MM, MOST_COLUMNS, FEWEST_COLUMNS = 30.0, 6, 4
# Singular values below this share of the largest of all are not drawn: on a log axis they would take most of it.
SMALLEST = 0.01
UPPER_MM, PLANE_WORDS_MM, GAP_MM = 56.0, 4.0, 12.0


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw spectra and effective-rank measures of the initial matrices, once per set of matrices that differ.

    Swept values that leave the matrices as they are, such as the task, are not drawn apart. Returns the figure and
    its caption. Raises MissingSweep when the experiment does not sweep rank.
    """
    reading.require(measures, "rank", "spectra")
    matrices = distinct(measures).sortby("rank")
    # Matrices have ranks of their own, and grids may leave points out.
    groups = [(group, _known(matrices.sel(group))) for group in reading.groups(matrices, without=("rank",))]
    groups = [(group, matrix) for group, matrix in groups if matrix.sizes["rank"]]
    ranks = max(matrix.sizes["rank"] for _, matrix in groups)
    columns = max(1, min(MOST_COLUMNS, int(style["width_mm"] / PLANE_MM)))
    columns = min(columns, max(ranks, FEWEST_COLUMNS))
    rows = -(-ranks // columns)
    heights = [UPPER_MM, rows * (style["width_mm"] / columns + PLANE_WORDS_MM) + GAP_MM] * len(groups)
    figure = new_figure(style, sum(heights))
    # Planes of six ranks need all the width that there is.
    figure.get_layout_engine().set(w_pad=0.02)
    parts = figure.subfigures(len(heights), 1, squeeze=False, height_ratios=heights)[:, 0]
    for (group, matrix), upper, lower in zip(groups, parts[0::2], parts[1::2], strict=True):
        if group:
            upper.suptitle(group_label(matrices, group, task=""), fontweight="bold")
        axes = upper.subplots(1, 1 + len(SCALARS))
        _singular_values(axes[0], matrix)
        for panel, scalars in zip(axes[1:], SCALARS, strict=True):
            _scalars(panel, matrix, *scalars)
        planes = _eigenvalues(lower, rows, columns, matrix)
        for panel, letter in zip([*axes, planes], LETTERS, strict=False):
            panel_letter(panel, letter)
    return figure, _caption(matrices)


def distinct(measures: xr.Dataset) -> xr.Dataset:
    """The variables of the initial matrices, without swept dimensions along which no matrix changes."""
    names = [*SPECTRA, *(name for _, scalars, _ in SCALARS for name in scalars)]
    matrices = measures[names]
    for dim in reading.swept(measures):
        first = matrices.isel({dim: 0}, drop=True)
        if dim != "rank" and all(_same(matrices[name], first[name]) for name in names):
            matrices = first
    return matrices


def _known(matrices: xr.Dataset) -> xr.Dataset:
    """The matrices at the ranks that they have."""
    values = matrices.singular_value.notnull()
    return matrices.sel(rank=values.any([dim for dim in values.dims if dim != "rank"]))


def _same(values: xr.DataArray, first: xr.DataArray) -> bool:
    return bool(((values == first) | (values.isnull() & first.isnull())).all())


def _singular_values(panel: Axes, matrix: xr.Dataset) -> None:
    """Singular values from the largest down, mean over seeds; each rank ends in a dot, beside which it is written."""
    ranks = matrix["rank"].values.tolist()
    falling = [np.sort(matrix.singular_value.sel(rank=rank).mean("seed").values)[::-1] for rank in ranks]
    ends: dict[tuple[int, float], list[str]] = {}
    largest = max(float(np.nanmax(values)) for values in falling)
    for rank, values, colour in zip(ranks, falling, sequence_colours(len(ranks)), strict=True):
        values = values[values > SMALLEST * largest]
        panel.plot(np.arange(1, len(values) + 1), values, color=colour)
        panel.plot(len(values), values[-1], "o", color=colour, markersize=3)
        ends.setdefault((len(values), float(values[-1])), []).append(str(rank))
    for end, names in ends.items():
        panel.annotate(", ".join(names), end, (3, 2), textcoords="offset points", fontsize="small")
    count = matrix.sizes["index"]
    panel.set(xscale="log", xlim=(0.8, count * 2.5), xlabel="Index", ylabel=axis_label(matrix, "singular_value"))
    panel.xaxis.set_major_locator(FixedLocator([tick for tick in log_ticks(1, count) if tick == int(tick)]))
    panel.xaxis.set_minor_locator(NullLocator())
    panel.xaxis.set_major_formatter(FuncFormatter(plain))
    least = min(float(values[values > SMALLEST * largest].min()) for values in falling)
    log_value_axis(panel, (least / 1.4, largest * 1.6))


def _scalars(panel: Axes, matrix: xr.Dataset, label: str, names: Sequence[str], scale: str) -> None:
    """Measures against rank, told apart by marks: colours are ranks. Thin lines are seeds."""
    ranks = matrix["rank"].values.tolist()
    for name, mark in zip(names, MARKS, strict=False):
        values = matrix[name].transpose("rank", "seed")
        panel.plot(ranks, values, color=SOFT, alpha=0.5, linewidth=0.4)
        mean, low, high = centre(matrix[name], "rank")
        panel.vlines(ranks, low, high, color=INK, linewidth=0.9, zorder=4)
        panel.plot(
            ranks, mean, color=INK, linewidth=1.0, markersize=3.2, zorder=5, label=axis_label(matrix, name), **mark
        )
    panel.set_ylabel(label)
    rank_axis(panel, ranks, words="Rank", gap=0.25)
    if scale == "linear":
        plain_ticks(panel)
    else:
        known = matrix[list(names)].to_dataarray().values
        low, high = float(np.nanmin(known)), float(np.nanmax(known))
        # Room for the legend below the curves.
        room = max(high / low, 3) ** 0.5
        log_value_axis(panel, (low / room, high * 1.5))
        panel.yaxis.set_major_locator(FixedLocator(log_ticks(low * 0.99, high * 1.01)))
        panel.legend(loc="lower right", handlelength=2.2, labelspacing=0.2, borderaxespad=0.1)


def _eigenvalues(part: FigureBase, rows: int, columns: int, matrix: xr.Dataset) -> Axes:
    """Eigenvalues of the first seed in the complex plane, one panel per rank, with the unit circle; the first panel."""
    one = matrix.isel(seed=0)
    ranks = one["rank"].values
    limit = 1.1 * max(1.0, float(np.hypot(one.eigenvalue_real, one.eigenvalue_imag).max()))
    axes = part.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
    for panel, rank, colour in zip(axes.flat, ranks, sequence_colours(len(ranks)), strict=False):
        values = one.sel(rank=rank)
        panel.add_patch(Circle((0, 0), 1, fill=False, color=FAINT, linewidth=0.8))
        panel.plot(values.eigenvalue_real, values.eigenvalue_imag, ".", color=colour, markersize=3, markeredgewidth=0)
        panel.set(xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal", title=f"rank {rank}")
        ticks = MaxNLocator(4, steps=[1, 2, 5, 10]).tick_values(-limit, limit)
        panel.set(xticks=ticks[abs(ticks) <= limit], yticks=ticks[abs(ticks) <= limit])
        for axis in (panel.xaxis, panel.yaxis):
            axis.set_major_formatter(FuncFormatter(plain))
    for place, panel in enumerate(axes.flat):
        if place >= len(ranks):
            panel.remove()
        elif place + columns >= len(ranks):
            panel.tick_params(labelbottom=True)
    part.supxlabel("Real part", fontsize="medium")
    part.supylabel("Imaginary part", fontsize="medium")
    circle = Line2D([], [], marker="o", markersize=7, markerfacecolor="none", color=FAINT, linestyle="none")
    part.legend([circle], ["unit circle, |λ| = 1"], loc="outside upper right", borderaxespad=0.1)
    return axes[0, 0]


def _caption(matrices: xr.Dataset) -> str:
    seeds = seeds_text(matrices)
    return (
        f"Initial recurrent matrices. A: singular values in falling order, mean over {seeds}, the number beside the "
        f"last of them being the rank; those below {SMALLEST:.0%} of the largest of all are left out. B to D: measures "
        f"of effective rank and of size against the rank, thin lines single seeds, marks the mean over {seeds}, bars "
        f"its {INTERVAL}. E: eigenvalues in the complex plane, one panel per rank, of seed {matrices.seed.values[0]} "
        f"alone. Matrices of runs that diverged later in training are included."
    )
