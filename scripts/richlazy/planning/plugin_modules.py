"""Plug-in modules: the files that the script of a stage imports by a name in the config, for the code digest."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from richlazy.contracts.artefact import Artefact
from richlazy.contracts.measure_names import split
from richlazy.contracts.parts import CHOICES, KINDS, Part
from richlazy.contracts.registry import literal
from richlazy.contracts.stages import contract

# Parameters whose parts a stage imports by name, in addition to the learner.
_FOUND = {
    "train": ("objective", "stopping", "optimizer", "rule", "target_noise", "constraint", "tracked"),
    "measure": ("objective",),
    "compare": ("objective",),
}
# The package whose modules serve all learners that are single files.
_DOOR = "torch_module"


def modules_by_name(stage: str, parameters: Mapping) -> list[Path]:
    """Files that the script of a stage imports by name for these parameters.

    Only these count in an address, so that other parts can be added or changed without changing it.
    """
    if stage not in _FOUND:
        return contract(stage).modules(parameters)
    parts = [CHOICES[name].part(parameters[name]) for name in _FOUND[stage]]
    measures = [_measure(name) for name in parameters.get("measures", [])]
    # Measures between networks look at them as those of single networks do.
    of_learner = _of_learner(parameters["learner"], "measure" if stage == "compare" else stage)
    streamed = contract("trials").streamed(parameters) if stage == "train" else []
    return [*of_learner, *(part.path for part in parts if part), *measures, *streamed]


@cache
def _of_learner(learner: str, stage: str) -> tuple[Path, ...]:
    """Modules of a learner that a stage uses: those of its package, or its file and those of `torch_module`."""
    part = Part("learner", learner)
    own = part.constant("MODULES")
    if own is not None:
        return tuple(part.path.with_name(f"{module}.py") for module in own[stage])
    door = KINDS["learner"].folder / _DOOR
    return part.path, *(door / f"{module}.py" for module in literal(door / "contract.py", "MODULES", {}).get(stage, []))


@cache
def _measure(name: str) -> Path:
    registry = KINDS["measure between seeds"]
    if name in registry.available():
        return registry.path(name)
    registry = KINDS["measure"]
    return registry.path(split(registry, name)[0])


def tables_by_name(stage: str, parameters: Mapping) -> list[str]:
    """Files of config/tables that the script of a stage reads."""
    return contract(stage).published_tables(parameters) if stage not in _FOUND else []


def downloads(artefact: Artefact) -> dict[str, list[str]]:
    """Paths of the downloaded files that an artefact is made from, by the name of the input."""
    if artefact.stage not in _FOUND:
        return contract(artefact.stage).downloads(artefact.parameters)
    data = contract("trials")
    # A training on a stream draws what it is shown, and so reads what its pool was made from.
    streamed = artefact.stage == "train" and data.streamed(artefact.parameters)
    return data.downloads(artefact.parameters) if streamed else {}
