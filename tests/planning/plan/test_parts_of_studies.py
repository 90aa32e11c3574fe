"""The plan of a learner, a data set and measures that a study brings: what is theirs counts, and nothing else."""

import pytest
from helpers.guest import forget, guest_among_studies
from helpers.planned_paths import plan_with_refusals
from richlazy.contracts.schema import load_schema
from richlazy.data.tables import by_environment
from richlazy.errors import InputError
from richlazy.planning.experiment_tables import describe_experiment, index_rows


@pytest.fixture
def guest(tmp_path):
    with guest_among_studies(tmp_path / "project") as study:
        yield study


@pytest.fixture
def config(config):
    """The paper's config with one experiment: committees that learn a function of their own for each seed."""
    sizes = {"training_trials": 40, "probe_trials": 20, "test_trials": 20, "kernel_trials": 5, "batch": 8}
    fixed = {"learner": "committee", "task": "quadratic", "objective": "squared_error", **sizes}
    config["tasks"]["quadratic"] = {"environment": "Quadratic"}
    config["experiments"] = {"mine": {"sweep": {"alpha": [1, 10]}, "parameters": fixed}}
    return config


def stage_of(plan, stage):
    return list(plan.artefacts[stage].values())


def test_a_learner_that_draws_its_own_weights_needs_no_matrix(guest, config, plan_of):
    plan = plan_of(config)
    assert {stage: len(found) for stage, found in plan.artefacts.items()} == {
        **{"trials": 1, "connectivity": 0, "train": 2, "measure": 2, "compare": 0, "replicate": 0}
    }
    assert all(list(one.inputs) == ["trials"] for one in stage_of(plan, "train"))
    points = describe_experiment(plan, plan.experiments["mine"])["points"]
    assert [point["matrices"] for point in points] == [[], []]
    assert all("connectivity" not in row for row in index_rows(plan))


def test_an_address_holds_what_the_parts_declare_and_nothing_of_other_learners(guest, config, plan_of):
    (first, _), matrices = stage_of(plan_of(config), "train"), {"connectivity", "hidden", "gain", "rank", "normalise"}
    assert {"neurons", "curvature", "learning_rate", "momentum"} <= set(first.parameters)
    assert not {*matrices, "null_model", "truncation", "tau", "depth", "activation"} & set(first.parameters)
    config["parameters"] |= {"gain": 7, "rank": 3, "tau": 500}
    assert first.path in {one.path for one in stage_of(plan_of(config), "train")}


@pytest.mark.parametrize("name, value", [("gain", 2), ("tau", 300), ("depth", 2), ("rank", 3)])
def test_what_only_other_learners_have_is_refused(guest, config, plan_of, name, value):
    config["experiments"]["mine"]["parameters"][name] = value
    with pytest.raises(InputError, match=rf"experiments\.mine\.parameters\.{name}: .*`learner: .*leave it out"):
        plan_of(config)


def test_each_replicate_has_data_of_its_own(guest, config, plan_of):
    config |= {"seeds": 4, "ensemble": 2}
    plan = plan_of(config)
    assert {one.seeds for one in stage_of(plan, "trials")} == {(0, 1), (2, 3)}
    for training in stage_of(plan, "train"):
        assert plan.at(training.inputs["trials"]).seeds == training.seeds
    assert describe_experiment(plan, plan.experiments["mine"])["replicate"] == "seed"


def test_replicates_may_be_splits(guest, config, plan_of):
    table = guest / "data" / "quadratic.py"
    table.write_text(table.read_text().replace('REPLICATE = "seed"', 'REPLICATE = "split"'))
    forget()
    plan = plan_of(config)
    assert describe_experiment(plan, plan.experiments["mine"])["replicate"] == "split"


def test_standard_measures_that_cannot_be_taken_are_left_out_with_a_remark(guest, config, plan_of):
    plan = plan_of(config)
    for one in stage_of(plan, "measure"):
        assert {"loss", "weight_change"} <= set(one.parameters["measures"])
        assert not {"accuracy", "lyapunov_exponent"} & set(one.parameters["measures"])
    remarks = "\n".join(plan.experiments["mine"].remarks)
    assert "asks for state, which the learner `committee` does not offer: lyapunov_exponent" in remarks
    assert "is taken on trials, not on data of the kind regression: accuracy" in remarks


