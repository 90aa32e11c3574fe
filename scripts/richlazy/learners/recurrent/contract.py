"""Contract of the recurrent network: its kinds of data, stages, offers, parameters, checks and sizes."""

from collections.abc import Mapping

from richlazy.contracts.stages import Data, NetworkSize
from richlazy.errors import InputError

TAKES = ["trials", "regression"]
STAGES = ["connectivity"]
OFFERS = ["outputs", "features", "read_out", "tangent_kernel", "studied_matrices", "state", "other_tasks"]
# Modules of this package that a stage imports by name.
MODULES = {
    "train": ["weights", "architecture", "ensemble"],
    "measure": ["weights", "architecture", "activity", "kernel", "tangent"],
}
PARAMETERS = {
    "tau": {
        "description": (
            "Time constant of the units; the leak of a step is dt / tau, and tau = dt means no memory but the "
            "recurrence."
        ),
        "unit": "ms",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1000000000,
        "default": 100,
        "stage": "train",
    },
}
ADVICE = {
    "tau": {
        "recommended": [100, 100],
        "reason": "the paper's, which with `dt` 100 leaves no leak; the control has it at `dt` 20",
        "cost": "none; the steps of a trial follow from `dt`",
    },
}


def check_parameters(parameters: Mapping, where: str) -> None:
    """Raise InputError for a time step above the time constant."""
    if parameters["dt"] > parameters["tau"]:
        raise InputError(
            f"{where}: dt: {parameters['dt']} is larger than the time constant, tau = {parameters['tau']}; write "
            f"`dt: {parameters['tau']}` or less, or raise `tau`"
        )


def check(parameters: Mapping, data: Data, where: str) -> None:
    """Raise InputError for data of one time step."""
    if data.steps == 1:
        raise InputError(
            f"{where}: task: {parameters['task']!r} has one time step, in which a recurrent network, which starts from "
            f"silence, does not use its recurrent weights; write `learner: feedforward`, or choose another task"
        )


def size(parameters: Mapping) -> NetworkSize:
    """Size of one network, without input and output weights, whose number is not known here."""
    units = parameters["hidden"]
    return NetworkSize(weights=units**2, units=units, grows_with="hidden")
