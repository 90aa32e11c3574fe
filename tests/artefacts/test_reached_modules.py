"""What the digests of this project's own scripts count, and that nothing of it is reached unseen."""

import ast
import re
from pathlib import Path

import pytest
from richlazy.artefacts import code_digest as module

LIBRARY = Path(module.__file__).parents[1]


@pytest.mark.parametrize(
    "script, within, without",
    [
        (
            "train",
            {"training/loop.py", "training/block.py", "artefacts/store.py"},
            {
                "learners/kernels.py",
                "data/neurogym_tasks/pool.py",
                "learners/recurrent/ensemble.py",
                "learners/read_out.py",
            },
        ),
        (
            "measure",
            {"learners/kernels.py", "measures/snapshot.py", "objectives/__init__.py"},
            {"training/loop.py", "learners/feedforward/kernel.py", "measures/loss.py", "measures/accuracy.py"},
        ),
        (
            "connectivity",
            {"connectivity/normalisation.py", "connectivity/motif_statistics.py", "randomness.py"},
            {"learners/read_out.py", "connectivity/builders/uniform.py", "connectivity/null_models/shuffled.py"},
        ),
        (
            "trials",
            {"data/neurogym_tasks/pool.py", "data/neurogym_tasks/environments.py", "data/__init__.py"},
            {
                "learners/kernels.py",
                "training/loop.py",
                "data/neurogym_tasks/environment_checks.py",
                "data/neurogym_tasks/timing_checks.py",
            },
        ),
        ("aggregate", {"hypercube/aggregation.py"}, {"training/loop.py", "learners/kernels.py"}),
    ],
)
def test_scripts_reach_the_modules_that_they_use(script, within, without):
    reached = {
        path.relative_to(LIBRARY).as_posix()
        for path in module.reached([LIBRARY.parent / f"{script}.py"])
        if path.is_relative_to(LIBRARY)
    }
    assert within <= reached and not without & reached


# What reaches modules by a name rather than by an import, and where code_digest is told of them.
BY_NAME = {
    "contracts/registry.py": "modules_by_name, and the workflow for claims, figures and simulations",
    "contracts/stages.py": "contracts and checks, which plan and refuse and are no part of an address",
    "data/__init__.py": "the contract of the data",
    "data/neurogym_tasks/environments.py": "the contract of the data",
    "connectivity/matrix_files/reading_process.py": "its readers, which matrix_files/reading.py imports",
    "__init__.py": "names for users, which code of a stage may not import",
    "command_line/main.py": "the commands, which no stage imports",
    "interface/job_process.py": "the script of a stage, which has an address of its own",
    "interface/job_server.py": "packages that are installed",
    "interface/learning.py": "a process that plans, whose modules are found by what rules and users begin with",
    "interface/running.py": "the process that runs jobs",
    "interface/own_modules.py": "the learner of torch modules, for networks that no address names",
    "interface/own_studies.py": "the studies of the checkout, which no stage needs to be told of",
}


def test_no_module_is_reached_by_a_name_that_nothing_declares():
    """An import by a string is invisible to the digest: what it reaches could change and nothing would run again."""
    found = set()
    for path in LIBRARY.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            names_module = re.fullmatch(r"richlazy(\.\w+)+", text) and _is_module(text)
            if names_module or called.rpartition(".")[2] in ("import_module", "__import__", "run_module", "run_path"):
                found.add(path.relative_to(LIBRARY).as_posix())
    assert found == set(BY_NAME)


def _is_module(name):
    place = LIBRARY.parent.joinpath(*name.split("."))
    return place.is_dir() or place.with_suffix(".py").is_file()


@pytest.mark.parametrize("reader", ["graphml", "matrix_market", "netcdf", "npz"])
def test_the_builder_of_own_matrices_reaches_its_readers_and_the_process_that_they_read_in(reader):
    files = module.reached([LIBRARY / "connectivity" / "builders" / "file.py"])
    readers = LIBRARY / "connectivity" / "matrix_files"
    assert {readers / f"{reader}.py", readers / "reading_process.py", readers / "isolated.py"} <= files


def _imported(rules: ast.Module) -> list[str]:
    """Dotted names of what the rules import, and of what they import from it."""
    statements = [node for node in ast.walk(rules) if isinstance(node, ast.ImportFrom) and node.module]
    return [name for node in statements for name in (node.module, *(f"{node.module}.{one.name}" for one in node.names))]


# Rooms and modules that are found by name, and those that users begin with.
BY_NAME_IN = (
    "data",
    "objectives",
    "connectivity/contract.py",
    "connectivity/machine_checks.py",
    "connectivity/builders",
    "connectivity/null_models",
    "connectivity/truncations",
    "learners",
    "simulations/contract.py",
    "training/stopping",
    "training/optimizers",
    "training/rules",
    "training/target_noise",
    "training/after_update",
    "measures",
    "derived",
    "scoring",
    "command_line",
    "interface",
    "__main__.py",
)


def test_every_module_is_reached_by_a_script_by_name_or_by_the_rules():
    rules = LIBRARY.parents[1] / "workflow" / "rules" / "common.smk"
    parsed = ast.parse(rules.read_text(encoding="utf-8").split("# All that is read here stays")[0])
    imported = [LIBRARY.parent.joinpath(*place.split(".")) for place in _imported(parsed)]
    places = [LIBRARY / room for room in BY_NAME_IN]
    named = [path for place in places for path in (place.rglob("*.py") if place.is_dir() else [place])]
    of_studies = (LIBRARY.parents[1] / "studies").rglob("*.py")
    read = [path.with_suffix(".py") for path in imported if path.with_suffix(".py").is_file()]
    files = module.reached([*LIBRARY.parent.glob("*.py"), *named, *of_studies, *read])
    unreached = set(LIBRARY.rglob("*.py")) - files
    # A package of words alone does nothing when it is imported.
    assert {
        path.relative_to(LIBRARY).as_posix() for path in unreached if module._read(str(path)).has_statements
    } == set()
