"""Check of memory and disk: whether this machine has the minimum that jobs need, before any of them starts.

The resources of jobs on a cluster (`resources`) have a margin. The sizes here are lower bounds: the arrays that a job
must have in memory at the same time.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from math import prod
from pathlib import Path

from richlazy.contracts.artefact import Artefact
from richlazy.contracts.messages import shown
from richlazy.contracts.parts import DERIVED
from richlazy.contracts.stages import NetworkSize, contract
from richlazy.contracts.study_parts import seeds_apart, simulations
from richlazy.errors import InputError
from richlazy.planning.plan import Plan
from richlazy.planning.resources import batch_size, network_size, time_steps

# Bytes of an entry in float32, float64.
_SINGLE, _DOUBLE = 4, 8
_GIB = 2**30
# For a learner without a size in its contract.
_NO_SIZE = NetworkSize(weights=0, units=0, grows_with="")


def check_machine_holds(plan: Plan, config: Mapping, memory: int | None = None, disk: int | None = None) -> None:
    """Raise InputError if a job that is to be done needs more memory than this machine has, or all jobs more disk.

    memory, disk: bytes, by default those of this machine.
    """
    memory = machine_memory() if memory is None else memory
    missing = [artefact for stage in plan.artefacts.values() for artefact in stage.values() if not _is_there(artefact)]
    if memory is not None and missing:
        _check_memory(max(missing, key=_needed), memory)
    if memory is not None:
        _check_resamples(plan, config["statistics"]["resamples"], memory)
        _check_simulations(plan, memory)
    _check_disk(missing, shutil.disk_usage(_existing(Path("results"))).free if disk is None else disk)


def needed(stage: str, parameters: Mapping, seeds: int) -> dict[str, float]:
    """Lower bound of the bytes that a job needs at a time, by the parameter that each part grows with."""
    if stage not in DERIVED:
        return dict(contract(stage).size(parameters, seeds).arrays)
    network, trial = network_size(parameters, _NO_SIZE), contract("trials").trial_bytes(parameters)
    activity = _SINGLE * max(1, time_steps(parameters)) * network.units
    weights = (seeds * len(parameters["checkpoints"]) + 2) * _SINGLE * network.weights
    found = {network.grows_with: weights} if network.grows_with else {}
    if stage != "train":
        return found | {
            "probe_trials": parameters["probe_trials"] * activity + _SINGLE * parameters["probe_trials"] ** 2,
            "kernel_trials": _SINGLE * (2 * parameters["kernel_trials"]) ** 2,
            "test_trials": parameters["test_trials"] * trial,
        }
    found |= {"training_trials": parameters["training_trials"] * trial, "steps": _SINGLE * seeds * parameters["steps"]}
    key = "training_trials" if parameters["batch"] == "all" else "batch"
    drawn = contract("trials").block_bytes(parameters)
    return found | {key: found.get(key, 0) + 2 * batch_size(parameters) * activity + drawn}


def _needed(artefact: Artefact) -> float:
    return sum(needed(artefact.stage, artefact.parameters, len(artefact.seeds)).values())


def _check_memory(artefact: Artefact, memory: int) -> None:
    stage, parameters, seeds = artefact.stage, artefact.parameters, len(artefact.seeds)
    need = needed(stage, parameters, seeds)
    total = sum(need.values())
    if total <= memory:
        return
    key = max(need, key=need.get)
    rest = total - need[key]
    room = memory - rest if rest < memory else memory / 4
    most = _largest(lambda value: needed(stage, {**parameters, key: value}, seeds)[key] <= room, parameters[key])
    raise InputError(
        f"{key}: found {parameters[key]}{_with(key, artefact)}: a job of the stage {stage} ({artefact.name}) then "
        f"needs at least {_gib(total)} of memory, and this machine has {_gib(memory)}; write `{key}: {most}` or less"
        + ("" if rest < memory else f", and less of {', '.join(other for other in need if other != key)}, too")
    )


def _with(key: str, artefact: Artefact) -> str:
    """Text on what else the size that grows with a parameter depends on."""
    parameters, seeds = artefact.parameters, len(artefact.seeds)
    grows_with = network_size(parameters, _NO_SIZE).grows_with if "learner" in parameters else key
    if key == grows_with and "checkpoints" in parameters:
        return f", with {len(parameters['checkpoints'])} checkpoints and {seeds} seeds a job (`ensemble`)"
    if key in ("training_trials", "probe_trials", "test_trials", "batch"):
        return f", of {time_steps(parameters):g} time steps"
    return f", with {seeds} seeds a job (`ensemble`)" if key in (grows_with, "steps") else ""


def _largest(fits: Callable[[int], bool], too_much: int) -> int:
    """The largest number that fits, rounded down to two digits."""
    low, high = 1, too_much
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    digits = 10 ** max(0, len(str(low)) - 2)
    return low // digits * digits


def _check_resamples(plan: Plan, resamples: int, memory: int) -> None:
    experiments = (*plan.experiments.values(), *plan.simulations.values())
    seeds = max((len(experiment.seeds) for experiment in experiments), default=0)
    each = 2 * _DOUBLE * seeds
    if resamples * each > memory:
        most = _largest(lambda number: number * each <= memory, resamples)
        raise InputError(
            f"statistics.resamples: found {resamples}, which over {seeds} seeds need at least {_gib(resamples * each)} "
            f"of memory, and this machine has {_gib(memory)}; write `resamples: {most}` or less"
        )


def _check_simulations(plan: Plan, memory: int) -> None:
    """Raise InputError for a simulation whose largest array, over the seeds of a job, does not fit into memory: its
    constant HOLDS names the arguments whose product is the number of values of one seed; of a list its largest entry
    counts."""
    for experiment in plan.simulations.values():
        held = simulations.constant(experiment.simulation, "HOLDS", [])
        given = {key: experiment.arguments[key] for key in held}
        sizes = {key: max(value) if isinstance(value, list) else value for key, value in given.items()}
        seeds = 1 if seeds_apart(experiment.simulation) else len(experiment.seeds)
        need = _DOUBLE * seeds * prod(sizes.values())
        if sizes and need > memory:
            key = max(sizes, key=sizes.get)
            most = _largest(lambda value, key=key, each=need / sizes[key]: value * each <= memory, sizes[key])
            allowed = f"[{most}]" if isinstance(given[key], list) else most
            raise InputError(
                f"experiments.{experiment.name}.arguments.{key}: found {sizes[key]}, which for "
                f"{seeds} seed{'s' if seeds > 1 else ''} needs at least {_gib(need)} of memory, and this machine has "
                f"{_gib(memory)}; write `{key}: {allowed}` or less"
            )


def _check_disk(missing: list[Artefact], free: int) -> None:
    """Raise InputError where the files of weights and trials are larger than the free disk space."""
    sizes = [stored(artefact) for artefact in missing]
    if sum(sizes) > free:
        size, largest = max(zip(sizes, missing, strict=True), key=lambda pair: pair[0])
        first = next(iter(needed(largest.stage, largest.parameters, len(largest.seeds))))
        parts = {key: largest.parameters[key] for key in (first, "checkpoints") if key in largest.parameters}
        made_of = f", with {', '.join(f'`{key}: {shown(value)}`' for key, value in parts.items())}" if parts else ""
        raise InputError(
            f"results: the {len(missing)} files that are still to be made take at least {_gib(sum(sizes))}, found "
            f"{_gib(free)} free on the disk; the largest, {largest.path}, takes {_gib(size)}{made_of}; write smaller "
            "sizes, fewer `checkpoints` or fewer `seeds`, or make room"
        )


def stored(artefact: Artefact) -> float:
    """Lower bound of the bytes of the file of an artefact."""
    parameters, seeds = artefact.parameters, len(artefact.seeds)
    if artefact.stage == "train":
        weights = seeds * len(parameters["checkpoints"]) * network_size(parameters, _NO_SIZE).weights
        return _SINGLE * (weights + seeds * parameters["steps"])
    return 0 if artefact.stage in DERIVED else contract(artefact.stage).size(parameters, seeds).stored


def machine_memory(root: Path = Path("/")) -> int | None:
    """Bytes of memory of this machine, or of this process's control group if that is less; None if not known."""
    sizes = [int(text) for path in _limits(root) if (text := _content(path)).isdecimal()]
    if hasattr(os, "sysconf") and {"SC_PHYS_PAGES", "SC_PAGE_SIZE"} <= set(os.sysconf_names):
        sizes.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return min((size for size in sizes if size > 0), default=None)


def _limits(root: Path) -> Iterable[Path]:
    """Files with the limits of this process's control group and its parents, for both versions of control groups."""
    for line in _content(root / "proc/self/cgroup").splitlines():
        _, controllers, group = line.split(":", 2)
        base, name = root / "sys/fs/cgroup", "memory.max"
        if controllers:
            base, name = base / "memory", "memory.limit_in_bytes"
        if controllers in ("", "memory"):
            inner = base / group.strip("/")
            yield from (folder / name for folder in [inner, *inner.parents] if folder.is_relative_to(base))


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _existing(path: Path) -> Path:
    """The path, or the nearest parent folder that exists."""
    path = path.absolute()
    return next(folder for folder in (path, *path.parents) if folder.exists())


def _is_there(artefact: Artefact) -> bool:
    return os.path.exists(artefact.path)


def _gib(size: float) -> str:
    return f"{size / _GIB:.3g} GiB" if size < 1000 * _GIB else f"{size / _GIB:.0f} GiB"
