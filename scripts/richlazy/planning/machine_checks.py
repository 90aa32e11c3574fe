"""What can only be known by looking at the machine, checked before any job runs."""

import os
from collections.abc import Mapping
from pathlib import Path

<<<<<<< HEAD
from richlazy.contracts.artefact import Artefact
from richlazy.contracts.parts import Part
from richlazy.contracts.stages import machine_checks, room_module
from richlazy.planning.plan import Plan


def check_machine(plan: Plan, config: Mapping, *, jobs_here: bool = True) -> None:
    """Raise InputError for data or matrices that cannot be made or used.
=======
from richlazy.artefacts.identity import digest
from richlazy.connectivity.checks import check_matrices
from richlazy.data import checks, pools
from richlazy.data.channel_checks import channels, check_channels
from richlazy.data.neurogym_tasks.pool_size import check_pool_size
from richlazy.data.tables import is_table, resources
from richlazy.errors import InputError
from richlazy.planning.plan import Artefact
from richlazy.planning.project import Project

if TYPE_CHECKING:
    from richlazy.data.neurogym_tasks.environments import Definition


def check_machine(work: Project, *, jobs_here: bool = True) -> None:
    """Raise InputError for a task or matrix that cannot be made or used.
>>>>>>> a80b52a (Workflow dissolves: a project, results with their plans, functions for rules, hooks of a run; studies and experiments are targets)

    They are tried out only while they are still to be made: that needs imports that take seconds. jobs_here: whether
    jobs run on this machine, whose memory then bounds the pools of trials.
    """
    memory = _memory() if jobs_here else None
    for stage in plan.artefacts:
        checks = machine_checks(stage) if stage not in ("train", "measure") else None
        if checks:
            checks.check(plan.artefacts, config["machine"], memory)
        if stage == "trials":
            _check_shapes(plan.artefacts["train"], memory)


<<<<<<< HEAD
def check_gpu(plan: Plan, config: Mapping) -> None:
=======
def check_gpu(work: Project) -> None:
>>>>>>> a80b52a (Workflow dissolves: a project, results with their plans, functions for rules, hooks of a run; studies and experiments are targets)
    """Raise InputError for a GPU that is demanded and not here; only then is it looked for, which takes seconds."""
    device, missing = config["machine"]["device"], plan.artefacts["train"].values()
    tf32 = any(one.parameters["precision"] == "tf32" and not Path(one.path).is_file() for one in missing)
    if device == "cuda" or tf32:
        devices = room_module("training", "device")
        devices.check_precision("tf32" if tf32 else "float32", devices.choose_device(device))


<<<<<<< HEAD
def _check_shapes(trainings: Mapping[str, Artefact], memory: int | None) -> None:
    """Raise InputError for a learner still to be trained that does not take data of so many steps or inputs."""
    shapes: dict[str, tuple[int, int]] = {}
    for artefact in trainings.values():
        parameters = artefact.parameters
        check_shape = Part("learner", parameters["learner"]).function("check_shape")
        if check_shape and not Path(artefact.path).is_file():
            pool = artefact.inputs["trials"]
            if pool not in shapes:
                shapes[pool] = machine_checks("trials").shape(parameters, memory)
            check_shape(parameters, *shapes[pool])
=======
def _check_tasks(work: Project, memory: int | None) -> None:
    """Try every environment once, however many pools are drawn from it, and every task's form and size."""
    tried = set()
    for artefact in _to_be_drawn(work):
        parameters, definition = artefact.parameters, artefact.parameters["task_definition"]
        if is_table(definition):
            continue
        for member in pools(definition).members(_task(parameters)):
            key = digest([member.environment, member.timing, member.arguments, member.dt])
            if key not in tried:
                checks().check_environment(member)
            tried.add(key)
        values = _steps(parameters) * channels(parameters["task"], definition, parameters["dt"])
        check_pool_size(parameters, values, memory)
>>>>>>> a80b52a (Workflow dissolves: a project, results with their plans, functions for rules, hooks of a run; studies and experiments are targets)


def _memory() -> int:
    """Bytes of memory of this machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
<<<<<<< HEAD
=======


def _check_images(work: Project) -> None:
    """Raise InputError where the config names files of images that are not there, while they are still to be read."""
    given, missing = work.config["machine"]["mnist"], _to_be_drawn(work)
    wanted = {file for artefact in missing for file in resources(artefact.parameters["task_definition"])}
    if given is None or all(Path(file).is_file() for file in wanted):
        return
    from richlazy.data.mnist.files import find_files

    find_files(given)


def _to_be_drawn(work: Project) -> list[Artefact]:
    """Pools of trials that are still to be made."""
    return [artefact for artefact in work.plan.artefacts["trials"].values() if not Path(artefact.path).is_file()]


def _task(parameters: Mapping) -> "Definition":
    from richlazy.data.neurogym_tasks.environments import Definition

    return Definition(parameters["task"], dt=parameters["dt"], **parameters["task_definition"])


def _steps(parameters: Mapping) -> int:
    steps, _ = pools(parameters["task_definition"]).check(_task(parameters))
    return steps


def _check_feedforward(work: Project, memory: int | None) -> None:
    """Raise InputError for a feed-forward network still to be trained whose task has many steps or too many inputs."""
    inputs: dict[str, int] = {}
    for artefact in work.plan.artefacts["train"].values():
        parameters, path = artefact.parameters, Path(artefact.path)
        if parameters["network"] != "feedforward" or path.is_file():
            continue
        pool = artefact.inputs["trials"]
        if pool not in inputs:
            inputs[pool] = _inputs(parameters)
            check_pool_size(parameters, inputs[pool], memory)
        if inputs[pool] > parameters["hidden"]:
            raise InputError(
                f"hidden: {parameters['hidden']} units cannot hold the {inputs[pool]} inputs of the task "
                f"{parameters['task']!r}, which a feed-forward network embeds in the space of its units; write "
                f"`hidden: {inputs[pool]}` or more"
            )


def _inputs(parameters: Mapping) -> int:
    """Number of inputs of a task for a feed-forward network; 0 where it cannot be known here."""
    if is_table(parameters["task_definition"]):
        return _table_inputs(parameters) if find_spec("sklearn") else 0
    steps = _steps(parameters) if find_spec("neurogym") else 1
    if steps != 1:
        raise InputError(
            f"tasks.{parameters['task']}: {steps} time steps; a network without recurrence takes tasks of one; write "
            "`network: recurrent`, or choose another task"
        )
    return 0


def _table_inputs(parameters: Mapping) -> int:
    """Number of inputs of a table: few samples tell it, but where components are fitted to all that there are."""
    from richlazy.data import tables

    definition = parameters["task_definition"]
    if not all(Path(file).is_file() for file in tables.resources(definition)):
        return 0  # files that are still to be made
    module = tables.TABLES[definition["environment"]]
    bounded = tables.registry.constant(module, "SAMPLES") is not None
    sizes = {part: parameters[f"{part}_trials"] if bounded else 1 for part in ("training", "probe", "test")}
    pool = tables.registry.find(module).draw(sizes, parameters["trial_seed"], **definition["arguments"])
    return pool.parts["training"].inputs.shape[2]
>>>>>>> a80b52a (Workflow dissolves: a project, results with their plans, functions for rules, hooks of a run; studies and experiments are targets)
