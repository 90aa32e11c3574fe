"""Checks that need the machine (its packages, files, memory and GPU), before any job runs."""

import os
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from richlazy.contracts.artefact import Artefact
from richlazy.contracts.parts import DERIVED, KINDS, Part
from richlazy.contracts.stages import machine_checks, room_module
from richlazy.planning.plan import Plan


def check_machine(plan: Plan, config: Mapping, *, jobs_here: bool = True) -> None:
    """Raise InputError for data or matrices that cannot be made or used.

    Only those that do not exist yet are tried out, since this needs slow imports. jobs_here: whether jobs run on this
    machine, whose memory then bounds the pools of trials.
    """
    memory = _memory() if jobs_here else None
    for stage in plan.artefacts:
        checks = machine_checks(stage) if stage not in DERIVED else None
        if checks:
            checks.check(plan.artefacts, config["machine"], memory)
        if stage == "trials":
            _check_shapes(plan.artefacts["train"], memory)
            _check_torch_modules(plan.artefacts["train"])


def check_gpu(plan: Plan, config: Mapping) -> None:
    """Raise InputError if the config demands a GPU or TF32 that this machine lacks; slow imports only if it does."""
    device, missing = config["machine"]["device"], plan.artefacts["train"].values()
    tf32 = any(one.parameters["precision"] == "tf32" and not Path(one.path).is_file() for one in missing)
    if device == "cuda" or tf32:
        devices = room_module("training", "device")
        devices.check_precision("tf32" if tf32 else "float32", devices.choose_device(device))


def _check_shapes(trainings: Mapping[str, Artefact], memory: int | None) -> None:
    """Raise InputError for learners that are to be trained on data with an unsuitable number of steps or inputs."""
    shapes: dict[str, tuple[int, int]] = {}
    for artefact in trainings.values():
        parameters = artefact.parameters
        check_shape = Part("learner", parameters["learner"]).function("check_shape")
        if check_shape and not Path(artefact.path).is_file():
            pool = artefact.inputs["trials"]
            if pool not in shapes:
                shapes[pool] = machine_checks("trials").shape(parameters, memory)
            check_shape(parameters, *shapes[pool])


def _check_torch_modules(trainings: Mapping[str, Artefact]) -> None:
    """Raise InputError for a learner still to be trained, a file with a torch module, that cannot be."""
    pools: dict[str, tuple[int, int, int, bool] | None] = {}
    for artefact in trainings.values():
        parameters = artefact.parameters
        is_package = KINDS["learner"].contract(parameters["learner"])
        if is_package or Path(artefact.path).is_file() or not find_spec("torch"):
            continue
        pool = artefact.inputs["trials"]
        if pool not in pools:
            pools[pool] = machine_checks("trials").network_sizes(parameters)
        if pools[pool]:
            steps, inputs, outputs, are_real = pools[pool]
            if not are_real:
                outputs = KINDS["objective"].find(parameters["objective"]).output_count(outputs)
            room_module("learners", "torch_module.machine_checks").check(parameters, steps, inputs, outputs)


def _memory() -> int:
    """Bytes of memory of this machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
