"""The conda environments: pinned, in step with pyproject.toml and what is installed, and complete."""

import ast
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import rattler
import yaml
from richlazy.artefacts.code_digest import LIBRARY, ROOTS, reached
from richlazy.contracts.registry import studies

ROOT = Path(__file__).parents[1]
ENVIRONMENTS = {path.stem: path for path in sorted((ROOT / "envs").glob("*.yaml"))}
# Names on PyPI, as modules to import and as conda packages, where they differ.
MODULES = {"PIL": "pillow", "netCDF4": "netcdf4", "sklearn": "scikit-learn", "torch": "pytorch", "yaml": "pyyaml"}
ON_PYPI = {"pytorch": "torch"}
# Modules that a listed package brings along, because its interface is made of theirs.
BROUGHT_BY = {"gymnasium": "neurogym", "scipy": "scikit-learn"}
# What a script reaches by name rather than by an import statement: rooms of the library and of studies, by script.
ROOMS = {
    "trials": ["data"],
    "bring": ["data/resources", "resources"],
    "connectivity": ["connectivity"],
    "train": ["learners"],
    "measure": ["learners", "measures"],
    "compare": ["learners", "measures"],
    "simulate": ["simulations"],
    "claims": ["claims"],
    "figure": ["figures"],
}
# What only plans and refuses: it runs where Snakemake does.
OF_PLANNING = ("contract", "definitions", "machine_checks", "channel_checks")
# Rooms that only studies fill: that of the library holds what they share.
OF_STUDIES = {"simulations", "claims", "figures"}


def dependencies(name):
    """The conda specs and the pip requirements of an environment."""
    entries = yaml.safe_load(ENVIRONMENTS[name].read_text(encoding="utf-8"))["dependencies"]
    pip = [line for entry in entries if isinstance(entry, dict) for line in entry["pip"]]
    return [entry for entry in entries if isinstance(entry, str)], pip


def pins(name):
    """Version by normal name of all packages of an environment, those of pip included."""
    conda, pip = dependencies(name)
    pairs = [spec.split(" =") for spec in conda] + [line.split("==") for line in pip]
    return {ON_PYPI.get(package, package).lower(): version for package, version in pairs}


def rules():
    """Environment and script of every rule."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "workflow" / "rules").glob("*.smk")))
    found = re.findall(r'^rule (\w+):\n.*?envs/(\w+)\.yaml".*?scripts/(\w+)\.py"', text, re.MULTILINE | re.DOTALL)
    assert len(found) == len(re.findall(r"^rule ", text, re.MULTILINE)) > 5
    return {rule: (environment, script) for rule, environment, script in found}


RULES = rules()


def third_party(path):
    """Top-level names of the modules that a file imports, anywhere in it, but for the project's and Python's own."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level]
    return {name.split(".")[0] for name in names} - sys.stdlib_module_names - set(ROOTS)


def test_an_import_anywhere_in_a_file_is_found(tmp_path):
    path = tmp_path / "script.py"
    path.write_text(
        "import os\nfrom numpy.linalg import norm\nfrom richlazy import store\n\ndef f():\n    import torch\n"
    )
    assert third_party(path) == {"numpy", "torch"}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_specs_are_pinned_and_come_from_conda_forge_alone(name):
    environment = yaml.safe_load(ENVIRONMENTS[name].read_text(encoding="utf-8"))
    assert set(environment) == {"channels", "dependencies"}
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    conda, pip = dependencies(name)
    for spec in conda:
        assert re.fullmatch(r"[a-z][a-z0-9._-]* =\d+(\.\d+)+", spec), spec
    for line in pip:
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]*==\d+(\.\w+)+", line), line
    assert not pip or any(spec.startswith("pip =") for spec in conda)
    assert len(pins(name)) == len(conda) + len(pip)


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_versions_are_those_of_the_project_and_those_installed(name):
    required = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    tested = {package.lower(): version for package, version in (line.split("==") for line in required)}
    for package, version in pins(name).items():
        if package not in ("python", "pip"):
            assert same(version, tested[package]), package
            assert same(version, metadata.version(package).partition("+")[0]), package
    assert pins(name)["python"] == "3.11"


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_specs_mean_to_conda_the_versions_that_were_tested(name):
    for text in dependencies(name)[0]:
        spec, (package, pin) = rattler.MatchSpec(text, strict=True), text.split(" =")
        assert spec.name.normalized == package
        assert spec.matches(record(package, installed_version(package))), text
        assert not any(spec.matches(record(package, other)) for other in (f"{pin}9", f"1{pin}", "0")), text


def installed_version(package):
    if package == "python":
        return "3.11.9"
    return (
        pins("trials")["pip"] if package == "pip" else metadata.version(ON_PYPI.get(package, package)).partition("+")[0]
    )


