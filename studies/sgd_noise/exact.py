"""The perceptron of the study: its data, learning from a set of samples, and the closed form of learning online.

Everything is for one run in plain arrays. f(x) = w·x/√d is trained on the hinge loss of margin 1/alpha, from w = 0.
"""

from collections.abc import Sequence

import numpy as np
from scipy import special

from studies.sgd_noise import learning

MOST_STEPS = 10**9


def perceptron(
    signed_inputs: np.ndarray,
    temperature: float,
    margin: float,
    rng: np.random.Generator,
    batch: int = 1,
    most_steps: int = MOST_STEPS,
) -> dict:
    """Train a perceptron by stochastic gradient descent until every sample reaches the margin.

    signed_inputs: y x of every sample, float64 [P, d]; temperature: step size over size of the batch; margin: 1/alpha,
    where 0 stands for its limit from above; batch: samples of a step, drawn anew and without replacement. With
    `batch=1` mistakes alone are drawn, which has the law of the plain loop (`learning.by_mistakes`). Learning is given
    up after `most_steps` steps.

    Returns `weights` [d]; `steps`: the last step with a gradient, counted from 1, so that the training time is `steps`
    times the step size, and 0 where there was none; `mistakes`: how many samples made a gradient; `fit`: whether every
    sample reached the margin with finite weights; `diverged`: whether a weight or an output is not finite. A run that
    diverged never fits. Raises ValueError for what cannot be trained.
    """
    signed_inputs = np.ascontiguousarray(signed_inputs, dtype=np.float64)
    _check(signed_inputs, temperature, margin, batch, most_steps)
    # y f < the least positive number: y f <= 0. Denormals are zero in processes that flush them, as training does.
    bound = max(float(margin), np.finfo(np.float64).tiny)
    if batch == 1:
        found = learning.by_mistakes(signed_inputs, float(temperature), bound, rng, int(most_steps))
    else:
        found = learning.by_minibatches(signed_inputs, float(temperature), bound, rng, int(batch), int(most_steps))
    return found._asdict()


def depleted(count: int, d: int, chi: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Samples with few of them near the boundary of the classes: inputs [count, d] and labels ±1 [count].

    The density of the first input is proportional to |x|^chi exp(-x²/2), the others are normal, and the label is the
    sign of the first. chi = 0 is normal data; towards -1 all samples lie at the boundary. Equal generators give the
    same labels and other inputs at every chi, and first inputs that rise with chi one by one. Raises ValueError for
    chi <= -1, which has no density, or a size below 1.
    """
    if not -1 < chi < np.inf:
        raise ValueError(f"chi = {chi}: allowed are numbers > -1, such as chi=1")
    if min(count, d) < 1:
        raise ValueError(f"count = {count} and d = {d}: allowed are whole numbers >= 1")
    inputs = rng.standard_normal((count, d))
    labels = np.where(rng.random(count) < 0.5, -1.0, 1.0)
    inputs[:, 0] = labels * np.sqrt(2 * special.gammaincinv((1 + chi) / 2, rng.random(count)))
    return inputs, labels


def online_theory(
    n: float | np.ndarray | Sequence[float], chi: float, d: int, temperature: float
) -> tuple[np.ndarray, float]:
    """Weights along and across the teacher after n steps of one fresh sample each, at margin 0⁺.

    Without free parameters, for w₁ far above |w⊥| and large d: |w⊥| is where the gain of its square by noise meets the
    loss by learning, and w₁ follows from the size of mistakes at that |w⊥|. n: a number or an array. Returns w₁ like n,
    and |w⊥|, which does not depend on n. Derived in README.md.
    """
    # In units of the temperature, whose powers may leave the range of floats.
    across = (d + chi) / np.sqrt(d) * _moment(1 + chi) / (2 * (1 + chi) * _moment(chi))
    growth = (3 + chi) * density_at_boundary(chi) * _moment(2 + chi) / (2 * (2 + chi))
    steps = np.asarray(n, dtype=np.float64)
    along = (growth * across ** (2 + chi) * steps / np.sqrt(d)) ** (1 / (3 + chi))
    return temperature * along, float(temperature * across)


def online_steps(sharpness: float, chi: float, d: int) -> float:
    """Steps n after which `online_theory` has w₁ = `sharpness` · |w⊥|, at any temperature."""
    first, across = online_theory(1.0, chi, d, 1.0)
    return float((sharpness * across / first) ** (3 + chi))


def density_at_boundary(chi: float) -> float:
    """c, where the density of |x₁| near 0 is c |x₁|^chi: 2^((1-chi)/2) / Γ((1+chi)/2)."""
    return float(np.exp((1 - chi) / 2 * np.log(2) - special.gammaln((1 + chi) / 2)))


def _moment(order: float) -> float:
    """E|z|^order of a normal z."""
    return float(np.exp(order / 2 * np.log(2) + special.gammaln((1 + order) / 2) - special.gammaln(0.5)))


def _check(signed_inputs: np.ndarray, temperature: float, margin: float, batch: int, most_steps: int) -> None:
    if signed_inputs.ndim != 2 or not signed_inputs.size or not np.isfinite(signed_inputs).all():
        raise ValueError(f"signed_inputs {signed_inputs.shape}: allowed are finite numbers [P, d], P and d at least 1")
    if not 0 < temperature < np.inf:
        raise ValueError(f"temperature = {temperature}: allowed are finite numbers > 0, such as temperature=1")
    if not 0 <= margin < np.inf:
        raise ValueError(f"margin = {margin}: allowed are finite numbers >= 0, such as margin=0")
    if not 1 <= batch <= len(signed_inputs):
        raise ValueError(
            f"batch = {batch}: allowed are 1 to the number of samples, {len(signed_inputs)}, such as batch=1"
        )
    if not most_steps >= 1:
        raise ValueError(f"most_steps = {most_steps}: allowed are whole numbers >= 1")
