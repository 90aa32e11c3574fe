"""What can only be known by looking at the machine, checked before any job runs."""

from importlib.util import find_spec
from pathlib import Path

from richlazy.errors import InputError
from richlazy.files import write_if_changed
from richlazy.workflow import Workflow


def check_machine(work: Workflow, locally: bool) -> None:
    """Raise InputError for an unwritable folder, a GPU that is not there, or a task that cannot be made.

    Tasks are tried out only while their trials are still to be drawn, and a GPU is looked for only where it is
    demanded and jobs run here: both need imports that take seconds.
    """
    write_if_changed(Path("results") / ".writable", "")
    if locally and work.config["machine"]["device"] == "cuda":
        _check_gpu()
    if find_spec("neurogym"):
        _check_tasks(work)


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
