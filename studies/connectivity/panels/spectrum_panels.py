"""Spectra of circuits: sorted against their Gaussian null model, and in the complex plane."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Circle
from richlazy.reporting.plotting.style import INK, SOFT

from studies.connectivity.analysis.circuits_and_nulls import ITSELF, Pair

GAUSSIAN = "gaussian"
# Half the side of the complex plane shown, in radii of the Gaussian's disc.
REACH = 1.6
LINES = {"singular_value": "-", "eigenvalue": (0, (2.2, 1.2))}
WORDS = {"singular_value": "singular values", "eigenvalue": "moduli of eigenvalues"}


def compared_null(pairs: list[Pair], circuit: str) -> str | None:
    """The null model that a circuit's spectrum is drawn against: the Gaussian, or the first that it has."""
    own = [pair.null for pair in pairs if pair.circuit == circuit]
    return GAUSSIAN if GAUSSIAN in own else next(iter(own), None)


def falling(table: xr.Dataset, circuit: str, null: str) -> dict[str, np.ndarray]:
    """Singular values and moduli of eigenvalues [seed, unit] in falling order, each over the largest of its seed."""
    one = table.sel(connectivity=circuit, null_model=null)
    moduli = np.hypot(one.eigenvalue_real, one.eigenvalue_imag)
    spectra = {"singular_value": one.singular_value, "eigenvalue": moduli}
    return {name: _falling(values.max("task").transpose("seed", "index").values) for name, values in spectra.items()}


def _falling(values: np.ndarray) -> np.ndarray:
    # NaN, the padding of smaller matrices, sorts to the end.
    ordered = -np.sort(-values[:, ~np.isnan(values).all(0)], axis=1)
    return ordered / ordered[:, :1]


def sorted_spectra(panel: Axes, table: xr.Dataset, circuit: str, null: str | None, colour: object) -> None:
    """Draw the spectra of a circuit and of a null model of it, mean over seeds, against the place as a share of N."""
    for name, line_colour, width in ((null, colour, 1.0), (ITSELF, INK, 1.0)):
        if name is None:
            continue
        for kind, values in falling(table, circuit, name).items():
            place = (np.arange(values.shape[1]) + 0.5) / values.shape[1]
            panel.plot(place, values.mean(0), color=line_colour, linestyle=LINES[kind], linewidth=width)
    panel.set(xlim=(0, 1), ylim=(0, 1.03), xticks=(0, 0.5, 1), yticks=(0, 0.5, 1))
    panel.xaxis.set_major_formatter("{x:g}")
    # Within the panel: the last number of one would stand at the first of the next, as if they were one.
    for label, side in zip(panel.get_xticklabels(), ("left", "center", "right"), strict=False):
        label.set_horizontalalignment(side)
    panel.yaxis.set_major_formatter("{x:g}")


def line_handles() -> list[Line2D]:
    """Keys of the two kinds of line."""
    return [Line2D([], [], color=INK, linewidth=1.0, linestyle=LINES[kind], label=WORDS[kind]) for kind in LINES]


def plane_handles() -> list[Line2D]:
    """Keys of the marks in the complex plane."""
    disc = {"marker": "o", "markersize": 6, "markerfacecolor": "none", "color": SOFT}
    beyond = {"marker": ">", "markersize": 3.5, "color": INK}
    words = {"disc of a Gaussian": disc, "beyond the frame": beyond}
    return [Line2D([], [], linestyle="none", label=name, **mark) for name, mark in words.items()]


def eigenvalue_plane(panel: Axes, table: xr.Dataset, circuit: str, fontsize: float) -> None:
    """Draw the eigenvalues of the first seed in radii of the disc of a Gaussian of equal Frobenius norm.

    That disc has radius ‖W‖_F / sqrt(N). Eigenvalues beyond the frame are triangles on its edge, in their direction;
    the number is the largest modulus.
    """
    values = in_discs(table, circuit)
    far = np.maximum(np.abs(values.real), np.abs(values.imag)) > REACH
    edge = values[far] / np.maximum(np.abs(values[far].real), np.abs(values[far].imag)) * REACH * 0.95
    panel.add_patch(Circle((0, 0), 1, fill=False, color=SOFT, linewidth=0.7, zorder=1))
    near = values[~far]
    panel.plot(near.real, near.imag, ".", color=INK, markersize=2.2, markeredgewidth=0, alpha=0.7)
    for value in edge:
        turn = np.degrees(np.angle(value)) - 90
        panel.plot(
            value.real, value.imag, marker=(3, 0, turn), color=INK, markersize=3.5, linestyle="none", clip_on=False
        )
    largest = np.abs(values).max() if len(values) else np.nan
    words = f"max {largest:.2g}" if largest >= 10 else f"max {largest:.1f}"
    panel.text(0.98, 0.02, words, transform=panel.transAxes, ha="right", va="bottom", fontsize=fontsize)
    panel.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xticks=(-1, 0, 1), yticks=(-1, 0, 1), aspect="equal")


def in_discs(table: xr.Dataset, circuit: str) -> np.ndarray:
    """Eigenvalues [unit] of the first seed over ‖W‖_F / sqrt(N)."""
    one = table.sel(connectivity=circuit, null_model=ITSELF).isel(seed=0).max("task")
    values = one.eigenvalue_real.values + 1j * one.eigenvalue_imag.values
    values = values[np.isfinite(values)]
    return values / (float(one.frobenius_norm) / np.sqrt(len(values)))
