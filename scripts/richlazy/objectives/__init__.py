"""Objectives: what learners are trained to make small, one module each, found by its name in the config.

Shapes: outputs and dense targets are [..., output, scored], where `scored` runs over trials and scored time steps.

    LONG_NAME, UNITS          of the loss
    PARAMETERS                schema fragments of what `targets`, `losses`, `loss` and `output_error` take by keyword
    TAKES                     kinds of data: "trials" (class labels), "regression" (real targets)
    DIVIDED_BY_ALPHA          whether the loss of scaled outputs is divided by the scale `alpha`; left out: no
    output_count(classes)     outputs that a learner needs for so many classes; real targets bring their own number
    targets(given, outputs)   dense targets from labels [..., scored] int64, or from real values [..., output, scored]
    losses(outputs, targets)  loss of each scored output vector, [..., scored], differentiable by autograd
    loss(outputs, targets)    their mean, [...], differentiable by autograd
    output_error(outputs, targets, out)
                              gradient of the *sum* over `scored` with respect to the outputs, written into `out`
                              without allocation; `out` is contiguous and neither of the other two
    decision(outputs)         the class that outputs [output, ...] choose, [...] int64

An objective knows nothing of the output scale: it is given alpha · f or, where outputs are centred, alpha · (f − f₀),
f₀ being the outputs of the initial weights. `scaled`, `loss_factor` and `error_factor` are the one place for both.
This module imports no numerical library.
"""

from collections.abc import Mapping
from functools import partial
from types import ModuleType, SimpleNamespace

from richlazy.contracts.registry import Registry

registry = Registry(__name__, __path__[0], "objective")
_TAKE_PARAMETERS = ("targets", "losses", "loss", "output_error")


def find(name: str, parameters: Mapping) -> ModuleType | SimpleNamespace:
    """The objective `name` with its own among `parameters` filled in; raises InputError for an unknown one."""
    declared = registry.constant(name, "PARAMETERS", {})
    return with_values(registry.find(name), {key: parameters[key] for key in declared})


def with_values(objective: ModuleType, values: Mapping) -> ModuleType | SimpleNamespace:
    """An objective whose functions have these values of its parameters; itself where it has none."""
    if not values:
        return objective
    filled = {name: partial(getattr(objective, name), **values) for name in _TAKE_PARAMETERS}
    return SimpleNamespace(**vars(objective) | filled)


def scaled(outputs, initial_outputs, alpha: float, centre: bool):
    """Outputs as the objective sees them: alpha · f, or alpha · (f − f₀); the outputs themselves where nothing is done.

    outputs: a tensor or an array of any shape; initial_outputs: of the same shape, looked at only if `centre`.
    """
    if centre:
        outputs = outputs - initial_outputs
    return outputs if alpha == 1 else alpha * outputs


def loss_factor(objective: str, alpha: float) -> float:
    """What the loss of scaled outputs is multiplied by to be the loss that is trained."""
    return 1 / alpha if registry.constant(objective, "DIVIDED_BY_ALPHA", False) else 1.0


def error_factor(objective: str, alpha: float) -> float:
    """What `output_error` is multiplied by to be the gradient at the outputs before they were scaled."""
    return alpha * loss_factor(objective, alpha)
