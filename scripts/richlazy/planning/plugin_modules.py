"""What the script of a stage reaches by a name in the config, where no import statement tells it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from richlazy.contracts.artefact import Artefact
from richlazy.contracts.measure_names import split
from richlazy.contracts.parts import CHOICES, KINDS, Part
from richlazy.contracts.registry import literal
from richlazy.contracts.stages import contract

# The parameters whose parts a script finds by name, beside the learner.
_FOUND = {
    "train": ("objective", "stopping", "optimizer", "rule", "constraint", "tracked"),
    "measure": ("objective",),
}
# The package beside the learners whose modules serve all those that are a single file.
_DOOR = "torch_module"


def modules_by_name(stage: str, parameters: Mapping) -> list[Path]:
    """Files that the script of a stage reaches by name at run time rather than by an import statement.

    Those that the parameters name and no others, so that others may come and change without touching an artefact.
    """
    if stage not in _FOUND:
        return contract(stage).modules(parameters)
    parts = [CHOICES[name].part(parameters[name]) for name in _FOUND[stage]]
    measures = [_measure(name) for name in parameters.get("measures", [])]
    return [*_of_learner(parameters["learner"], stage), *(part.path for part in parts if part), *measures]


@cache
def _of_learner(learner: str, stage: str) -> tuple[Path, ...]:
    """Modules of a learner that a stage uses: some of its package, or its file with those that serve such files."""
    part = Part("learner", learner)
    own = part.constant("MODULES")
    if own is not None:
        return tuple(part.path.with_name(f"{module}.py") for module in own[stage])
    door = KINDS["learner"].folder / _DOOR
    return part.path, *(door / f"{module}.py" for module in literal(door / "contract.py", "MODULES", {}).get(stage, []))


@cache
def _measure(name: str) -> Path:
    registry = KINDS["measure"]
    return registry.path(split(registry, name)[0])


def tables_by_name(stage: str, parameters: Mapping) -> list[str]:
    """Files of config/tables that the script of a stage reads."""
    return contract(stage).published_tables(parameters) if stage not in _FOUND else []


def downloads(artefact: Artefact) -> dict[str, list[str]]:
    """Paths of the fetched files that an artefact is made from, by the name of the input."""
    return contract(artefact.stage).downloads(artefact.parameters) if artefact.stage not in _FOUND else {}
