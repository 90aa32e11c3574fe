"""Parameters of a data set, and streams: what a change remakes, whose conditions have them, and what is refused."""

import pytest
from helpers.planned_paths import changed, plan_of
from richlazy.contracts.parts import KINDS
from richlazy.contracts.schema import all_parameters, load_schema, validate
from richlazy.errors import InputError
from richlazy.planning import resources
from richlazy.planning.machine_sizes import needed
from richlazy.planning.plugin_modules import modules_by_name

DATA_SET, ENVIRONMENT = "gaussian_classes", "GaussianClasses"


@pytest.fixture
def base(config):
    """An experiment that sweeps a parameter of its data set, and one on a task of NeuroGym."""
    config["tasks"] |= {"sequences": {"environment": ENVIRONMENT}, "others": {"environment": ENVIRONMENT}}
    parameters = {"task": "sequences", "output_steps": "last", "hidden": 50, "steps": 100}
    config["experiments"] = {
        "bursts": {"sweep": {"burstiness": [0, 0.5, 1]}, "parameters": parameters},
        "rank": {"sweep": {"task": ["2AF"], "rank": [1, 5]}},
    }
    config["parameters"] |= {"training_trials": 500, "probe_trials": 100, "test_trials": 100, "kernel_trials": 10}
    return config


def of_data(plan, task):
    """Artefacts of the conditions with this task, by stage."""
    return {
        stage: {artefact.path for artefact in found.values() if artefact.parameters.get("task") == task}
        for stage, found in plan.artefacts.items()
    }


def test_a_parameter_of_a_data_set_is_swept_like_any_other(base):
    validate(base, load_schema())
    plan = plan_of(base)
    points = plan.experiments["bursts"].points
    assert [at for at, _ in points] == [{"burstiness": value} for value in (0, 0.5, 1)]
    pools = [
        artefact.parameters for artefact in plan.artefacts["trials"].values() if "burstiness" in artefact.parameters
    ]
    assert [pool["burstiness"] for pool in pools] == [0, 0.5, 1]
    assert all(pool["task_definition"]["arguments"]["burstiness"] == pool["burstiness"] for pool in pools)
    assert len(of_data(plan, "sequences")["train"]) == 3 and len(plan.artefacts["connectivity"]) == 3


def test_a_change_of_it_remakes_what_uses_the_data_set_and_nothing_else(base):
    before = plan_of(base)
    base["parameters"]["label_count"] = 20
    after = plan_of(base)
    assert changed(before, after) == {"trials", "train", "measure"}
    assert of_data(before, "2AF") == of_data(after, "2AF")
    for stage in ("trials", "train", "measure"):
        assert not of_data(before, "sequences")[stage] & of_data(after, "sequences")[stage]


def test_conditions_of_other_data_do_not_have_it(base):
    plan = plan_of(base)
    own = set(KINDS["data set"].constant(DATA_SET, "PARAMETERS"))
    for stage in ("trials", "train"):
        for artefact in plan.artefacts[stage].values():
            has = own & set(artefact.parameters)
            assert has == (own if artefact.parameters["task"] == "sequences" else set())
    base["experiments"]["rank"]["parameters"] = {"burstiness": 0.5}
    with pytest.raises(InputError, match=f"burstiness: .*the data set `{DATA_SET}`.*`environment: {ENVIRONMENT}`"):
        plan_of(base)
    base["experiments"]["rank"] = {"sweep": {"task": ["2AF"], "burstiness": [0, 1]}}
    with pytest.raises(InputError, match=f"sweep.burstiness: .*`environment: {ENVIRONMENT}`"):
        plan_of(base)


def test_one_experiment_may_hold_tasks_with_and_without_it(base):
    base["experiments"] = {"both": {"sweep": {"task": ["sequences", "2AF"]}, "parameters": {"burstiness": 0.5}}}
    base["experiments"]["both"]["parameters"]["output_steps"] = "last"
    pools = {a.parameters["task"]: a.parameters.get("burstiness") for a in plan_of(base).artefacts["trials"].values()}
    assert pools == {"sequences": 0.5, "2AF": None}


def test_networks_tested_on_another_task_have_the_parameters_of_its_data(base):
    wide = {"input_channels": 33, "output_steps": "last", "burstiness": 0.5}
    base["experiments"] = {"one": {"sweep": {"tested_on": ["sequences"]}, "parameters": {"task": "2AF"} | wide}}
    pools = {a.parameters["task"]: a for a in plan_of(base).artefacts["trials"].values()}
    assert "burstiness" not in pools["2AF"].parameters and pools["sequences"].parameters["burstiness"] == 0.5
    base["experiments"] = {"one": {"sweep": {"tested_on": ["2AF"]}, "parameters": {"task": "sequences"} | wide}}
    again = {a.parameters["task"]: a for a in plan_of(base).artefacts["trials"].values()}
    # A pool that all replicates share is the same artefact, whatever the networks were trained on.
    assert again["2AF"].path == pools["2AF"].path


