"""Another workflow uses this one as a module: the same artefacts, and its own rules beside."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.workflow

OUTER = """
configfile: "lab.yaml"


rule all:
    input:
        "lines.txt",


module richlazy:
    snakefile:
        {snakefile!r}
    config:
        config["lab"]{more}


use rule * from richlazy as richlazy_*


rule lines:
    input:
        "results/rank/summary.csv",
    output:
        "lines.txt",
    shell:
        "wc -l < {{input}} > {{output}}"
"""


@pytest.fixture
def laboratory(built, overlay, tmp_path):
    """A workflow in a folder of its own, with the results of the tiny experiment and its config as part of a greater
    one."""
    folder = tmp_path / "laboratory"
    built.copy_to(folder, without=[".snakemake", "scripts", "workflow", "config", "envs"])
    paper, tiny = (
        yaml.safe_load((built.folder / name).read_text(encoding="utf-8"))
        for name in ("config/config.yaml", "tiny.yaml")
    )
    (folder / "lab.yaml").write_text(yaml.safe_dump({"lab": overlay(paper, tiny)}, sort_keys=False), encoding="utf-8")
    return folder


def run(folder: Path, snakefile, *arguments, more=""):
    text = OUTER.format(snakefile=str(snakefile), more=more)
    (folder / "Snakefile").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "snakemake", "--cores", "1", *arguments]
    return subprocess.run(command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def test_a_module_finds_what_is_made_and_makes_what_is_missing(built, laboratory):
    snakefile = built.folder / "workflow" / "Snakefile"
    known = run(laboratory, snakefile, "--dry-run")
    assert known.returncode == 0 and "lines" in known.stdout, known.stdout
    assert "richlazy_measure  " not in known.stdout and "richlazy_aggregate  " not in known.stdout

    (missing,) = (laboratory / "results" / "measure").glob("*-rank1-*.nc")
    summary = laboratory / "results" / "rank" / "summary.csv"
    missing.unlink(), summary.unlink()
    summary.with_name("claims.csv").write_text("saved by a spreadsheet")
    made = run(laboratory, snakefile)
    assert made.returncode == 0, made.stdout
    assert missing.is_file()
    assert summary.with_name("claims.csv.damaged").read_text() == "saved by a spreadsheet"
    assert summary.read_bytes() == (built.results / "rank" / "summary.csv").read_bytes()
    assert int((laboratory / "lines.txt").read_text()) == len(summary.read_text().splitlines())


def test_a_module_whose_paths_would_be_moved_is_refused(built, laboratory):
    answer = run(
        laboratory, built.folder / "workflow" / "Snakefile", "--dry-run", more='\n    prefix:\n        "moved"'
    )
    assert answer.returncode != 0
    assert "prefix" in answer.stdout and "`output: ...`" in answer.stdout, answer.stdout
