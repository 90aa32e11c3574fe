"""A run makes the studies, experiments and files that it is asked for, and what is not asked for cannot block it."""

import pytest
from helpers.configs import ROOT, read_config
from helpers.tiny_config import tiny
from richlazy.errors import InputError
from richlazy.planning.project import read_project
from richlazy.planning.result_plans import Asked, Results
from richlazy.planning.targets import asked_for, check_study_names, groups, made_for, possible
from snakemake.utils import update_config

SWEEP = {"sweep": {"rank": [1, 4]}, "claims": ["C1"], "figures": ["figure1"]}
OTHER = {"sweep": {"rank": [1, 4]}, "parameters": {"gain": 1.0}, "claims": [], "figures": []}
# More ranks than the tiny networks have units.
IMPOSSIBLE = {"sweep": {"rank": [1, 100]}}
TOGETHER = {"collects": ["mine", "theirs"], "figures": ["controls"]}
STUDIES = {"rank": "connectivity", "theirs": "neighbour"}


@pytest.fixture
def project_of(tmp_path, monkeypatch):
    """Gives the project of the tiny config with these further experiments; `theirs` is of the study `neighbour`."""
    monkeypatch.chdir(tmp_path)

    def project(study_of=STUDIES, **experiments):
        config = read_config()
        update_config(config, tiny({"experiments": experiments}))
        return read_project(config, ROOT, study_of)

    return project


@pytest.mark.parametrize(
    "targets, asked",
    [
        ([], Asked(("rank", "mine"), ("",))),
        (["all"], Asked(("rank", "mine"), ("",))),
        (["connectivity"], Asked(("rank", "mine"), ("",))),
        (["neighbour"], Asked(("theirs",), ("neighbour",))),
        (["everything"], Asked(("rank", "mine", "theirs"), ("", "neighbour"))),
        (["clean"], Asked(("rank", "mine", "theirs"), ("", "neighbour"))),
        (["mine"], Asked(("mine",))),
        (["theirs", "mine"], Asked(("theirs", "mine"))),
        (["results/mine/measures.nc"], Asked(("mine",))),
        (["./results/figures/mine-figure1.pdf"], Asked(("mine",))),
        (["results/scorecard-neighbour.csv"], Asked(("theirs",), ("neighbour",))),
        (["results/provenance.html"], Asked(("rank", "mine"), ("",))),
        (["results/explorer-neighbour.html"], Asked(("theirs",), ("neighbour",))),
        (["resources/mnist.nc"], Asked()),
    ],
)
def test_what_a_target_asks_for(project_of, targets, asked):
    assert asked_for(targets, project_of(mine=SWEEP, theirs=OTHER)) == asked


def test_an_artefact_asks_for_an_experiment_that_uses_it(project_of):
    project = project_of(mine=OTHER)
    for path in project.artefact_paths():
        (name,) = asked_for([path], project).experiments
        assert path in project.only([name]).artefact_paths()


def test_the_pages_of_a_study_stand_beside_those_of_the_default_one(project_of):
    project = project_of(mine=SWEEP, theirs=OTHER)
    results = Results(project)
    default, neighbour = (made_for(results, possible(project, target)) for target in ("all", "neighbour"))
    assert not set(default) & set(neighbour)
    assert {"results/scorecard.csv", "results/provenance.html", "results/mine/claims.csv"} < set(default)
    assert {"results/scorecard-neighbour.csv", "results/provenance-neighbour.html"} < set(neighbour)
    assert "results/explorer.html" in default and "results/explorer-neighbour.html" in neighbour
    assert set(made_for(results, possible(project))) == {*default, *neighbour}
    assert results.scorecard("neighbour").spec["provenance"]["experiments"] == "theirs"
    assert results.scorecard().spec["provenance"]["experiments"] == "rank, mine"


def test_an_experiment_that_cannot_be_run_blocks_what_needs_it_and_nothing_else(project_of):
    project = project_of(mine=SWEEP, theirs=IMPOSSIBLE, together=TOGETHER | {"collects": ["mine", "theirs"]})
    assert list(project.refused) == ["theirs"] and "theirs" not in project.illustrated
    for targets in (["mine"], ["rank"], ["results/rank/claims.csv"], ["results/figures/mine-figure1.png"]):
        assert set(asked_for(targets, project).experiments) <= {"rank", "mine"}
    for targets in (["theirs"], ["neighbour"], ["everything"], ["clean"], ["together"], ["mine", "theirs"]):
        with pytest.raises(InputError, match=r"experiments\.theirs"):
            asked_for(targets, project)


def test_a_figure_needs_the_experiment_that_it_shows_behind_its_own(project_of):
    sweep = {"connectivity": ["gaussian", "uniform"], "null_model": ["none", "gaussian"]}
    project = project_of(mine={"sweep": sweep, "figures": ["figure2"]})
    assert Results(project).shown("mine", "figure2") == ["mine", "rank"]
    assert asked_for(["mine"], project).experiments == ("mine", "rank")
    assert asked_for(["results/figures/mine-figure2.pdf"], project).experiments == ("mine", "rank")


def test_experiments_alone_keep_their_addresses(project_of):
    project = project_of(mine=SWEEP, theirs=OTHER)
    parts = [set(project.only([name]).artefact_paths()) for name in ("rank", "mine", "theirs")]
    assert set().union(*parts) == set(project.artefact_paths())
    assert parts[2] - parts[0]


@pytest.mark.parametrize("study", ["scorecard", "everything", "train", "Train"])
def test_a_study_named_as_a_rule_is_refused(project_of, study):
    with pytest.raises(InputError, match=rf"studies/{study}: .*studies/{study}_study"):
        check_study_names(project_of({"theirs": study}, theirs=OTHER))


@pytest.mark.parametrize("study", ["mine", "theirs", "connectivity"])
def test_a_study_named_as_an_experiment_is_refused(project_of, study):
    experiments = {"mine": OTHER, "theirs": OTHER}
    if study == "connectivity":  # the name of a folder of results: refused for experiments in any case
        with pytest.raises(InputError, match=r"experiments\.connectivity"):
            project_of(connectivity=OTHER)
    else:
        with pytest.raises(InputError, match=rf"experiments\.{study}: a study has this name.*`{study}_experiment"):
            check_study_names(project_of({"theirs": study}, **experiments))


def test_every_experiment_and_study_is_a_target(project_of):
    project = project_of(mine=SWEEP, theirs=IMPOSSIBLE)
    assert list(groups(project)) == ["all", "everything", "connectivity", "neighbour", "rank", "mine", "theirs"]