def test_two_experiments_may_test_on_data_of_different_parameters(base):
    common = {"task": "2AF", "input_channels": 33, "output_steps": "last"}
    base["experiments"] = {
        name: {"sweep": {"tested_on": ["sequences"]}, "parameters": common | {"burstiness": value}}
        for name, value in (("few", 0.1), ("many", 0.9))
    }
    plan = plan_of(base)
    assert len(plan.artefacts["train"]) == 1
    assert len({a.inputs["tested_on"] for a in plan.artefacts["measure"].values()}) == 2
    first, second = (plan.experiments[name].points[0][1] for name in ("few", "many"))
    assert plan.blocks[first.key] != plan.blocks[second.key]
    base["experiments"]["few"] = {
        "sweep": {"earlier_tasks": [["sequences"]]},
        "parameters": common | {"burstiness": 0.1},
    }
    base["experiments"]["many"] = base["experiments"]["few"] | {"parameters": common | {"burstiness": 0.9}}
    assert len({a.inputs.get("start") for a in plan_of(base).artefacts["train"].values()}) == 3


def test_a_task_of_the_same_data_set_shares_no_pool_but_all_parameters(base):
    base["experiments"] = {"one": {"sweep": {"task": ["sequences", "others"]}, "parameters": {"label_count": 8}}}
    labels = [a.parameters["label_count"] for a in plan_of(base).artefacts["trials"].values()]
    assert labels == [8, 8]


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"batch": "all"}, "batch: all: .*'sequences' are a stream, .*write for example `batch: 64`"),
        ({"context_pairs": 5}, "tasks.sequences: context_pairs: found 5; allowed are even numbers"),
        ({"label_count": 3}, "tasks.sequences: label_count: found 3, fewer than context_pairs = 4"),
        ({"class_count": 25}, "tasks.sequences: label_count: found 32, more than class_count = 25"),
    ],
)
def test_what_a_stream_or_its_data_do_not_take_is_refused(base, changes, message):
    base["experiments"]["bursts"]["parameters"] |= changes
    with pytest.raises(InputError, match=message):
        plan_of(base)


def test_a_parameter_among_the_arguments_of_a_task_is_refused(base):
    base["tasks"]["sequences"]["arguments"] = {"burstiness": 0.5}
    with pytest.raises(InputError, match="tasks.sequences.arguments.burstiness: .*write `burstiness: 0.5` under param"):
        plan_of(base)


def test_the_file_of_a_stream_counts_in_trainings_and_that_of_a_table_does_not(base):
    base["experiments"]["rank"] = {"sweep": {"task": ["teacher"]}, "parameters": {"learner": "feedforward"}}
    file = KINDS["data set"].path(DATA_SET)
    for artefact in plan_of(base).artefacts["train"].values():
        streamed = artefact.parameters["task"] == "sequences"
        assert (file in modules_by_name("train", artefact.parameters)) == streamed
        assert file not in modules_by_name("measure", artefact.parameters | {"measures": []})


def test_time_steps_and_channels_follow_from_parameters(base):
    base["experiments"]["bursts"]["parameters"] |= {"context_pairs": 8, "item_dimension": 10}
    plan = plan_of(base)
    condition = plan.experiments["bursts"].points[0][1]
    assert condition.data.steps == 17 and condition.data.stream
    (training, *_) = [a for a in plan.artefacts["train"].values() if a.parameters["task"] == "sequences"]
    assert resources.time_steps(training.parameters) == 17


def test_memory_holds_a_block_of_streamed_minibatches(base):
    base["experiments"]["bursts"]["parameters"] |= {"batch": 500, "steps": 1000}
    (training, *_) = [a for a in plan_of(base).artefacts["train"].values() if a.parameters["task"] == "sequences"]
    block = 100 * 500 * 9 * 33 * 4
    few = {**training.parameters, "steps": 50}
    batches = [needed("train", parameters, 2)["batch"] for parameters in (training.parameters, few)]
    assert batches[0] - batches[1] == block / 2
    assert resources.training_memory(training) > 2 * len(training.seeds) * block / 1e6


def test_blocks_are_as_long_as_the_estimates_have_them():
    from richlazy.data import contract
    from richlazy.training import loop

    assert contract._BLOCK == loop._BLOCK


def test_the_schema_has_the_parameters_of_data_sets_at_the_stage_of_the_pool():
    own = KINDS["data set"].constant(DATA_SET, "PARAMETERS")
    assert all(all_parameters()[name]["stage"] == "trials" for name in own)