@pytest.mark.parametrize(
    "measure, words",
    [
        ("lyapunov_exponent", "lyapunov_exponent asks for state, which the learner `committee` does not offer"),
        ("accuracy", "accuracy is taken on trials, not on data of the kind regression"),
        ("los", "no measure 'los'; known: .*loss"),
        ("holdout_loss", "holdout_loss: the data have no part 'holdout'"),
    ],
)
def test_an_experiment_that_asks_for_what_cannot_be_measured_is_refused(guest, config, plan_of, measure, words):
    config["experiments"]["mine"]["measures"] = [measure]
    with pytest.raises(InputError, match=rf"experiments\.mine\.measures: {words}"):
        plan_of(config)


def test_a_measure_that_an_experiment_names_is_an_artefact_of_its_own(guest, config, plan_of):
    before = plan_of(config)
    config["experiments"]["mine"]["measures"] = ["loss", "training_loss"]  # the first is taken anyway
    after = plan_of(config)
    new = [one for one in stage_of(after, "measure") if one.name not in before.artefacts["measure"]]
    assert [one.parameters["measures"] for one in new] == [["training_loss"]] * 2
    assert set(before.artefacts["measure"]) < set(after.artefacts["measure"])
    for point in describe_experiment(after, after.experiments["mine"])["points"]:
        assert len(point["measures"]) == 2 and point["measures"][1] in {one.path for one in new}
    assert {row["measure"] for row in index_rows(after)} == {one.path for one in stage_of(after, "measure")}


def test_data_that_a_part_does_not_take_are_refused(guest, config, plan_of):
    config["experiments"]["mine"]["parameters"]["objective"] = "hinge"
    words = r"objective: hinge takes data of the kind trials, and task: 'quadratic' has regression; .*squared_error"
    with pytest.raises(InputError, match=words):
        plan_of(config)
    config["experiments"]["mine"]["parameters"]["objective"] = "squared_error"
    learner = guest / "learners" / "committee.py"
    learner.write_text(learner.read_text().replace('TAKES = ["trials", "regression"]', 'TAKES = ["trials"]'))
    forget()
    with pytest.raises(InputError, match="learner: committee takes data of the kind trials.*or `learner: feedforward`"):
        plan_of(config)


def test_a_stopping_rule_for_other_objectives_is_refused(guest, config, plan_of):
    config["experiments"]["mine"]["parameters"]["stopping"] = "margins"
    with pytest.raises(
        InputError, match="stopping: margins needs `objective: hinge`, found `objective: squared_error`"
    ):
        plan_of(config)


def test_a_learner_may_have_its_own_parameter_of_a_name_that_matrices_have(guest, config, plan_of):
    learner = guest / "learners" / "committee.py"
    learner.write_text(learner.read_text().replace("neurons", "hidden").replace('"maximum": 100000', '"maximum": 500'))
    forget()
    config["experiments"]["mine"]["parameters"]["hidden"] = 200
    assert {one.parameters["hidden"] for one in stage_of(plan_of(config), "train")} == {200}
    config["experiments"]["mine"]["parameters"]["hidden"] = 501
    with pytest.raises(InputError, match=r"experiments\.mine\.hidden: found 501; allowed: .* ≥ 1 and ≤ 500"):
        plan_of(config)


@pytest.mark.parametrize("stage", ["wiring", "replicate", "simulations"])
def test_a_stage_that_learners_cannot_ask_for_is_refused(guest, config, plan_of, stage):
    learner = guest / "learners" / "committee.py"
    learner.write_text(learner.read_text().replace("STAGES = []", f'STAGES = ["{stage}"]'))
    forget()
    with pytest.raises(InputError, match=rf"no stage '{stage}'; allowed are connectivity; write `STAGES = \[\]`"):
        plan_of(config)


