"""Contract of the stage `replicate`: what the planner knows of jobs that simulate one seed of a simulation.

Their parameters are `simulation`, its name, and `arguments`, all of its arguments by name.
"""

from collections.abc import Mapping
from pathlib import Path

from richlazy.contracts import resource_parts
from richlazy.contracts.simulations import simulations
from richlazy.contracts.stages import Size

# Memory for a cluster, which no simulation tells.
_MEMORY_MB = 4000


def modules(parameters: Mapping) -> list[Path]:
    """The file of the simulation."""
    return [simulations.path(parameters["simulation"])]


def published_tables(parameters: Mapping) -> list[str]:
    """No file of config/tables."""
    return []


def downloads(parameters: Mapping) -> dict[str, list[str]]:
    """The resources that the simulation reads."""
    files = resource_parts.of_simulation(parameters["simulation"], parameters["arguments"])
    return {"resources": files} if files else {}


def size(parameters: Mapping, seeds: int) -> Size:
    """Memory for a cluster. What a simulation holds (`HOLDS`) is checked for its experiments, also where one job
    simulates all seeds."""
    return Size({}, 0, _MEMORY_MB)
