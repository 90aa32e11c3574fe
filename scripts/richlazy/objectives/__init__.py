"""Objectives: the loss functions that learners minimise, one module each, with the name that the config uses.

Shapes: outputs and dense targets are [..., output, scored], where `scored` runs over trials and scored time steps.

    LONG_NAME, UNITS          of the loss
    PARAMETERS                schema fragments of the keyword parameters of `targets`, `losses`, `loss`, `output_error`
    TAKES                     kinds of data: "trials" (class labels), "regression" (real targets)
    DIVIDED_BY_ALPHA          whether the loss of scaled outputs is divided by the scale `alpha`; False without it
    output_count(classes)     number of outputs of a learner for so many classes; real targets have their own number
    targets(given, outputs)   dense targets from labels [..., scored] int64, or from real values [..., output, scored]
    losses(outputs, targets)  loss of each scored output vector, [..., scored], differentiable by autograd
    loss(outputs, targets)    the mean of the losses over `scored`, [...], differentiable by autograd
    output_error(outputs, targets, out)
                              gradient of the *sum* of the losses with respect to the outputs, written into `out`
                              without allocation; `out` is contiguous and does not overlap the other two
    decision(outputs)         the class that the outputs [output, ...] decide for, [...] int64

An objective does not know the output scale: its `outputs` are alpha · f or, with centring, alpha · (f − f₀), where f₀
are the outputs with the initial weights. The functions `scaled`, `loss_factor` and `error_factor` below handle both.
This module imports no numerical library.
"""

from collections.abc import Mapping
from functools import partial
from types import ModuleType, SimpleNamespace

from richlazy.contracts.registry import Registry

registry = Registry(__name__, __path__[0], "objective")
_TAKE_PARAMETERS = ("targets", "losses", "loss", "output_error")


def find(name: str, parameters: Mapping) -> ModuleType | SimpleNamespace:
    """The objective `name`, its parameters filled in from `parameters`; raises InputError for an unknown name."""
    declared = registry.constant(name, "PARAMETERS", {})
    return with_values(registry.find(name), {key: parameters[key] for key in declared})


def with_values(objective: ModuleType, values: Mapping) -> ModuleType | SimpleNamespace:
    """An objective whose functions have these values of its parameters; itself where there are no values."""
    if not values:
        return objective
    filled = {name: partial(getattr(objective, name), **values) for name in _TAKE_PARAMETERS}
    return SimpleNamespace(**vars(objective) | filled)


def scaled(outputs, initial_outputs, alpha: float, centre: bool):
    """Outputs for the objective: alpha · f, or alpha · (f − f₀) with centring; no copy without scale and centring.

    outputs: a tensor or an array of any shape. initial_outputs: of the same shape, used only if `centre`.
    """
    if centre:
        outputs = outputs - initial_outputs
    return outputs if alpha == 1 else alpha * outputs


def loss_factor(objective: str, alpha: float) -> float:
    """Factor from the loss of the scaled outputs to the loss that is minimised."""
    return 1 / alpha if registry.constant(objective, "DIVIDED_BY_ALPHA", False) else 1.0


def error_factor(objective: str, alpha: float) -> float:
    """Factor from `output_error` to the gradient with respect to the outputs before scaling."""
    return alpha * loss_factor(objective, alpha)
