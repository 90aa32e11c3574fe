"""The documents say what the project does: the config's manual, the README's commands and its examples."""

import re
from copy import deepcopy
from pathlib import Path

import document_config
import document_measures
import pytest
import yaml
from helpers.configs import read_config
from helpers.projects import checked_project
from richlazy.contracts import measure_names
from richlazy.contracts.parts import KINDS
from richlazy.contracts.schema import load_schema
from richlazy.data import pools
from richlazy.data.neurogym_tasks.pool import Definition
from richlazy.data.tables import is_table

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MANUAL = (ROOT / "config" / "README.md").read_text(encoding="utf-8")
PAGES = [README, MANUAL, *(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("**/*.md")))]


def fenced(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def merged(overlay: dict, onto: dict) -> dict:
    """Lay a config over another as Snakemake does: mappings by key, everything else replaced."""
    result = deepcopy(onto)
    for key, value in overlay.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = merged(value, result[key]) if both else value
    return result


def paper() -> dict:
    return read_config()


def test_the_manual_of_the_config_is_in_step_with_the_schema():
    schema = yaml.safe_load((ROOT / "workflow" / "schemas" / "config.schema.yaml").read_text(encoding="utf-8"))
    assert document_config.manual(schema) == MANUAL, "run `python scripts/document_config.py`"


def test_the_manual_names_every_parameter():
    for name in load_schema()["properties"]["parameters"]["properties"]:
        assert f"| `{name}` |" in MANUAL


def test_the_data_dictionary_is_in_step_with_the_measures():
    page = document_measures.PAGE.read_text(encoding="utf-8")
    assert document_measures.dictionary() == page, "run `python scripts/document_measures.py`"


def test_the_data_dictionary_names_every_variable():
    named = set(re.findall(r"`(?:<part>_)?(\w+)`", document_measures.PAGE.read_text(encoding="utf-8")))
    measures = [name for kind in ("measure", "measure between seeds") for name in KINDS[kind].available()]
    assert {*measures, *measure_names._TAKEN} <= named


def test_quick_start_holds_exactly_two_one_line_commands():
    quick_start = README.split("## Quick start")[1].split("\n## ")[0]
    commands = fenced(quick_start, "bash")
    assert len(commands) == 2
    assert all(command.count("\n") == 1 for command in commands)
    assert "snakemake --cores all --configfile config/quick.yaml" in commands[0]
    assert commands[1].strip().endswith("pytest")


def test_the_table_of_rooms_names_every_module_of_the_library():
    table = (ROOT / "docs" / "design.md").read_text(encoding="utf-8").split("\n## Rooms")[1].split("\n## ")[0]
    named = [name for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)]
    # Not the folders that a checkout of another commit has left with compiled modules alone.
    rooms = [path for path in (ROOT / "scripts" / "richlazy").iterdir() if path.is_file() or any(path.rglob("*.py"))]
    library = [path for path in rooms if not path.name.startswith("__") and path.suffix in ("", ".py")]
    assert sorted(named) == sorted(path.stem for path in library)


def test_every_path_that_the_documents_link_to_exists():
    patterns = "*.md", "config/**/*.md", "docs/**/*.md", "studies/**/*.md", "benchmarks/*.md", "envs/*.md"
    for page in (page for pattern in patterns for page in ROOT.glob(pattern)):
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:\s]+)[#)]", text) + re.findall(r'src="([^":]+)"', text):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("example", {block: None for page in PAGES for block in fenced(page, "yaml")})
def test_examples_are_valid_and_their_tasks_can_be_made(example, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if "builder: file" in example:
        for makes_it in {block: None for page in PAGES for block in fenced(page, "python") if "savetxt" in block}:
            exec(makes_it, {})
    plan = checked_project(merged(yaml.safe_load(example), paper()), ROOT).plan
    assert plan.artefacts["train"]
    for artefact in plan.artefacts["trials"].values():
        definition = artefact.parameters["task_definition"]
        if is_table(definition):
            continue
        steps, decision = pools(definition).check(
            Definition(artefact.parameters["task"], dt=artefact.parameters["dt"], **definition)
        )
        assert 0 < decision < steps


def test_no_machine_of_ours_is_named():
    private = re.compile(r"(^|[\s\"'(=])/(root|home|work)/")
    patterns = (
        "*.md",
        "docs/**/*.md",
        "docs/_site/*.*s",
        "docs/_site/*.py",
        "mkdocs.yml",
        "config/*.*",
        "config/tables/*",
        "scripts/**/*.py",
        "studies/**/*.md",
        "studies/**/*.py",
        "studies/**/*.yaml",
    )
    for page in (page for pattern in patterns for page in ROOT.glob(pattern)):
        assert not private.search(page.read_text(encoding="utf-8")), page
