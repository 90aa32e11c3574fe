"""The layout of docs/design.md: rooms of the library in an order, studies that know nothing of each other."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIBRARY, STUDIES = ROOT / "scripts" / "richlazy", ROOT / "studies"
# Rooms and loose modules from below; what stands in one line knows nothing of its neighbours.
ORDER = (
    ("errors", "processor"),
    ("randomness",),
    ("artefacts",),
    ("contracts",),
    ("derived", "downloads", "statistics"),
    ("objectives",),
    ("data", "connectivity", "simulations"),
    ("learners",),
    ("training",),
    ("measures",),
    ("hypercube",),
    ("scoring",),
    ("reporting",),
    ("planning",),
    ("interface",),
    ("command_line",),
    ("__main__",),
)
HEIGHT = {room: height for height, rooms in enumerate(ORDER) for room in rooms}
# What a config may name it finds by name, through the contracts.
OF_PLANNING = {"errors", "artefacts", "contracts", "planning"}


def imported(path):
    """Dotted names that the import statements anywhere in a file bring in, each with what is taken from it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} imports relatively"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def imports(folder):
    """(file, dotted name) of every import statement in a folder."""
    return [(path, name) for path in sorted(folder.rglob("*.py")) for name in imported(path)]


def rooms_of_library(folder):
    """(file, room of it, room that it imports from, dotted name) for what is imported from the library."""
    for path, name in imports(folder):
        parts = name.split(".")
        # What the package itself imports, type checkers read.
        if parts[0] == LIBRARY.name and len(parts) > 1 and path != LIBRARY / "__init__.py":
            yield path, path.relative_to(LIBRARY).parts[0].removesuffix(".py"), parts[1], name


def test_every_room_has_its_place_in_the_order_and_nothing_else_stands_in_the_library():
    folders = {place.name for place in LIBRARY.iterdir() if place.is_dir() and any(place.rglob("*.py"))}
    modules = {path.stem for path in LIBRARY.glob("*.py")} - {"__init__"}
    assert folders | modules == set(HEIGHT)


def test_at_most_three_modules_of_the_library_are_loose():
    loose = {path.stem for path in LIBRARY.glob("*.py")} - {"__init__", "__main__"}
    assert {"errors", "randomness"} <= loose and len(loose) <= 3, sorted(loose)


def test_a_room_imports_only_from_rooms_below_it():
    upwards = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, room, other, name in rooms_of_library(LIBRARY)
        if other != room and HEIGHT.get(other, len(ORDER)) >= HEIGHT.get(room, -1)
    ]
    assert not upwards, "\n".join(upwards)


def test_planning_knows_the_parts_by_name_alone():
    beyond = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, _, other, name in rooms_of_library(LIBRARY / "planning")
        if other not in OF_PLANNING
    ]
    assert not beyond, "\n".join(beyond)


def test_the_library_knows_no_study_by_an_import():
    assert [
        f"{path.relative_to(ROOT)}: {name}" for path, name in imports(LIBRARY) if name.split(".")[0] == "studies"
    ] == []


def test_a_config_is_planned_without_a_numerical_library(tmp_path):
    program = (
        f"import sys, yaml; sys.path[:0] = [{str(LIBRARY.parent)!r}, {str(ROOT)!r}]\n"
        "from richlazy.contracts.studies import with_studies\n"
        "from richlazy.planning import resources, result_plans, rules, targets\n"
        "from richlazy.planning.project import read_project\n"
        f"config = yaml.safe_load(open({str(ROOT / 'config' / 'config.yaml')!r}, encoding='utf-8'))\n"
        f"assert read_project(with_studies(config), {str(ROOT)!r}).artefact_paths()\n"
        "heavy = {'numpy', 'torch', 'xarray', 'scipy', 'pandas', 'sklearn', 'neurogym', 'matplotlib'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True)
    assert found.stdout.strip() == "[]", found.stdout + found.stderr


def studies():
    return sorted(path for path in STUDIES.iterdir() if path.is_dir() and any(path.rglob("*.py")))


@pytest.mark.parametrize("study", studies(), ids=lambda study: study.name)
def test_no_study_imports_another_nor_the_planner(study):
    foreign = []
    for path, name in imports(study):
        first, second, *_ = *name.split("."), ""
        others = first == STUDIES.name and second != study.name
        if others or (first, second) == (LIBRARY.name, "planning"):
            foreign.append(f"{path.relative_to(ROOT)}: {name}")
    assert not foreign, "\n".join(foreign)


@pytest.mark.parametrize(
    "text, names",
    [
        ("import richlazy.data.trials", ["richlazy.data.trials"]),
        ("from richlazy import errors, learners as l", ["richlazy.errors", "richlazy.learners"]),
        ("def f():\n    from studies.other.claims import C1", ["studies.other.claims.C1"]),
    ],
)
def test_an_import_anywhere_in_a_file_is_found(tmp_path, text, names):
    path = tmp_path / "module.py"
    path.write_text(text, encoding="utf-8")
    assert imported(path) == names
