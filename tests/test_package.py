"""The built package: the wheel holds the library and the files that it finds, and plans what a checkout plans."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from helpers.addresses import addresses

ROOT = Path(__file__).parents[1]
FILES = ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE", "Snakefile", "CHANGELOG.md")
FILES += ("CITATION.cff", "CONTRIBUTING.md", "Dockerfile")
FOLDERS = ("scripts", "studies", "config", "envs", "workflow", "profiles")
HOME = "rich_lazy_connectivity"


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """A copy of the project, with what an earlier build left."""
    folder = tmp_path_factory.mktemp("sources") / "project"
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy2(ROOT / name, folder / name)
    left = folder / "build" / "lib" / HOME / "library" / "richlazy" / "removed_long_ago.py"
    left.parent.mkdir(parents=True)
    left.touch()
    return folder


@pytest.fixture(scope="module")
def wheel(sources, tmp_path_factory):
    """The wheel, built from the source distribution."""
    made = tmp_path_factory.mktemp("made")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(made), str(sources)]
    answer = subprocess.run(command, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout[-3000:] + answer.stderr[-3000:]
    (found,) = made.glob("*.whl")
    assert len(list(made.glob("*.tar.gz"))) == 1
    return found


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(program, installed, folder):
    """What a program prints with the folder of the installed package among those of packages."""
    # Without the library that is installed where the tests run, which would be imported first.
    start = (
        "import site, sys\n"
        f"sys.path[:] = [place for place in sys.path if not place.endswith('{HOME}/library')]\n"
        f"site.addsitedir({str(installed)!r})\n"
    )
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    answer = subprocess.run(
        [sys.executable, "-c", start + program], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_the_wheel_holds_the_files_of_the_library_and_around_it(installed, sources):
    places = {"scripts/richlazy": "library/richlazy", "studies": "studies", "config": "config", "envs": "envs"}
    for folder, place in {**places, "workflow/schemas": "workflow/schemas"}.items():
        files = [path.relative_to(sources / folder) for path in (sources / folder).rglob("*") if path.is_file()]
        expected = {file.as_posix() for file in files if not file.name.startswith(".")}
        found = {
            path.relative_to(installed / HOME / place).as_posix()
            for path in (installed / HOME / place).rglob("*")
            if path.is_file()
        }
        assert found == expected, folder
    scripts = {path.name for path in (sources / "scripts").glob("*.py")}
    assert {path.name for path in (installed / HOME / "scripts").iterdir()} == scripts
    tops = {path.name for path in installed.iterdir()}
    assert tops == {HOME, f"{HOME}.pth", next(name for name in tops if name.endswith(".dist-info"))}
    assert (installed / HOME / "library" / "richlazy" / "py.typed").is_file()


def test_the_library_is_imported_and_finds_its_files(installed, tmp_path):
    program = (
        "import json, richlazy as rl\n"
        "from richlazy.contracts import registry, study_parts\n"
        "print(json.dumps([rl.__file__, str(registry.PROJECT), list(study_parts.claims.available()), dir(rl)]))"
    )
    file, project, claims, names = json.loads(run(program, installed, tmp_path))
    assert Path(file).is_relative_to(installed) and Path(project) == installed / HOME
    assert "C3" in claims and "learn" in names


def test_it_plans_what_the_checkout_plans(installed, sources, tmp_path):
    """Addresses are those of the code, wherever it lies, so that results of both serve both."""
    program = (
        "import json, yaml\n"
        "from richlazy.contracts.registry import PROJECT\n"
        "from richlazy.contracts.studies import with_studies\n"
        "from richlazy.planning.project import read_project\n"
        "config = yaml.safe_load((PROJECT / 'config' / 'config.yaml').read_text(encoding='utf-8'))\n"
        "print(json.dumps(read_project(with_studies(config), PROJECT).artefact_paths()))"
    )
    assert set(json.loads(run(program, installed, tmp_path))) == addresses(sources)
