"""Resources: files from outside that data sets and simulations read, each made by a part of its name.

A data set or a simulation names its files in RESOURCES: `resources/<part>.nc`, or `resources/<part>-<variant>.nc` where
a part makes several; where a name has braces, as `resources/omniglot-{drawings}.nc`, the argument of this name stands
there. The part is a module of `data/resources` of the library or of the folder `resources` of a study, with

    DESCRIPTION               of the key `machine.<part>`, which names the files that a user has at hand
    check(given, variant)     raises InputError where they cannot be used, as far as is seen without reading them
    bring(path, given, variant)
                              writes the file from them, or from a public source; raises InputError where it cannot

given: a path, a list of paths, or None where the config names none; then only `bring` is called.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from richlazy.contracts.registry import Registry
from richlazy.contracts.study_parts import simulations

FOLDER = "resources"
_LIBRARY = Path(__file__).parents[1]

resources = Registry(
    f"{_LIBRARY.name}.data.resources",
    _LIBRARY / "data" / "resources",
    "resource",
    defines={
        "DESCRIPTION": 'DESCRIPTION = "Files with ..., where they are at hand. `null` has them downloaded."',
        "check": "def check(given, variant):",
        "bring": "def bring(path, given, variant):",
    },
)


def fragments() -> dict[str, dict[str, object]]:
    """Schemas of the keys of `machine` that name files for resources, by part."""
    return {name: _fragment(name) for name in resources.available()}


def _fragment(name: str) -> dict[str, object]:
    resources.check(name)
    return {
        "description": resources.constant(name, "DESCRIPTION"),
        "default": None,
        "oneOf": [
            {"type": "null"},
            {"type": "string", "minLength": 1},
            {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}},
        ],
        "allowed": "`null`, the path of a folder, or a list of paths, from the working directory",
    }


def of_simulation(simulation: str, given: Mapping) -> list[str]:
    """Paths of the resources that a simulation reads with all of its arguments, `given`."""
    return [path.format_map(given) for path in simulations.constant(simulation, "RESOURCES", [])]


def names() -> str:
    """Regular expression of the names of all resources, without their folder and suffix."""
    return rf"({'|'.join(resources.available())})(-\w+)?"


def bring(path: str | Path, machine: Mapping) -> None:
    """Write the resource at `path`; machine: the section of the config. Raises InputError as its part."""
    part, variant = _split(path)
    resources.find(part).bring(path, machine.get(part), variant)


def check(paths: Iterable[str], machine: Mapping) -> None:
    """Raise InputError where the config names files for one of the resources `paths` that cannot be used."""
    for path in paths:
        part, variant = _split(path)
        if machine.get(part) is not None and not Path(path).is_file():
            resources.find(part).check(machine[part], variant)


def _split(path: str | Path) -> tuple[str, str]:
    """Part and variant of a resource."""
    part, _, variant = Path(path).stem.partition("-")
    return part, variant
