"""What can only be known by looking at the machine, checked before any job runs."""

from importlib.util import find_spec
from pathlib import Path

from richlazy.errors import InputError
from richlazy.files import write_if_changed
from richlazy.identity import digest
from richlazy.workflow import Workflow

# Builders that no argument can make fail, so that the paper's own study loads nothing here.
_SAFE = ("gaussian", "uniform")
# Null models that some matrices do not have, and that are quick to draw.
_TRIED = ("rewired",)


def check_machine(work: Workflow, locally: bool) -> None:
    """Raise InputError for an unwritable folder, a GPU that is not there, or a task or matrix that cannot be made.

    Tasks and matrices are tried out only while theirs are still to be made, and a GPU is looked for only where it is
    demanded and jobs run here: all need imports that take seconds.
    """
    write_if_changed(Path("results") / ".writable", "")
    if locally and work.config["machine"]["device"] == "cuda":
        _check_gpu()
    if find_spec("neurogym"):
        _check_tasks(work)
    if find_spec("scipy"):
        _check_matrices(work)


def _check_gpu() -> None:
    import torch

    if not torch.cuda.is_available():
        raise InputError(
            "machine.device: cuda: this machine shows no CUDA device; write `device: auto` or `device: cpu`"
        )


def _check_tasks(work: Workflow) -> None:
    missing = [artefact for artefact in work.plan.artefacts["trials"].values() if not Path(artefact.path).is_file()]
    if not missing:
        return
    from richlazy.tasks.pool import Definition, check

    for artefact in missing:
        parameters = artefact.parameters
        check(Definition(parameters["task"], dt=parameters["dt"], **parameters["task_definition"]))


def _check_matrices(work: Workflow) -> None:
    """Build one matrix of each definition that is still to be made and whose sources are at hand, and nulls of it."""
    wanted = {}
    for name, artefact in work.plan.artefacts["connectivity"].items():
        parameters = artefact.parameters
        fetched = all(Path(wheel).is_file() for wheel in work.wheels_of(name))
        known = fetched and not artefact.inputs  # what a matrix is made from may still be to be made
        if known and not Path(artefact.path).is_file() and parameters["matrix_definition"]["builder"] not in _SAFE:
            null = parameters["null_model"] if parameters["null_model"] in _TRIED else "none"
            size = parameters["normalise"] if parameters["null_model"] == "none" else "frobenius"
            key = digest([parameters["matrix_definition"], parameters["hidden"], null, size])
            wanted.setdefault(key, (parameters, null, size, artefact.seeds[0]))
    if not wanted:
        return
    from richlazy.connectivity.initial import initial_matrix

    for parameters, null, size, seed in wanted.values():
        definition, units = parameters["matrix_definition"], parameters["hidden"]
        try:
            initial_matrix(definition, units, parameters["gain"], null, units, size, seed)
        except InputError as error:
            raise InputError(f"matrices.{parameters['connectivity']}: {error}") from None
