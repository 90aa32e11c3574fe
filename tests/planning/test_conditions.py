"""Conditions: what is made explicit, what is refused, and what each stage depends on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.artefacts.disk_cache import DiskCache
from richlazy.artefacts.identity import digest
from richlazy.contracts.parameters import Parameters
from richlazy.contracts.parts import stages
from richlazy.contracts.schema import all_parameters, general_parameters
from richlazy.contracts.stages import contract
from richlazy.errors import InputError
from richlazy.planning import conditions
from richlazy.planning.conditions import Setting, check_declared, check_swept, log_spaced


@pytest.fixture
def parameters(config):
    return config["parameters"]


@pytest.fixture
def tasks(config):
    return config["tasks"]


MATRICES = {"gaussian": {"builder": "gaussian"}}


def setting_of(parameters, tasks, matrices):
    section = {"tasks": tasks, "matrices": matrices}
    sources = {stage: contract(stage).source(section, DiskCache()) for stage in ("trials", "connectivity")}
    return Setting(Parameters(general_parameters()), parameters, tuple(all_parameters()), sources)


def resolve(parameters, tasks, matrices, where):
    """The condition of a config that gives all parameters these values."""
    return conditions.resolve({}, setting_of(parameters, tasks, matrices), where)


def test_full_rank_and_log_checkpoints_become_explicit(parameters, tasks):
    condition = resolve({**parameters, "hidden": 70, "steps": 500}, tasks, MATRICES, "here")
    assert condition.parameters["rank"] == 70
    assert condition.parameters["checkpoints"] == [0, 1, 3, 10, 30, 100, 300, 500]
    assert condition.data.definition["environment"] == "PerceptualDecisionMaking" and parameters["rank"] == "full"


def test_a_task_without_timing_or_arguments_gets_empty_ones(parameters):
    condition = resolve({**parameters, "task": "x"}, {"x": {"environment": "GoNogo-v0"}}, MATRICES, "here")
    assert condition.data.definition == {"environment": "GoNogo-v0", "timing": {}, "arguments": {}}


@pytest.mark.parametrize(
    "steps, expected",
    [(1, [0, 1]), (2, [0, 1, 2]), (3, [0, 1, 3]), (10, [0, 1, 3, 10]), (31, [0, 1, 3, 10, 30, 31])],
)
def test_log_spaced_checkpoints(steps, expected):
    assert log_spaced(steps) == expected


@given(st.integers(1, 10**7))
@settings(max_examples=60, deadline=None)
def test_log_spaced_checkpoints_rise_from_zero_to_the_end(steps):
    found = log_spaced(steps)
    assert found[0] == 0 and found[-1] == steps and found == sorted(set(found))
    assert all(later / earlier <= 10 / 3 + 1e-9 for earlier, later in zip(found[1:], found[2:], strict=False))


def test_chosen_checkpoints_are_sorted_and_get_start_and_end(parameters, tasks):
    found = resolve({**parameters, "checkpoints": [500, 20]}, tasks, MATRICES, "here").parameters["checkpoints"]
    assert found == [0, 20, 500, 10000]
    assert resolve({**parameters, "checkpoints": []}, tasks, MATRICES, "here").parameters["checkpoints"] == [0, 10000]


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"rank": 301}, r"experiments\.x: rank: 301 .*hidden = 300; write `rank: 300`"),
        ({"dt": 200}, r"experiments\.x: dt: 200 .*tau = 100; write `dt: 100`"),
        (
            {"batch": 33, "training_trials": 32, "probe_trials": 20, "kernel_trials": 5},
            r"batch: 33 .*training_trials = 32",
        ),
        ({"kernel_trials": 321}, r"kernel_trials: 321 .*probe_trials = 320"),
        ({"probe_trials": 400000}, r"probe_trials: 400000 .*training_trials = 320000"),
        ({"checkpoints": [5, 10001]}, r"checkpoints: 10001 .*0 to steps = 10000; write `steps: 10001`"),
        ({"task": "3AF"}, r"task: '3AF' is not defined; allowed are .*2AF, DMS, CXT"),
        ({"tested_on": "3AF"}, r"tested_on: '3AF' is not defined; allowed are own, .*2AF, DMS, CXT.*under `tasks:`"),
        ({"tested_on": "digits", "training_trials": 1000, "test_trials": 9}, r"task: 'digits' has one time step"),
        (
            {"tested_on": "DMS", "learner": "feedforward"},
            r"tested_on: DMS: .* on its own task alone; write `tested_on: own`, or `learner: recurrent`",
        ),
    ],
)
def test_combinations_that_make_no_sense_are_refused(parameters, tasks, changes, message):
    with pytest.raises(InputError, match=message):
        resolve({**parameters, **changes}, tasks, MATRICES, "experiments.x")


@pytest.mark.parametrize(
    "name, value, resolved",
    [("rank", 300, 300), ("dt", 100, 100), ("kernel_trials", 320, 320), ("checkpoints", [10000], [0, 10000])],
)
def test_the_limits_themselves_are_allowed(parameters, tasks, name, value, resolved):
    assert resolve({**parameters, name: value}, tasks, MATRICES, "here").parameters[name] == resolved


def names_of(condition, stage):
    return set(condition.of_stage(stage)) - {"task_definition", "matrix_definition"}


def test_stages_depend_on_their_own_parameters_and_those_above(parameters, tasks):
    condition = resolve(parameters, tasks, MATRICES, "here")
    found = {stage: names_of(condition, stage) for stage in stages()}
    assert {"task", "dt"} < found["trials"] and {"rank", "gain"} < found["connectivity"]
    assert not found["trials"] & found["connectivity"]
    assert found["trials"] | found["connectivity"] < found["train"] < found["measure"] == set(condition.parameters)
    assert found["compare"] == found["measure"]
    assert found["measure"] - found["train"] == {"kernel_trials", "tested_on"}


def test_a_condition_has_what_its_parts_declare_and_nothing_else(parameters, tasks):
    recurrent, layers = (
        resolve({**parameters, **changes}, tasks, MATRICES, "here").parameters
        for changes in ({}, {"learner": "feedforward", "stopping": "train_error"})
    )
    declared = {"depth", "truncated_layers", "activation", "train_error_bound", "stopping_interval"}
    assert set(layers) - set(recurrent) == declared and set(recurrent) - set(layers) == {"tau"}
    assert set(recurrent) >= {"learning_rate", "momentum"}


def test_the_definitions_of_task_and_matrix_matter_where_they_are_used(parameters, tasks):
    condition = resolve(parameters, tasks, MATRICES, "here")
    having = {stage for stage in stages() if "task_definition" in condition.of_stage(stage)}
    assert having == {"trials", "train", "measure", "compare"}
    having = {stage for stage in stages() if "matrix_definition" in condition.of_stage(stage)}
    assert having == {"connectivity", "train", "measure", "compare"}


TABLES = {
    "teacher": {"environment": "StudentTeacher"},
    "2AF": {"environment": "PerceptualDecisionMaking"},
    "sMNIST": {"environment": "SequentialMNIST"},
}
# As many trials as there are images.
IMAGES = {"task": "sMNIST", "training_trials": 55_000, "test_trials": 10_000}
LAYERS = {"learner": "feedforward", "task": "teacher", "depth": 3}


def test_a_recurrent_network_takes_no_table_of_one_step(parameters):
    with pytest.raises(InputError, match=r"task: 'teacher' has one time step.*write `learner: feedforward`"):
        resolve({**parameters, "task": "teacher"}, TABLES, MATRICES, "experiments.x")


@pytest.mark.parametrize("name, value", [("depth", 2), ("truncated_layers", "all"), ("activation", "linear")])
def test_what_no_part_of_an_experiment_declares_is_refused(parameters, tasks, name, value):
    setting = setting_of(parameters, tasks, MATRICES)
    condition = conditions.resolve({name: value}, setting, "here")
    words = rf"{name}: .*learner `feedforward`; write `learner: feedforward`, or leave it out"
    with pytest.raises(InputError, match=words):
        check_declared([name], [condition], setting, "experiments.x.parameters")
    with pytest.raises(InputError, match=rf"experiments\.x\.sweep\.{words}"):
        check_swept([name], condition, setting, "experiments.x")


def test_what_some_point_of_an_experiment_declares_is_taken(parameters, tasks):
    setting = setting_of(parameters, tasks, MATRICES)
    both = [conditions.resolve({"learner": name, "depth": 2}, setting, "here") for name in ("recurrent", "feedforward")]
    check_declared(["learner", "depth"], both, setting, "experiments.x.parameters")
    assert "depth" not in both[0].parameters and both[1].parameters["depth"] == 2


def test_values_that_no_part_uses_change_nothing(parameters, tasks):
    one, other = (resolve({**parameters, "depth": depth}, tasks, MATRICES, "here") for depth in (1, 5))
    assert one.key == other.key


def test_a_recurrent_network_takes_a_table_of_several_steps_whose_length_matters(parameters):
    one, other = (resolve({**parameters, **IMAGES, "dt": dt}, TABLES, MATRICES, "here") for dt in (100, 20))
    assert one.of_stage("trials")["dt"] == 100
    assert one.of_stage("train") != other.of_stage("train")


def test_a_network_without_recurrence_takes_no_table_of_several_steps(parameters):
    with pytest.raises(InputError, match=r"here: task: 'sMNIST' has 28 time steps; .*write `learner: recurrent`"):
        resolve({**parameters, **LAYERS, **IMAGES}, TABLES, MATRICES, "here")


@pytest.mark.parametrize("unused", [{"dt": 50}, {"tau": 300}, {"output_steps": "last"}, {"dt": 200, "tau": 200}])
def test_what_a_feedforward_network_does_not_use_changes_none_of_its_artefacts(parameters, unused):
    one, other = (resolve({**parameters, **LAYERS, **c}, TABLES, MATRICES, "here") for c in ({}, unused))
    assert one.key == other.key
    assert all(one.of_stage(stage) == other.of_stage(stage) for stage in stages())


@pytest.mark.parametrize("used", [{"depth": 2}, {"truncated_layers": "all"}, {"activation": "linear"}])
def test_what_it_uses_changes_its_trainings(parameters, used):
    one, other = (resolve({**parameters, **LAYERS, **c}, TABLES, MATRICES, "here") for c in ({}, used))
    assert one.key != other.key


def test_one_layer_is_the_first_layer_and_all_layers(parameters):
    what = {**parameters, **LAYERS, "depth": 1}
    assert (
        resolve({**what, "truncated_layers": "all"}, TABLES, MATRICES, "here").key
        == resolve(what, TABLES, MATRICES, "here").key
    )


def test_digests_ignore_the_order_of_keys_and_nothing_else():
    assert digest({"a": 1, "b": [1, 2]}) == digest({"b": [1, 2], "a": 1})
    different = [{"a": 1, "b": [1, 2]}, {"a": 1, "b": [2, 1]}, {"a": 2, "b": [1, 2]}, {"a": 1}, {"a": "1", "b": [1, 2]}]
    assert len({digest(content) for content in different}) == len(different)
    assert len(digest([])) == 12 and int(digest([]), 16) >= 0


ALIGNED = {
    "trained": {"builder": "trained"},
    "trained_on_CXT": {"builder": "trained", "task": "CXT"},
    "first_gradient": {"builder": "first_gradient"},
}


def aligned(parameters, tasks, matrix, **more):
    return resolve({**parameters, "connectivity": matrix, "rank": 3, **more}, tasks, ALIGNED, "here")


def test_the_reference_of_an_aligned_start_is_the_gaussian_network_of_full_rank(parameters, tasks):
    reference = aligned(parameters, tasks, "trained", normalise="spectral_radius").reference
    plain = resolve({**parameters, "rank": "full"}, tasks, MATRICES, "here")
    assert reference.key == plain.key and reference.reference is None


def test_the_reference_learns_the_own_task_or_the_one_that_is_named(parameters, tasks):
    own, other = (aligned(parameters, tasks, matrix, task="2AF") for matrix in ("trained", "trained_on_CXT"))
    assert own.reference.parameters["task"] == "2AF" and other.reference.parameters["task"] == "CXT"
    same = aligned(parameters, tasks, "trained_on_CXT", task="CXT")
    assert same.of_stage("connectivity")["matrix_definition"]["task"] == "CXT"
    assert aligned(parameters, tasks, "trained", task="CXT").of_stage("train") | {"connectivity": 0} == (
        same.of_stage("train") | {"connectivity": 0}
    )


def test_a_first_gradient_needs_one_update_only(parameters, tasks):
    reference = aligned(parameters, tasks, "first_gradient", optimizer="adam").reference
    assert reference.parameters["steps"] == 1 and reference.parameters["checkpoints"] == [0, 1]
    assert reference.parameters["optimizer"] == "sgd"


def test_the_random_start_of_an_aligned_one_needs_no_reference(parameters, tasks):
    random = aligned(parameters, tasks, "trained", null_model="gaussian")
    assert random.reference is None and random.key == resolve({**parameters, "rank": 3}, tasks, MATRICES, "here").key


def test_a_reference_on_a_task_that_is_not_defined_is_refused(parameters, tasks):
    with pytest.raises(InputError, match="task: 'CXT' is not defined"):
        aligned(parameters, {"2AF": tasks["2AF"]}, "trained_on_CXT")


def test_an_aligned_start_of_a_network_without_recurrence_is_refused(parameters, tasks):
    table = {"table": {"environment": "StudentTeacher"}}
    with pytest.raises(InputError, match=r"connectivity: trained takes .* found `learner: feedforward`"):
        aligned(parameters, tasks | table, "trained", task="table", learner="feedforward")


def test_a_condition_knows_on_whose_trials_it_is_tested(parameters, tasks):
    condition = resolve({**parameters, "tested_on": "CXT"}, tasks, MATRICES, "here")
    other = condition.tested_on
    assert (other.parameters["task"], other.data.definition["environment"]) == ("CXT", "ContextDecisionMaking")
    assert resolve(parameters, tasks, MATRICES, "here").tested_on is None


def test_a_mixture_depends_on_the_definitions_of_its_tasks(parameters, tasks):
    mixed = {**parameters, "task": "2AF_and_DMS"}
    before = resolve(mixed, tasks, MATRICES, "here").key
    tasks["DMS"]["timing"]["delay"] = 600
    assert resolve(mixed, tasks, MATRICES, "here").key != before
