"""A look at a matrix before anything is trained from it: what it is, and what each normalisation would make of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from richlazy import randomness
from richlazy.connectivity.builders import gaussian
from richlazy.connectivity.matrix_measures import MATRIX_MEASURES
from richlazy.connectivity.normalisation import SIZES, check_connected, rescale
from richlazy.connectivity.spectrum import eigenvalues, singular_values
from richlazy.connectivity.units import exponent, times_power
from richlazy.errors import InputError

# Values of `normalise` in the config, those that rescale first.
NORMALISATIONS = (*SIZES, "none")
# Growth of activity over a trial beyond which plain SGD is expected to fail: see `Preview`.
EXPLODES = 1000.0
# In the order in which they are proposed.
_CALMEST = ("spectral_radius", "spectral_norm", "frobenius")
# Measures with the unit of the weights.
_OF_SIZE = ("spectral_radius", "spectral_norm", "frobenius_norm", "mean_weight")
# Initial states from which growth is measured.
_STATES = 32


@dataclass(frozen=True)
class Rescaled:
    """The matrix after one normalisation.

    factor: by which its weights are multiplied. sizes: norms and spectral radius after that, by the keys of SIZES.
    growth: see `Preview`. refused: why the normalisation cannot be applied, or ""; all numbers are then NaN.
    """

    factor: float
    sizes: Mapping[str, float]
    growth: float
    refused: str = ""


@dataclass(frozen=True)
class Preview:
    """What is known of a matrix [post, pre] before training.

    measures, gaussian: MATRIX_MEASURES of the matrix as given, and of the Gaussian one. singular_values, eigenvalues:
    in descending order of size, in the unit of the matrix, (units,). signs: numbers of columns, which are presynaptic
    units, by the sign of their weights: "positive", "negative", "both", "no connection". rescaled: by the value of
    `normalise`. gain, steps: as asked for.

    The growth of a rescaled matrix is the norm of the activity of ReLU units, h(t + 1) = max(W h(t), 0), after a trial
    relative to that before it: the median over random states. EXPLODES divides the four circuits of the experiment
    `structure_unclipped`, at equal Frobenius norm and eight steps: `motifs` (0.1) and `cortex` (200) learn with plain
    SGD, `song` (10⁵) and `dale` (10⁸) diverge in all networks (studies/connectivity/science/structure.md).
    """

    measures: Mapping[str, float]
    gaussian: Mapping[str, float]
    singular_values: np.ndarray
    eigenvalues: np.ndarray
    signs: Mapping[str, int]
    rescaled: Mapping[str, Rescaled]
    gain: float
    steps: int

    def explodes(self, normalise: str) -> bool:
        """Whether activity is expected to explode after this normalisation."""
        return self.rescaled[normalise].growth > EXPLODES

    @property
    def warnings(self) -> list[str]:
        """A sentence for each normalisation after which activity explodes, or which cannot be applied."""
        return [warning for name in self.rescaled if (warning := self.warning(name))]

    def warning(self, normalise: str) -> str:
        """What speaks against this normalisation, and what to write instead; "" for nothing."""
        found = self.rescaled[normalise]
        if found.refused:
            return found.refused
        if not self.explodes(normalise):
            return ""
        calm = [name for name in _CALMEST if not (self.rescaled[name].refused or self.explodes(name))]
        instead = f"`normalise: {calm[0]}`, or " if calm else ""
        return (
            f"normalise: {normalise} leaves a spectral radius of {found.sizes['spectral_radius']:.3g}: the activity of "
            f"ReLU units grows {found.growth:.1e} times in {self.steps} steps, and training is likely to diverge; "
            f"write {instead}`optimizer: sgd_clipped` and `divergence_loss: 1.0e+38`, as `structure` does"
        )


def preview(matrix: np.ndarray, gain: float = 1.25, seed: int = 0, steps: int = 8) -> Preview:
    """What is known of a matrix [post, pre] before training.

    gain, seed: of the Gaussian matrix whose size a normalisation gives; those of the config. Without a normalisation
    the weights are multiplied by the gain, as the builders of matrices do. steps: time steps of a trial; 8 are those of
    the paper's 2AF. Raises InputError for what is no square matrix of finite numbers, and for a matrix of zeros.
    """
    matrix = _checked(matrix)
    unit = exponent(matrix)
    scaled = times_power(matrix, -unit)  # squares of very large or small weights would be none
    reference = gaussian.build(len(matrix), gain, randomness.generator("connectivity", seed))
    sizes = {name: size(scaled) for name, size in SIZES.items()}
    return Preview(
        _measures(scaled, 2.0**unit),
        _measures(reference, 1.0),
        singular_values(scaled) * 2.0**unit,
        eigenvalues(scaled) * 2.0**unit,
        column_signs(matrix),
        {name: _rescaled(scaled, unit, sizes, reference, gain, name, steps) for name in NORMALISATIONS},
        gain,
        steps,
    )


def column_signs(matrix: np.ndarray) -> dict[str, int]:
    """Numbers of columns (presynaptic units) of a matrix [post, pre] by the signs of their weights."""
    positive, negative = (matrix > 0).any(0), (matrix < 0).any(0)
    return {
        "positive": int((positive & ~negative).sum()),
        "negative": int((negative & ~positive).sum()),
        "both": int((positive & negative).sum()),
        "no connection": int((~positive & ~negative).sum()),
    }


def growth(matrix: np.ndarray, steps: int) -> float:
    """Norm of ReLU activity after so many steps of h = max(W h, 0), relative to that before: median over states."""
    states = np.maximum(randomness.generator("preview", 0).standard_normal((len(matrix), _STATES)), 0)
    logarithms = np.zeros(_STATES)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for _ in range(steps):
            norms = np.linalg.norm(states, axis=0)
            states = np.maximum(matrix @ (states / norms), 0)  # of norm 1, so that nothing overflows
            logarithms += np.log(np.linalg.norm(states, axis=0))
        # A state in which all units are zero stays so.
        return float(np.exp(np.median(np.nan_to_num(logarithms, nan=-np.inf))))


def _measures(matrix: np.ndarray, unit: float) -> dict[str, float]:
    """MATRIX_MEASURES of the matrix times `unit`."""
    return {
        name: float(measure.function(matrix)) * (unit if name in _OF_SIZE else 1.0)
        for name, measure in MATRIX_MEASURES.items()
    }


def _checked(matrix: np.ndarray) -> np.ndarray:
    try:
        found = np.asarray(matrix, dtype=float)
    except (TypeError, ValueError):
        raise InputError(f"preview: found {type(matrix).__name__}; allowed is a square matrix of numbers") from None
    if found.ndim != 2 or found.shape[0] != found.shape[1] or not found.size:
        raise InputError(
            f"preview: found an array of {list(found.shape)}; allowed is a square matrix, such as `numpy.eye(3)`"
        )
    if not np.isfinite(found).all():
        post, pre = map(int, np.argwhere(~np.isfinite(found))[0])
        raise InputError(
            f"preview: the entry at row {post}, column {pre} is {found[post, pre]}; allowed are finite numbers: write "
            "0 where there is no connection, as in `numpy.nan_to_num(matrix)`"
        )
    check_connected(found)
    return found


def _rescaled(
    scaled: np.ndarray,
    unit: int,
    sizes: Mapping[str, float],
    reference: np.ndarray,
    gain: float,
    normalise: str,
    steps: int,
) -> Rescaled:
    """scaled: the matrix divided by 2^unit, of these sizes."""
    try:
        found = gain * times_power(scaled, unit) if normalise == "none" else rescale(scaled, reference, normalise)
    except InputError as error:
        nothing = float("nan")
        return Rescaled(nothing, dict.fromkeys(SIZES, nothing), nothing, str(error))
    largest = np.unravel_index(np.abs(scaled).argmax(), scaled.shape)
    factor = float(found[largest] / scaled[largest])
    after = {name: float(size * factor) for name, size in sizes.items()}
    return Rescaled(float(np.ldexp(factor, -unit)), after, growth(found, steps))
