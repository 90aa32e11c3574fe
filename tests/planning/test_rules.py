"""What the rules of Snakemake are told of an artefact: its inputs, as long as they are needed, and its spec."""

import json
import pickle
from pathlib import Path
from types import SimpleNamespace

import pytest
from helpers.configs import ROOT, read_config
from helpers.projects import checked_project
from helpers.tiny_config import tiny
from richlazy.planning.result_plans import Results
from richlazy.planning.rules import Rules
from snakemake.utils import update_config


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config = read_config()
    update_config(config, tiny())
    return checked_project(config, ROOT)


@pytest.fixture
def rules(project):
    return Rules(project, Results(project))


def written(path):
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).touch()


def test_inputs_are_missed_only_while_the_artefact_is_still_to_be_made(project, rules):
    for artefact in project.plan.artefacts["train"].values():
        of = SimpleNamespace(name=artefact.name)
        assert rules.input("train", "trials")(of) == artefact.inputs["trials"]
        assert rules.input("train", "connectivity")(of) == artefact.inputs["connectivity"]
        assert rules.input("train", "start")(of) == []
        written(artefact.path)
        assert rules.input("train", "trials")(of) == []
    for path in {artefact.inputs["trials"] for artefact in project.plan.artefacts["train"].values()}:
        written(path)
    for artefact in project.plan.artefacts["train"].values():
        assert rules.input("train", "trials")(SimpleNamespace(name=artefact.name)) == artefact.inputs["trials"]


def test_memory_and_time_grow_with_every_attempt(project, rules):
    for stage, artefacts in project.plan.artefacts.items():
        for name in artefacts:
            of = SimpleNamespace(name=name)
            assert rules.memory(stage)(of, 3) == 3 * rules.memory(stage)(of, 1) > 0
            assert rules.minutes(stage)(of, 2) == 2 * rules.minutes(stage)(of, 1) > 0


def test_a_spec_tells_what_the_artefact_depends_on(project, rules):
    for artefact in project.plan.artefacts["measure"].values():
        spec = rules.spec("measure")(SimpleNamespace(name=artefact.name))
        assert spec["made_from"] == artefact.inputs and spec["code"] == artefact.code
        assert spec["seeds"] == [0, 1] and spec["parameters"] == artefact.parameters


def test_a_plan_is_written_when_its_job_asks_for_it_and_says_what_its_text_says(rules):
    of = SimpleNamespace(experiment="rank", figure="figure1", study="")
    for kind in ("measures", "claims", "figure", "scorecard", "explorer", "provenance"):
        path = Path(rules.plan(kind)(of))
        assert path.read_text() == rules.plan_text(kind)(of)


def test_a_job_gets_all_of_its_parameters_and_the_report_a_line_of_them(project, rules):
    of = SimpleNamespace(experiment="rank", figure="figure1", study="")
    for kind in ("figure", "scorecard", "provenance"):
        spec, plan = rules.spec_of(kind)(of), rules.plan_text(kind)(of)
        told = f"spec={spec}, plan={plan}"  # as Snakemake puts them together
        assert len(told) < 200 and not set("{}[]\n") & set(told), told
        received = pickle.loads(pickle.dumps([spec, plan]))
        assert [type(one) for one in received] == [dict, str] and received == [spec, plan]
        assert json.loads(received[1])["code"]
    assert "experiment rank, figure figure1" in f"{rules.spec_of('figure')(of)}"
    assert f"{rules.plan_text('figure')(of)}" == "results/figures/rank-figure1.plan.json"
