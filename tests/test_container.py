"""What can be known of the Dockerfile without an engine: what it copies is there, and what it needs is copied."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
STEPS = [tuple(line.split(maxsplit=1)) for line in TEXT.splitlines() if line and not line.startswith("#")]


def steps(kind):
    return [rest for name, rest in STEPS if name == kind]


def test_every_step_is_one_that_is_known():
    assert {name for name, _ in STEPS} <= {"FROM", "ENV", "RUN", "WORKDIR", "COPY", "USER", "ENTRYPOINT"}
    assert STEPS[0][0] == "FROM" and len(steps("FROM")) == 1


def test_it_is_the_python_of_the_environments_and_of_the_project():
    (version,) = re.findall(r"^python:(\d+\.\d+)-", steps("FROM")[0])
    environments = [path.read_text(encoding="utf-8") for path in (ROOT / "envs").glob("*.yaml")]
    assert environments and all(f"- python ={version}\n" in text for text in environments)
    required = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert required == f">={version}"


def test_packages_come_from_the_project_alone_whose_versions_are_pinned():
    installs = [command.strip() for rest in steps("RUN") for command in rest.split("&&") if "pip" in command]
    assert installs == ["pip install ."]


def test_all_parts_of_the_project_are_copied_and_nothing_else():
    copied = {part for rest in steps("COPY") for part in rest.split()[:-1]}
    assert copied == {
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "Snakefile",
        "studies",
        "workflow",
        "scripts",
        "config",
        "envs",
        "profiles",
    }
    assert all((ROOT / part).exists() for part in copied)
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert not copied & set(ignored) and {"results", "resources", ".git"} <= set(ignored)


def test_it_runs_snakemake_without_the_rights_of_the_superuser():
    assert steps("ENTRYPOINT") == ['["snakemake", "--cores", "all"]']
    order = [name for name, _ in STEPS]
    assert order.index("USER") < order.index("ENTRYPOINT") and steps("USER") == ["runner"]
    assert all(step[0] != "RUN" for step in STEPS[order.index("USER") :])
