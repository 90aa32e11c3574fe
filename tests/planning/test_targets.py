"""What a run is asked to make is there by name, or the message offers what is called almost so."""

import re

import pytest
from helpers.configs import ROOT
from helpers.projects import checked_project
from helpers.tiny_config import tiny
from richlazy.errors import InputError
from richlazy.planning.result_plans import Results
from richlazy.planning.targets import check_targets, made_for, possible
from snakemake.utils import update_config

RULES = {"all": False, "clean": False, "scorecard": False, "train": True, "figure": True}


@pytest.fixture
def work(config, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    update_config(config, tiny({"output": "results/mine"}))
    return checked_project(config, ROOT)


def refusal(target, work):
    with pytest.raises(InputError) as error:
        check_targets([target], RULES, Results(work))
    return str(error.value)


def test_what_is_there_is_taken(work):
    stages = [artefact.path for stage in work.plan.artefacts.values() for artefact in stage.values()]
    tables = [f"results/mine/rank/{name}" for name in ("measures.nc", "summary.csv", "claims.csv", "claims.plan.json")]
    pages = [
        "results/mine/scorecard.pdf",
        "results/mine/explorer.html",
        "results/mine/provenance.html",
        "results/mine/scorecard.plan.json",
    ]
    further = ["results/mine/figures/rank-training.pdf", "results/mine/figures/rank-figure1.txt"]
    assert len(stages) > 5
    results = Results(work)
    made = made_for(results, possible(work))
    assert {*tables[:3], pages[0], pages[1]} < set(made)
    check_targets(["all", "clean", *made, *stages, *tables, *pages, *further], RULES, results)
    check_targets(["./results/mine/scorecard.pdf", "results//mine/figures/../rank/measures.nc"], RULES, results)


def test_an_experiment_that_the_config_leaves_out_is_told_so(work):
    left_out = next(name for name, section in work.config["experiments"].items() if section is None)
    message = refusal(left_out, work)
    assert message.startswith(f"{left_out}: the config leaves this experiment out") and "scorecard" in message


def test_who_writes_a_word_is_offered_no_file_that_is_fetched(work):
    assert "resources/" not in refusal("nonsense", work)


@pytest.mark.parametrize(
    "target, offered",
    [
        ("resluts/mine/figures/rank-figure1.pdf", "results/mine/figures/rank-figure1.pdf"),
        ("figure1", "results/mine/figures/rank-figure1.pdf"),
        ("spectrum", "results/mine/figures/rank-spectra.pdf"),
        ("scorecrad", "scorecard"),
        ("scorecard.csv", "results/mine/scorecard.csv"),
        ("./results/mine/rank/measure.nc", "results/mine/rank/measures.nc"),
        ("al", "all"),
        ("results/mine/figures", "results/mine/figures/rank-figure1.pdf"),
        ("results/mine/figures/rank-figure9.pdf", "results/mine/figures/rank-figure1.pdf"),
        ("results/mine/figures/rnak-figure1.png", "results/mine/figures/rank-figure1.png"),
    ],
)
def test_a_mistyped_target_is_told_from_what_is_there(work, target, offered):
    message = refusal(target, work)
    assert message.startswith(f"{target}: no rule and no file") and f"`{offered}`" in message
    line = re.search(r"`snakemake --cores 1 (\S+) --configfile FILE`", message)[1]
    check_targets([line], RULES, Results(work))  # what it offers works


@pytest.mark.parametrize("rule, offered", [("train", "results/train/"), ("figure", "results/mine/figures/")])
def test_a_rule_of_many_files_is_no_target(work, rule, offered):
    message = refusal(rule, work)
    assert message.startswith(f"{rule}: this rule makes files of many names") and offered in message
    line = re.search(r"`snakemake --cores 1 (\S+) --configfile FILE`", message)[1]
    check_targets([line], RULES, Results(work))


def test_an_absolute_path_is_offered_as_a_relative_one(work, tmp_path):
    assert "`results/mine/scorecard.pdf`" in refusal(f"{tmp_path}/results/mine/scorecard.pdf", work)


def test_what_is_like_nothing_is_told_what_a_target_is(work):
    message = refusal("qqq", work)
    assert "did you mean" not in message and "A target is a rule (all, clean, scorecard)" in message


def test_an_artefact_of_another_config_is_none_of_this_one(work):
    assert "no rule and no file" in refusal("results/train/2AF-gaussian-none-1-0123456789ab.nc", work)


def test_a_config_file_as_a_target_is_told_from_a_target(work, tmp_path):
    (tmp_path / "mine.yaml").write_text("seeds: 1")
    assert refusal("mine.yaml", work) == (
        "mine.yaml: this is a file of config, which stands as a target; write `--configfile mine.yaml`"
    )
