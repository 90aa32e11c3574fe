"""Files from the network, or of the user, that an artefact is made from."""

from richlazy.connectivity.definitions import wheels
from richlazy.data import tables
from richlazy.planning.plan import Artefact


def downloads(artefact: Artefact) -> list[str]:
    """Paths of the files of `resources` that an artefact itself reads: packages of a matrix, data of a task."""
    if artefact.stage == "trials":
        return tables.resources(artefact.parameters["task_definition"])
    return wheels(artefact.parameters["matrix_definition"]) if artefact.stage == "connectivity" else []
