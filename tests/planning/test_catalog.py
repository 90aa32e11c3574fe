"""What the workflow catalog, readers who cite and users who copy look for."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_catalog_finds_what_its_standard_asks_for():
    assert (ROOT / "workflow" / "Snakefile").is_file()
    assert (ROOT / "config" / "README.md").is_file()
    readme = (ROOT / "README.md").read_text(encoding="utf-8").lower()
    assert "snakemake" in readme and "workflow" in readme
    usage = yaml.safe_load((ROOT / ".snakemake-workflow-catalog.yml").read_text(encoding="utf-8"))["usage"]
    assert set(usage["mandatory-flags"]) == {"desc", "flags"}
    ways = usage["software-stack-deployment"]
    assert set(ways) == {"conda", "apptainer", "apptainer+conda", "report"}
    rules = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "workflow").rglob("*.smk"))
    assert ways["conda"] == ("conda:" in rules) and ways["apptainer"] == ("container:" in rules)
    assert ways["report"] == ("report(" in rules)


def test_the_default_profile_is_found_from_anywhere():
    """Snakemake looks for it beside the Snakefile, where the working directory is another one."""
    beside = ROOT / "workflow" / "profiles" / "default" / "config.yaml"
    assert yaml.safe_load(beside.read_text(encoding="utf-8"))["rerun-triggers"] == ["mtime"]
    assert beside.resolve() == ROOT / "profiles" / "default" / "config.yaml"


def test_the_citation_names_this_version_and_the_paper():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors", "type"} <= set(citation)
    assert citation["version"] == PROJECT["version"] and citation["license"] == PROJECT["license"] == "MIT"
    (paper,) = citation["references"]
    names = [author["family-names"] for author in paper["authors"]]
    assert names == ["Liu", "Baratin", "Cornford", "Mihalas", "Shea-Brown", "Lajoie"]
    assert paper["year"] == 2024 and {"type": "other", "value": "arXiv:2310.08513"} in paper["identifiers"]
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")


@pytest.mark.parametrize("extra", PROJECT["optional-dependencies"])
def test_extras_are_pinned(extra):
    for line in PROJECT["optional-dependencies"][extra]:
        assert re.fullmatch(r"[A-Za-z0-9_-]+==\d+(\.\d+)+", line), line
