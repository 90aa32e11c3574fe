"""Projects whose experiments can all be run."""

from richlazy.planning.project import read_project
from richlazy.planning.targets import EVERYTHING, asked_for


def checked_project(config, base):
    """The project of a config; raises the error of the first experiment that is refused."""
    project = read_project(config, base)
    asked_for([EVERYTHING], project)
    return project
