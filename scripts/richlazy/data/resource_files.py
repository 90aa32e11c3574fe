"""The resources of a task: files that hold its samples, and that a rule makes."""

from collections.abc import Mapping

from richlazy.data import tables


def files(definition: Mapping) -> list[str]:
    """Paths of the resources of a task; none for an environment.

    Where a name in RESOURCES has braces, as `resources/omniglot-{drawings}.nc`, the argument of this name stands there.
    """
    return [path.format_map(definition["arguments"]) for path in tables.resources(definition)]
