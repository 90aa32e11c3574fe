"""The plan of measures between seeds: one artefact of all networks of a condition, whatever jobs trained them."""

import pytest
from helpers.guest import guest_among_studies
from helpers.planned_paths import changed, paths
from richlazy.errors import InputError
from richlazy.planning.experiment_tables import describe_experiment, index_rows

ALL = ["dynamics_distance", "loss_distance", "weight_distance"]


@pytest.fixture
def base(base):
    base["experiments"]["rank"]["measures"] = ["weight_distance", "loss_distance", "dynamics_distance"]
    return base


def compared(plan):
    return list(plan.artefacts["compare"].values())


def test_each_condition_has_one_artefact_of_all_its_trainings(base, plan_of):
    base |= {"seeds": 25, "ensemble": 10}
    plan = plan_of(base)
    assert len(compared(plan)) == 6 and len(plan.artefacts["train"]) == 18
    for one in compared(plan):
        trainings = [plan.at(path) for name, path in one.inputs.items() if name.startswith("training_")]
        assert one.seeds == tuple(range(25)) == tuple(seed for training in trainings for seed in training.seeds)
        assert {training.inputs["trials"] for training in trainings} == {one.inputs["trials"]}
        assert {training.parameters["rank"] for training in trainings} == {one.parameters["rank"]}
        assert one.parameters["measures"] == ALL and one.name.startswith(f"{one.parameters['task']}-gaussian-rank")
    points = describe_experiment(plan, plan.experiments["rank"])["points"]
    assert [len(point["between_seeds"]) for point in points] == [1] * 6
    named = {row["compare"] for row in index_rows(plan) if "compare" in row}
    assert named == paths(plan)["compare"] == {path for point in points for path in point["between_seeds"]}


def test_naming_them_changes_no_other_artefact(base, plan_of):
    with_them = plan_of(base)
    del base["experiments"]["rank"]["measures"]
    assert changed(plan_of(base), with_them) == {"compare"}


@pytest.mark.parametrize("stage", ["trials", "connectivity", "train", "compare"])
def test_they_are_made_anew_with_what_they_are_made_from(base, plan_of, stage):
    before, after = plan_of(base), plan_of(base, changed_stage=stage)
    assert not paths(before)["compare"] & paths(after)["compare"]


def test_they_do_not_depend_on_measures_of_single_networks(base, plan_of):
    assert changed(plan_of(base), plan_of(base, changed_stage="measure")) == {"measure"}


def test_a_new_seed_makes_them_anew_and_leaves_full_blocks_as_they_are(base, plan_of):
    before = plan_of(base)
    base["seeds"] = 11
    after = plan_of(base)
    assert not paths(before)["compare"] & paths(after)["compare"] and len(compared(after)) == 6
    for stage in ("trials", "connectivity", "train", "measure"):
        assert paths(before)[stage] <= paths(after)[stage]


def test_each_experiment_compares_its_own_seeds(base, plan_of):
    alone = plan_of(base)
    base["experiments"]["more"] = {"sweep": {"rank": [5]}, "seeds": 20, "measures": ALL}
    base["experiments"]["fewer"] = {"sweep": {"rank": [5]}, "seeds": [7, 3], "measures": ALL}
    plan = plan_of(base)
    assert paths(alone)["compare"] <= paths(plan)["compare"]
    new = {one.seeds: one for one in compared(plan) if one.path not in paths(alone)["compare"]}
    assert set(new) == {tuple(range(20)), (3, 7)}
    assert [name for name in new[3, 7].inputs if name != "trials"] == ["training_0"]


def test_learners_that_cannot_be_compared_are_left_out_or_refused(base, plan_of):
    flat = {"learner": "feedforward", "task": "digits", "training_trials": 400}
    base["experiments"] = {"flat": {"sweep": {"rank": [1, 5]}, "parameters": flat, "default_measures": ALL}}
    plan = plan_of(base)
    assert {tuple(one.parameters["measures"]) for one in compared(plan)} == {("dynamics_distance", "loss_distance")}
    assert any("weight_distance" in line and "asks for state" in line for line in plan.experiments["flat"].remarks)
    base["experiments"]["flat"]["measures"] = ALL
    with pytest.raises(
        InputError, match="flat.measures: weight_distance asks for state, which the learner .*leave it out"
    ):
        plan_of(base)


def test_networks_with_data_of_their_own_are_not_compared(config, plan_of, tmp_path):
    sizes = {"training_trials": 40, "probe_trials": 20, "test_trials": 20, "kernel_trials": 5, "batch": 8}
    fixed = {"learner": "committee", "task": "quadratic", "objective": "squared_error", **sizes}
    config["tasks"]["quadratic"] = {"environment": "Quadratic"}
    config["experiments"] = {"mine": {"sweep": {"alpha": [1]}, "parameters": fixed, "measures": ["loss_distance"]}}
    message = "loss_distance compares networks on the same trials, of which the task quadratic has others"
    with guest_among_studies(tmp_path / "project"), pytest.raises(InputError, match=message):
        plan_of(config)


def test_an_unknown_measure_is_answered_with_those_between_seeds_too(base, plan_of):
    base["experiments"]["rank"]["measures"] = ["weights_distance"]
    with pytest.raises(
        InputError, match="no measure 'weights_distance'; .*; between seeds: dynamics_distance, loss_dis"
    ):
        plan_of(base)
