"""Contract of the feed-forward network: its kinds of data, stages, offers, parameters, checks and sizes."""

from collections.abc import Mapping

from richlazy.contracts.stages import Data, NetworkSize
from richlazy.errors import InputError

TAKES = ["trials", "regression"]
STAGES = ["connectivity"]
OFFERS = ["outputs", "features", "read_out", "tangent_kernel", "studied_matrices"]
EXAMPLE = {"parameters": {"task": "teacher"}}
# Modules of this package that a stage imports by name.
MODULES = {
    "train": ["weights", "architecture", "ensemble"],
    "measure": ["weights", "architecture", "activity", "kernel"],
}
PARAMETERS = {
    "depth": {
        "description": "Number of hidden layers, each with a matrix of its own; 1 is the two-layer network.",
        "unit": "layers",
        "type": "integer",
        "minimum": 1,
        "maximum": 1000,
        "default": 1,
        "stage": "connectivity",
    },
    "truncated_layers": {
        "description": (
            "Layers whose initial matrices are truncated to `rank`, and whose change and kernel are measured."
        ),
        "type": "string",
        "enum": ["first", "all"],
        "default": "first",
        "stage": "connectivity",
    },
    "activation": {
        "description": "Activation function of the units.",
        "type": "string",
        "enum": ["relu", "linear"],
        "default": "relu",
        "stage": "train",
    },
}
ADVICE = {
    "depth": {
        "recommended": [1, 5],
        "cost": "training and measures are linear in it",
    },
    "truncated_layers": {
        "cost": "with `all` measures take every layer; training does not change",
        "recommended": "`first`; `all` asks whether the rank of one layer is enough",
    },
    "activation": {
        "recommended": "`relu`; `linear` for comparison with the closed forms of the theory",
        "cost": "none",
    },
}


def check(parameters: Mapping, data: Data, where: str) -> None:
    """Raise InputError for data of more than one time step."""
    if data.steps is not None and data.steps != 1:
        raise InputError(
            f"{where}: task: {parameters['task']!r} has {data.steps} time steps; a network without recurrence takes "
            "tasks of one; write `learner: recurrent`, or choose another task"
        )


def canonical(parameters: Mapping, data: Data) -> dict[str, object]:
    """Canonical values of parameters without effect: in a single time step, and in a network of one layer."""
    return {"output_steps": "all"} | ({"truncated_layers": "first"} if parameters["depth"] == 1 else {})


def check_shape(parameters: Mapping, steps: int, inputs: int) -> None:
    """Raise InputError for data of more than one time step, or with more inputs than units.

    inputs: their number, 0 if it is not known.
    """
    if steps != 1:
        raise InputError(
            f"tasks.{parameters['task']}: {steps} time steps; a network without recurrence takes tasks of one; write "
            "`learner: recurrent`, or choose another task"
        )
    if inputs > parameters["hidden"]:
        raise InputError(
            f"hidden: {parameters['hidden']} units cannot hold the {inputs} inputs of the task "
            f"{parameters['task']!r}, which a feed-forward network embeds in the space of its units; write "
            f"`hidden: {inputs}` or more"
        )


def size(parameters: Mapping) -> NetworkSize:
    """Size of one network, without input and output weights, whose number is not known here."""
    units = parameters["hidden"]
    return NetworkSize(weights=parameters["depth"] * units**2, units=parameters["depth"] * units, grows_with="hidden")
