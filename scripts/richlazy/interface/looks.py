"""A look at a matrix before anything is trained from it, as text, in a notebook, or as a figure."""

import html
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from richlazy.connectivity.preview import EXPLODES, Preview
from richlazy.connectivity.preview import preview as looked_at
from richlazy.errors import InputError
from richlazy.interface.given_matrices import ORIENTATIONS, square

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, repr=False)
class Look:
    """What is known of a matrix: `found` holds all numbers (`richlazy.connectivity.preview.Preview`).

    presynaptic: "rows" or "columns", or "" where it was not said; then signs are not counted by neuron.
    """

    found: Preview
    presynaptic: str

    @property
    def effective_rank(self) -> float:
        """Effective rank of the eigenvalues, as a share of the units."""
        return float(self.found.measures["effective_rank"])

    @property
    def singular_values(self) -> np.ndarray:
        """Singular values, the largest first, (units,)."""
        return self.found.singular_values

    @property
    def eigenvalues(self) -> np.ndarray:
        """Eigenvalues, the largest in size first, complex (units,)."""
        return self.found.eigenvalues

    @property
    def warnings(self) -> list[str]:
        """A sentence for each normalisation after which training is likely to diverge, or that cannot be applied."""
        return self.found.warnings

    def rows(self) -> list[tuple[str, str]]:
        """What the matrix is, as pairs of words and values."""
        measures, units = self.found.measures, len(self.found.singular_values)
        rows = [("units", str(units))]
        rows += [(name.replace("_", " "), f"{value:.4g}") for name, value in measures.items()]
        if self.presynaptic:
            signs = ", ".join(f"{count} {word}" for word, count in self.found.signs.items() if count)
            rows.append((f"presynaptic neurons ({self.presynaptic}) by sign", signs))
        return rows

    def normalisations(self) -> list[tuple[str, str, str, str, str]]:
        """For each value of `normalise`: factor, spectral radius, growth of activity in a trial, and a remark."""
        lines = []
        for name, one in self.found.rescaled.items():
            if one.refused:
                lines.append((name, "-", "-", "-", "cannot be applied"))
                continue
            remark = "likely to diverge" if self.found.explodes(name) else ""
            radius = one.sizes["spectral_radius"]
            lines.append((name, f"{one.factor:.4g}", f"{radius:.3g}", f"{one.growth:.2g}", remark))
        return lines

    def __repr__(self) -> str:
        width = max(len(word) for word, _ in self.rows())
        lines = [f"{word:<{width}}  {value}" for word, value in self.rows()]
        table = [("normalise", "factor", "spectral radius", "growth", ""), *self.normalisations()]
        widths = [max(len(row[column]) for row in table) for column in range(5)]
        lines += [
            "",
            *("  ".join(f"{cell:<{w}}" for cell, w in zip(row, widths, strict=True)).rstrip() for row in table),
        ]
        return "\n".join([*lines, *self.warnings])

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><th>{html.escape(a)}</th><td>{html.escape(b)}</td></tr>" for a, b in self.rows())
        head = "".join(f"<th>{one}</th>" for one in ("normalise", "factor", "spectral radius", "growth", ""))
        body = "".join(
            f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in line)}</tr>" for line in self.normalisations()
        )
        warnings = "".join(f"<p>{html.escape(one)}</p>" for one in self.warnings)
        return f"<table>{rows}</table><table><tr>{head}</tr>{body}</table>{warnings}"

    def figure(self, **style: Any) -> "Figure":
        """Singular values, eigenvalues, and growth of activity by normalisation: three panels.

        style: as in `rl.draw`.
        """
        import matplotlib

        from richlazy.interface.configuration import project_config
        from richlazy.reporting.plotting.style import complete, new_figure, settings

        style = complete({**project_config()["figures"], **style})
        with matplotlib.rc_context(settings(style)):
            found = new_figure(style, 58)
            self._panels(found)
            found._repr_png_ = lambda: _picture(found)
        return found

    def _panels(self, figure: "Figure") -> None:
        from richlazy.reporting.plotting.style import FAINT, INK

        left, middle, right = figure.subplots(1, 3)
        values = self.singular_values
        left.plot(np.arange(1, len(values) + 1), values, ".-", color=INK, markersize=3)
        left.set(xlabel="number", ylabel="singular value", ylim=(0, None), xlim=(0, len(values) + 1))
        left.set_title(f"effective rank: {self.effective_rank:.0%} of N", loc="left")
        middle.axhline(0, color=FAINT, linewidth=0.6)
        middle.axvline(0, color=FAINT, linewidth=0.6)
        middle.plot(self.eigenvalues.real, self.eigenvalues.imag, ".", color=INK, markersize=3)
        middle.set(xlabel="real part", ylabel="imaginary part")
        middle.set_title("eigenvalues", loc="left")
        middle.set_aspect("equal", adjustable="datalim")
        names = [name for name, one in self.found.rescaled.items() if not one.refused and one.growth > 0]
        growths = [self.found.rescaled[name].growth for name in names]
        right.plot(growths, range(len(names)), "o", color=INK, markersize=4)
        right.axvline(EXPLODES, color=FAINT)
        right.set(xscale="log", xlabel=f"growth of activity in {self.found.steps} steps", ylim=(len(names) - 0.5, -0.5))
        right.set_yticks(range(len(names)), [name.replace("_", " ") for name in names])
        right.set_title("right of the line: may diverge", loc="left")


def preview(matrix: Any, orientation: str | None = None, *, gain: float = 1.25, seed: int = 0, steps: int = 8) -> Look:
    """A look at a matrix before training: spectra, effective rank, signs, and what normalisation will do to it.

    Show it in a notebook, print it, or draw it with `.figure()`.

    Args:
        matrix: A square matrix of numbers.
        orientation: As in `learn`; without it signs are not counted by neuron.
        gain: Gain of the Gaussian matrix to whose size a normalisation rescales.
        seed: Seed of that matrix.
        steps: Time steps of a trial, in which activity may explode.

    >>> import numpy as np, richlazy as rl
    >>> rl.preview(np.diag([3.0, 2.0, 1.0])).singular_values.tolist()
    [3.0, 2.0, 1.0]
    """
    if orientation is not None and orientation not in ORIENTATIONS:
        raise InputError(
            f"preview: orientation: found {orientation!r}; allowed are `orientation='pre_post'` where rows are "
            "presynaptic, and `'post_pre'` where columns are"
        )
    found = square(matrix, "preview")
    presynaptic = {"pre_post": "rows", "post_pre": "columns", None: ""}[orientation]
    return Look(looked_at(found.T if orientation == "pre_post" else found, gain, seed, steps), presynaptic)


def _picture(figure: "Figure") -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=150)
    return buffer.getvalue()