@pytest.mark.parametrize("key", ["description", "default", "stage"])
def test_a_fragment_that_lacks_what_a_parameter_has_is_refused(guest, key):
    learner = guest / "learners" / "committee.py"
    lines = learner.read_text().splitlines()
    lines.remove(next(line for line in lines if line.strip().startswith(f'"{key}"')))
    learner.write_text("\n".join(lines))
    forget()
    with pytest.raises(InputError, match=r"committee\.py: PARAMETERS: 'neurons' needs a description, a default and a"):
        load_schema()


def test_the_schema_takes_what_any_part_of_that_parameter_takes(guest):
    learner = guest / "learners" / "committee.py"
    text = learner.read_text().replace('"neurons"', '"hidden"').replace('"maximum": 100000', '"maximum": 500')
    learner.write_text(text)
    forget()
    entry = load_schema()["properties"]["parameters"]["properties"]["hidden"]
    assert [one["maximum"] for one in entry["anyOf"]] == [100000, 500]
    assert entry["allowed"].endswith("a whole number ≥ 1 and ≤ 500 (learner `committee`)")


def test_a_parameter_that_means_something_else_in_every_condition_is_refused(guest, config, plan_of):
    learner = guest / "learners" / "committee.py"
    learner.write_text(learner.read_text().replace('"curvature": {', '"steps": {'))
    forget()
    with pytest.raises(InputError, match=r"committee\.py: PARAMETERS: 'steps' is a parameter of every condition"):
        plan_of(config)


def test_two_tables_of_one_environment_are_refused_with_both_files(guest):
    (guest / "data" / "copy.py").write_text((guest / "data" / "quadratic.py").read_text())
    (guest / "data" / "_helper.py").write_text("HALF = 0.5\n")  # which is no table
    forget()
    with pytest.raises(InputError, match=r"two files are the environment 'Quadratic': .*copy\.py and .*quadratic\.py"):
        by_environment()


def test_learners_side_by_side_have_each_their_own_parameters(guest, config, plan_of):
    fixed = {"objective": "squared_error", "batch": 8, "neurons": 30, "activation": "linear"}
    config["experiments"]["mine"] = {"sweep": {"learner": ["feedforward", "committee"]}, "parameters": fixed}
    plan = plan_of(config)
    found = {one.parameters["learner"]: one.parameters for one in stage_of(plan, "train")}
    assert found["feedforward"]["activation"] == "linear" and "neurons" not in found["feedforward"]
    assert found["committee"]["neurons"] == 30 and "activation" not in found["committee"]
    config["experiments"]["mine"]["sweep"]["depth"] = [1, 2]
    with pytest.raises(InputError, match=r"experiments\.mine\.sweep\.depth: the learner `committee` has none"):
        plan_of(config)


def test_what_cannot_be_planned_does_not_stop_the_others(guest, config):
    config["experiments"]["wrong"] = {"sweep": {"rank": [1]}, "parameters": {"hidden": 0.5, "task": "nowhere"}}
    plan = plan_with_refusals(config)
    assert list(plan.experiments) == ["mine"] and list(plan.refused) == ["wrong"]
    assert "task: 'nowhere' is not defined" in str(plan.refused["wrong"])


def test_an_act_that_looks_at_a_part_that_the_data_lack_is_refused(guest, config, plan_of):
    config["experiments"]["mine"]["parameters"]["tracked"] = "watcher"
    (guest / "after_update").mkdir()
    act = guest / "after_update" / "watcher.py"
    text = 'PARAMETER = "tracked"\nPARTS = ["test", "flipped"]\nPARAMETERS = {}\nVARIABLES = {}\n'
    text += "class AfterUpdate:\n    pass\n"
    act.write_text(text)
    forget()
    words = (
        r"tracked: watcher looks at the part 'flipped' of the data, and task: 'quadratic' has training, probe, test; "
        r".*write `tracked: none`"
    )
    with pytest.raises(InputError, match=words):
        plan_of(config)
    act.write_text(text.replace('"flipped"', '"probe"'))
    forget()
    assert len(stage_of(plan_of(config), "train")) == 2


def test_steps_of_accuracies_are_for_classes(guest, config, plan_of):
    config["experiments"]["mine"]["parameters"]["tracked"] = "accuracy_steps"
    words = "tracked: accuracy_steps takes data of the kind trials, and task: 'quadratic' has regression"
    with pytest.raises(InputError, match=words):
        plan_of(config)
