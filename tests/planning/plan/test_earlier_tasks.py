"""The plan of trainings that go on from earlier tasks, and of networks that are tested on another."""

import pytest
from helpers.planned_paths import changed, paths
from richlazy.contracts.parts import stages
from richlazy.errors import InputError
from richlazy.planning.experiment_tables import index_rows


@pytest.fixture
def in_sequence(base):
    """2AF alone, then DMS, then 2AF again, and DMS alone."""
    base["experiments"] = {"one": {"sweep": {"task": ["2AF"], "earlier_tasks": [[], ["2AF", "DMS"]]}}}
    base["experiments"]["one"]["also"] = [{"task": ["DMS"], "earlier_tasks": [[], ["2AF"]]}]
    return base


def test_a_training_starts_from_that_on_the_last_of_its_earlier_tasks(in_sequence, plan_of):
    plan = plan_of(in_sequence)
    trainings = plan.artefacts["train"]
    starts = {(a.parameters["task"], *a.parameters["earlier_tasks"]): a.inputs.get("start") for a in trainings.values()}
    path = {(a.parameters["task"], *a.parameters["earlier_tasks"]): a.path for a in trainings.values()}
    assert starts == {
        ("2AF",): None,
        ("DMS",): None,
        ("DMS", "2AF"): path["2AF",],
        ("2AF", "2AF", "DMS"): path["DMS", "2AF"],
    }
    assert all("after" in name for name, a in trainings.items() if a.parameters["earlier_tasks"])
    assert len(plan.artefacts["connectivity"]) == 1 and len(plan.artefacts["measure"]) == 4


def test_a_training_that_no_experiment_asks_for_is_made_first_and_not_measured(in_sequence, plan_of):
    in_sequence["experiments"]["one"] = {"sweep": {"task": ["2AF"], "earlier_tasks": [["2AF", "DMS"]]}}
    plan = plan_of(in_sequence)
    assert len(plan.artefacts["train"]) == 3 and len(plan.artefacts["measure"]) == 1
    rows = index_rows(plan)
    assert [row["point"] for row in rows].count("trained first") == 2
    named = {file for row in rows for stage, file in row.items() if stage in stages()}
    assert named == set().union(*paths(plan).values())


def test_what_changes_a_task_remakes_all_that_learned_it_before(in_sequence, plan_of):
    before = paths(plan_of(in_sequence))["train"]
    in_sequence["tasks"]["2AF"]["timing"]["delay"] = 100
    kept = before & paths(plan_of(in_sequence))["train"]
    assert len(kept) == 1 and "DMS-gaussian" in kept.pop()


def test_an_earlier_task_that_is_not_defined_is_refused(in_sequence, plan_of):
    in_sequence["experiments"]["one"]["sweep"]["earlier_tasks"] = [["2AF", "XYZ"]]
    with pytest.raises(InputError, match="experiments.one: earlier_tasks: 'XYZ' is not defined; allowed are 2AF"):
        plan_of(in_sequence)


def test_networks_are_tested_on_the_trials_of_another_task_and_trained_once(base, plan_of):
    before = plan_of(base)
    base["experiments"]["rank"]["sweep"] |= {"tested_on": ["own", "DMS"]}
    after = plan_of(base)
    counts = {stage: len(found) for stage, found in after.artefacts.items()}
    assert counts == {"trials": 3, "connectivity": 3, "train": 6, "measure": 12, "compare": 0, "replicate": 0}
    assert all(paths(before)[stage] <= paths(after)[stage] for stage in stages())
    for artefact in after.artefacts["measure"].values():
        tested = artefact.parameters["tested_on"] == "DMS"
        assert list(artefact.inputs) == ["training", "trials", "tested_on"][: 2 + tested]
        assert not tested or artefact.inputs["tested_on"].startswith("results/trials/DMS-")


def test_another_definition_of_the_task_that_is_tested_on_remakes_measures_alone(base, plan_of):
    base["parameters"]["tested_on"] = "DMS"
    before = plan_of(base)
    base["tasks"]["DMS"]["timing"]["delay"] = 600
    assert changed(before, plan_of(base)) == {"trials", "measure"}


def test_the_index_names_the_trials_that_are_tested_on(base, plan_of):
    base["parameters"]["tested_on"] = "DMS"
    plan = plan_of(base)
    named = {file for row in index_rows(plan) for stage, file in row.items() if stage in stages()}
    assert named == set().union(*paths(plan).values())
