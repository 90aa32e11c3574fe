"""Output scale gamma: outputs are f / gamma, and the learning rate keeps their first change the same for every gamma.

The outputs of the objective are F = alpha · f with alpha = 1 / gamma. An update of the weights by learning_rate times
the gradient changes F by alpha² · learning_rate · K · (− gradient at F), with K the tangent kernel of f, so that
learning_rate · gamma² gives the first step of F whatever gamma is; the weights then move by a length that grows with
gamma, and a larger gamma learns richer (Chizat, Oyallon & Bach 2019, arXiv 1812.07956, whose alpha is 1 / gamma, with a
loss divided by alpha²). An objective that is divided by alpha already needs one factor less, and so does Adam, whose
updates do not depend on the size of the gradient.

gamma is relative to the network as it is, gamma = 1: W_o is uniform in ±1/sqrt(N), of standard deviation 1/sqrt(3 N).
With read-outs V of unit variance and outputs V h / (N gamma'), as in Clark, Bordelon, Zavatone-Veth & Pehlevan 2026
(doi 10.64898/2026.03.02.708943) and Huang, Singh, Martinelli & Rajan 2025 (arXiv 2410.03972), it is
gamma' = gamma · sqrt(3 / N). Here the weights W_o themselves are trained, with the learning rate of all others.
"""

from richlazy.contracts.parts import KINDS
from richlazy.errors import InputError

PARAMETERS = {
    "gamma": {
        "description": "What outputs are divided by in the objective (`alpha` is its inverse), with the learning rate "
        "that keeps their first change the same: `learning_rate` times its square for `sgd`, times itself for `adam`. "
        "A larger one learns richer; 1 is the network as it is.",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1000000,
        "float32": True,
        "default": 1,
        "stage": "train",
    },
}
ADVICE = {
    "gamma": {
        "recommended": [0.1, 3],
        "reason": "at 3 the learning rate must be 0.001: at 0.003 one of two networks of rank 1 diverged in a pilot",
        "cost": "none a step; small ones are lazy and may need more steps",
    },
}
SETS = ["alpha", "learning_rate"]
# Power of the gradient's size with which an update of the weights grows.
_GRADIENT_POWER = {"sgd": 1, "adam": 0}


def derive(gamma, learning_rate, optimizer: str, objective: str) -> dict[str, object]:
    """alpha = 1 / gamma, and the learning rate, which is multiplied by gamma once for F = f / gamma, and once more if
    updates grow with the gradient at f, which is 1 / gamma times that at F.

    Raises InputError for an optimiser of which this is not known.
    """
    if optimizer not in _GRADIENT_POWER:
        known = " or ".join(f"`optimizer: {name}`" for name in _GRADIENT_POWER)
        raise InputError(
            f"how the learning rate of the optimizer `{optimizer}` follows gamma is not known; write {known}, or give "
            "`alpha` and `learning_rate` in the place of gamma"
        )
    divided = KINDS["objective"].constant(objective, "DIVIDED_BY_ALPHA", False)
    gradient_grows = _GRADIENT_POWER[optimizer] and not divided
    return {"alpha": 1 / gamma, "learning_rate": learning_rate * gamma ** (2 if gradient_grows else 1)}