def record(name, version):
    """What a channel says of a package."""
    build = rattler.BuildString("0")
    return rattler.PackageRecord(name=name, version=version, build=build, build_number=0, subdir="linux-64")


@pytest.mark.parametrize("path", sorted((ROOT / "envs").glob("*.pin.txt")) or [None])
def test_pin_files_hold_what_their_environment_asks_for(path):
    """There need not be any: they are made where the channels can be reached (envs/README.md)."""
    if path is None:
        pytest.skip("no pin file has been made")
    assert pin_problems(path.name, path.read_text(encoding="utf-8")) == []


def pin_problems(file, text):
    """What is wrong with a pin file: a list of addresses with hashes, as `conda list --explicit --md5` writes it."""
    name = file.removesuffix(".linux-64.pin.txt")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    if name not in ENVIRONMENTS or not lines or lines[0] != "@EXPLICIT" or len(lines) < 2:
        return ["no environment of this name, or no list of packages"]
    found = [
        re.fullmatch(r"https://\S*/conda-forge/\S+/(\S+)-([^-]+)-[^-]+\.(?:conda|tar\.bz2)#\w{32,64}", x)
        for x in lines[1:]
    ]
    if None in found:
        return [f"no address with its hash: {lines[1 + found.index(None)]}"]
    records = [record(package[1], package[2]) for package in found]
    wanted = [rattler.MatchSpec(spec, strict=True) for spec in dependencies(name)[0]]
    return [str(spec) for spec in wanted if not any(map(spec.matches, records))]


def test_a_pin_file_that_is_empty_or_of_other_versions_is_found():
    address = "https://conda.anaconda.org/conda-forge/linux-64"
    conda, _ = dependencies("analysis")
    lines = [
        f"{address}/{name}-{version}.0-h0_0.conda#{'0' * 32}" for name, version in (spec.split(" =") for spec in conda)
    ]
    file = "analysis.linux-64.pin.txt"
    assert pin_problems(file, "\n".join(["# made", "@EXPLICIT", *lines])) == []
    assert pin_problems(file, "") and pin_problems(file, "@EXPLICIT\n")
    assert pin_problems("other.linux-64.pin.txt", "\n".join(["@EXPLICIT", *lines]))
    assert pin_problems(file, "\n".join(["@EXPLICIT", *lines[:-1]])) == [str(rattler.MatchSpec(conda[-1], strict=True))]
    assert pin_problems(file, "\n".join(["@EXPLICIT", *(line.partition("#")[0] for line in lines)]))


def same(pin, version):
    """Whether a pin of conda holds for a version: it may leave out what comes after, as `1.7.5` for 1.7.5.1."""
    return version == pin or version.startswith(f"{pin}.")


def test_a_pin_holds_for_its_own_version_only():
    assert same("1.7.5", "1.7.5") and same("1.7.5", "1.7.5.1.post1")
    assert not same("1.7.5", "1.7.50") and not same("1.7.5", "1.7")


@pytest.mark.parametrize("rule", RULES)
def test_every_import_of_a_rule_is_in_its_environment(rule):
    environment, script = RULES[rule]
    named = [path for room in ROOMS.get(script, []) for path in files_of(room)]
    files = reached([LIBRARY.parent / f"{script}.py", *named])
    imported = {name: path.name for path in sorted(files) if path.suffix == ".py" for name in third_party(path)}
    conda, pip = dependencies(environment)
    listed = {spec.split(" =")[0] for spec in conda} | {line.split("==")[0] for line in pip}
    missing = {name: where for name, where in imported.items() if not listed & names_of(name)}
    assert not missing
    assert imported or script in ("clean", "fetch")


def files_of(room):
    """The modules that a script may reach of a room, in the library and in all studies."""
    folders = [folder / room for folder in studies().values()]
    folders += [] if room in OF_STUDIES else [LIBRARY / room]
    return [path for folder in folders for path in folder.rglob("*.py") if path.stem not in OF_PLANNING]


def names_of(module):
    """Names of the packages that a module may come from."""
    return {module, module.lower(), MODULES.get(module, module), BROUGHT_BY.get(module, module)}


def test_what_is_brought_along_is_required_by_what_brings_it():
    for module, package in BROUGHT_BY.items():
        assert any(re.match(rf"{module}\b", line) for line in metadata.requires(package))


def test_the_rooms_that_are_searched_hold_all_modules_that_configs_can_name():
    rooms = {room for rooms in ROOMS.values() for room in rooms}
    assert rooms >= OF_STUDIES and all(files_of(room) for room in rooms)


def test_every_rule_runs_a_script_that_exists():
    for environment, script in RULES.values():
        assert environment in ENVIRONMENTS and (ROOT / "scripts" / f"{script}.py").is_file()
