"""The initial matrices: singular values, eigenvalues and measures of effective rank."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle

from richlazy import hypercube
from richlazy.plotting.blocks import rank_axis, rank_legend, seeds_and_mean
from richlazy.plotting.labels import INTERVAL, axis_label, seeds_text
from richlazy.plotting.style import FAINT, category_colours, new_figure, sequence_colours, styled

NEEDS = ("rank",)

SPECTRA = ("singular_value", "eigenvalue_real", "eigenvalue_imag")
# Panels of scalar measures against rank: label of the axis, measures that share it, and its scale.
SCALARS = (
    ("Dimension", ("participation_ratio", "stable_rank", "entropy_rank"), "log"),
    ("Effective rank", ("effective_rank",), "linear"),
    ("Norm or radius", ("spectral_radius", "spectral_norm", "frobenius_norm"), "log"),
)
MOST_COLUMNS = 6
# Singular values below this share of the largest are what rounding leaves of zero.
ROUNDING = 1e-6


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw spectra and effective-rank measures of the initial matrices, once per set of matrices that differ.

    Swept values that leave the matrices as they are, such as the task, are not drawn apart. Returns the figure and
    its caption. Raises MissingSweep when the study does not sweep rank.
    """
    hypercube.require(measures, "rank", "spectra")
    matrices = distinct(measures).sortby("rank")
    ranks = matrices["rank"].values.tolist()
    groups = list(hypercube.groups(matrices))
    rows = -(-len(ranks) // MOST_COLUMNS)
    heights = [48.0, 36.0 * rows] * len(groups)
    figure = new_figure(style, sum(heights) + 14)
    rank_legend(figure, ranks, sequence_colours(len(ranks)))
    parts = figure.subfigures(len(heights), 1, squeeze=False, height_ratios=heights)[:, 0]
    for group, upper, lower in zip(groups, parts[0::2], parts[1::2], strict=True):
        matrix = matrices.sel(group)
        if group:
            upper.suptitle(hypercube.label(matrices, group, task="-").removeprefix("-, "), fontweight="bold")
        axes = upper.subplots(1, 1 + len(SCALARS))
        _singular_values(axes[0], matrix)
        for panel, scalars in zip(axes[1:], SCALARS, strict=True):
            _scalars(panel, matrix, *scalars, style)
        _eigenvalues(
            lower.subplots(rows, min(len(ranks), MOST_COLUMNS), squeeze=False, sharex=True, sharey=True), matrix
        )
    return figure, _caption(matrices)


def distinct(measures: xr.Dataset) -> xr.Dataset:
    """The variables of the initial matrices, without swept dimensions along which no matrix changes."""
    names = [*SPECTRA, *(name for _, scalars, _ in SCALARS for name in scalars)]
    matrices = measures[names]
    for dim in hypercube.swept(measures):
        first = matrices.isel({dim: 0}, drop=True)
        if dim != "rank" and all(_same(matrices[name], first[name]) for name in names):
            matrices = first
    return matrices


def _same(values: xr.DataArray, first: xr.DataArray) -> bool:
    return bool(((values == first) | (values.isnull() & first.isnull())).all())


def _singular_values(panel: Axes, matrix: xr.Dataset) -> None:
    """Singular values from the largest down, mean over seeds; each rank ends in a dot at its last one."""
    ranks = matrix["rank"].values
    for rank, colour in zip(ranks, sequence_colours(len(ranks)), strict=True):
        values = np.sort(matrix.singular_value.sel(rank=rank).mean("seed").values)[::-1]
        values = values[values > ROUNDING * values.max()]
        panel.plot(np.arange(1, len(values) + 1), values, color=colour)
        panel.plot(len(values), values[-1], "o", color=colour, markersize=3)
    panel.set(xscale="log", yscale="log", xlabel="Index", ylabel=axis_label(matrix, "singular_value"))


def _scalars(panel: Axes, matrix: xr.Dataset, label: str, names: Sequence[str], scale: str, style: Mapping) -> None:
    colours = category_colours(len(names), style)
    for name, colour in zip(names, colours, strict=True):
        seeds_and_mean(panel, matrix[name], colour, line=colour)
    panel.set(yscale=scale, ylabel=label)
    rank_axis(panel, matrix["rank"].values.tolist(), words="Rank", gap=0.25)
    if len(names) > 1:
        handles = [Line2D([], [], color=colour, marker="o", markersize=3) for colour in colours]
        names_shown = [axis_label(matrix, name) for name in names]
        low, high = panel.get_ylim()
        # Room for the legend below the curves; these panels have log axes.
        panel.set_ylim(low * (low / high) ** 0.4, high)
        panel.legend(handles, names_shown, loc="lower right", handlelength=1, labelspacing=0.2, borderaxespad=0.1)


def _eigenvalues(axes: np.ndarray, matrix: xr.Dataset) -> None:
    """Eigenvalues of the first seed in the complex plane, one panel per rank, with the unit circle."""
    one = matrix.isel(seed=0)
    ranks = one["rank"].values
    limit = 1.1 * max(1.0, float(np.hypot(one.eigenvalue_real, one.eigenvalue_imag).max()))
    for panel, rank, colour in zip(axes.flat, ranks, sequence_colours(len(ranks)), strict=False):
        values = one.sel(rank=rank)
        panel.add_patch(Circle((0, 0), 1, fill=False, color=FAINT, linewidth=0.8))
        panel.plot(values.eigenvalue_real, values.eigenvalue_imag, ".", color=colour, markersize=2.5, markeredgewidth=0)
        panel.set(xlim=(-limit, limit), ylim=(-limit, limit), aspect="equal", title=f"rank {rank}", xlabel="Real part")
    for panel in axes.flat[len(ranks) :]:
        panel.remove()
    for panel in axes[:, 0]:
        panel.set_ylabel("Imaginary part")


def _caption(matrices: xr.Dataset) -> str:
    seeds = seeds_text(matrices)
    return (
        f"Initial recurrent matrices. First, from the left: singular values in falling order, mean over {seeds}, the "
        f"dot marking the last one above a millionth of the largest; measures of effective rank and of size against "
        f"the rank, thin lines single seeds, markers the mean over {seeds}, bars its {INTERVAL}. "
        f"Below: eigenvalues in the complex plane, one panel per rank, of seed {matrices.seed.values[0]} alone; grey: "
        f"the unit circle. Matrices of runs that diverged later in training are included."
    )
