"""What tells where results come from: the config beside them, the chain of files, the command that remakes."""

import json
import shlex

import pytest
import yaml
from richlazy.command_line import lineage

pytestmark = pytest.mark.workflow

STAGES = ["figure", "aggregate", "measure", "train", "connectivity", "trials"]


def test_a_figure_is_traced_to_all_artefacts_and_its_command_remakes_it(project, built):
    figure = "results/figures/rank-figure1.png"
    text = lineage.explain(str(project.folder / figure), project.folder)
    named = {line.strip() for line in text.splitlines() if line.strip().startswith("results/")}
    artefacts = set(project.artefacts("measure", "train", "connectivity", "trials"))
    assert named == {figure, "results/rank/measures.nc"} | artefacts
    assert [part.split(":")[0] for part in text.split("\n\n")[:-1]] == STAGES

    command = shlex.split(text.splitlines()[-1])
    assert command[:3] == ["snakemake", "--cores", "all"] and command[-1] == figure
    (project.folder / figure).unlink()
    (project.folder / "tiny.yaml").unlink()
    # As a user would: without the tiny config that the figure was made with, but for the copy beside the results.
    made = project.snakemake(None, *command[3:])
    assert made.code == 0, made.text
    assert (project.folder / figure).read_bytes() == (built.folder / figure).read_bytes()
    assert set(project.artefacts("measure", "train", "connectivity", "trials")) == artefacts


def test_the_config_beside_results_is_theirs(project):
    kept = project.results / "rank" / "config.yaml"
    before = kept.read_text(encoding="utf-8")
    config = yaml.safe_load(before)
    assert config["seeds"] == 2 and config["experiments"]["rank"]["sweep"] == {"task": ["2AF"], "rank": [1, 4]}
    assert config["tasks"]["2AF"]["environment"] == "PerceptualDecisionMaking"
    plan = json.loads((project.results / "rank" / "measures.plan.json").read_text(encoding="utf-8"))
    assert plan["code"] in before
    assert yaml.safe_load((project.results / "config.yaml").read_text(encoding="utf-8")) == config

    # What does not matter to the results leaves it alone, what asks for other results too until they are made.
    for changes in ({"machine": {"report_every": 0}}, {"seeds": 3}):
        project.jobs(changes)
        assert kept.read_text(encoding="utf-8") == before
    kept.unlink()
    assert project.run() == set()
    assert kept.read_text(encoding="utf-8") == before
