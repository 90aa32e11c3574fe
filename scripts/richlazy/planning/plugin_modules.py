"""What the script of a stage reaches by a name in the config, where no import statement tells it."""

from collections.abc import Mapping
from pathlib import Path

from richlazy import data, learners, measures
from richlazy.connectivity.builders import registry as builders
from richlazy.connectivity.null_models import registry as null_models
from richlazy.connectivity.truncations import registry as truncations
from richlazy.contracts.registry import literal
from richlazy.data import tables

# The modules of its network that a stage uses, as far as the network has them.
_PARTS = {
    "train": ("weights", "architecture", "ensemble"),
    "measure": ("weights", "architecture", "activity", "kernel", "tangent"),
}


def modules_of_task(definition: Mapping) -> list[Path]:
    """Modules that the script of the stage trials reaches by name for a task; other tasks may change without it."""
    if data.is_mixture(definition):
        members = [modules_of_task(member) for member in definition["arguments"]["tasks"]]
        return sorted({data.module_path("mixture"), *(file for files in members for file in files)})
    if tables.is_table(definition):
        return [tables.registry.path(tables.TABLES[definition["environment"]])]
    module = data.ENVIRONMENTS.get(definition["environment"])
    return [data.module_path(module)] if module else []


def modules_by_name(stage: str, builder: str, null_model: str, truncation: str, network: str) -> list[Path]:
    """Modules that the script of a stage reaches by name at run time rather than by an import statement.

    Of the networks and truncations this is the condition's own. Of the builders these are the matrix's own, so that
    others may change without touching it, and the Gaussian, to which all matrices are rescaled and from which null
    models are drawn.
    """
    if stage in _PARTS:
        parts = learners.parts(network)
        own = [parts.path(part) for part in _PARTS[stage] if part in parts.available()]
        taken = standard_measures(network) if stage == "measure" else []
        return [*own, *(measures.registry.path(name) for name in taken)]
    modules = [builders.path(builder), builders.path("gaussian"), truncations.path(truncation)]
    return modules if null_model == "none" else [*modules, null_models.path(null_model)]


def standard_measures(network: str) -> list[str]:
    """The standard measures that a network can serve."""
    lacks = set() if "tangent" in learners.parts(network).available() else {"state"}
    return [name for name in measures.STANDARD if not lacks & set(measures.registry.constant(name, "ASKS", []))]


def tables_by_name(stage: str, builder: str) -> list[str]:
    """Files of config/tables that the script of a stage reads."""
    return literal(builders.path(builder), "TABLES", []) if stage == "connectivity" else []
