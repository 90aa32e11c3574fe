"""The plan: equal work once, and nothing remade but what a change reaches."""

import copy
from pathlib import Path

import pytest
from helpers.planned_paths import changed, paths
from richlazy.contracts.derived import derived_parameters
from richlazy.contracts.parts import declared, stages
from richlazy.errors import InputError
from richlazy.planning.experiment_tables import describe_experiment, index_rows

ROOT = Path(__file__).parents[3]
INPUTS = {
    **{"trials": [], "connectivity": []},
    **{"train": ["trials", "connectivity"], "measure": ["training", "trials"]},
}
RANKS, TASKS = [1, 5, 300], ["2AF", "CXT"]


def with_parameters(config, **parameters):
    other = copy.deepcopy(config)
    other["parameters"] |= parameters
    return other


def test_every_artefact_is_planned_once(base, plan_of):
    counts = {stage: len(found) for stage, found in plan_of(base).artefacts.items()}
    assert counts == {"trials": 2, "connectivity": 3, "train": 6, "measure": 6, "compare": 0, "replicate": 0}


def test_paths_are_made_of_stage_and_readable_name(base, plan_of):
    plan = plan_of(base)
    for stage, found in plan.artefacts.items():
        for name, artefact in found.items():
            assert artefact.path == f"results/{stage}/{name}.nc" and artefact.stage == stage
    readable = {name.rpartition("-")[0] for name in plan.artefacts["train"]}
    assert readable == {f"{task}-gaussian-rank{rank}-seeds0to9" for task in TASKS for rank in RANKS}
    assert {name.rpartition("-")[0] for name in plan.artefacts["trials"]} == set(TASKS)


def test_inputs_are_artefacts_of_the_stages_above(base, plan_of):
    plan = plan_of(base)
    for stage, found in plan.artefacts.items():
        for artefact in found.values():
            assert list(artefact.inputs) == INPUTS[stage]
            assert all(path in paths(plan)[path.split("/")[1]] for path in artefact.inputs.values())


def test_the_same_condition_in_two_experiments_is_planned_once(base, plan_of):
    alone = plan_of(base)
    base["experiments"]["other"] = {"sweep": {"rank": [5, 300]}, "parameters": {"task": "CXT"}}
    both = plan_of(base)
    assert paths(both) == paths(alone)
    points = describe_experiment(both, both.experiments["other"])["points"]
    first = {
        p["at"]["rank"]: p
        for p in describe_experiment(both, both.experiments["rank"])["points"]
        if p["at"]["task"] == "CXT"
    }
    assert [point["measures"] for point in points] == [first[rank]["measures"] for rank in (5, 300)]


def test_full_rank_is_the_rank_of_the_number_of_units(base, plan_of):
    alone = plan_of(base)
    base["experiments"]["other"] = {"sweep": {"rank": ["full"]}}
    assert paths(plan_of(base)) == paths(alone)


def test_a_new_rank_adds_its_own_artefacts_alone(base, plan_of):
    before = plan_of(base)
    base["experiments"]["rank"]["sweep"]["rank"].insert(1, 3)
    after = plan_of(base)
    added = {stage: len(paths(after)[stage] - paths(before)[stage]) for stage in stages()}
    assert added == {"trials": 0, "connectivity": 1, "train": 2, "measure": 2, "compare": 0}
    assert all(paths(before)[stage] <= paths(after)[stage] for stage in stages())


@pytest.mark.parametrize("seeds, added", [(20, 1), (25, 2), ([*range(10), 42], 1)])
def test_new_seeds_add_their_blocks_alone(base, plan_of, seeds, added):
    before = plan_of(base)
    base["seeds"] = seeds
    after = plan_of(base)
    new = {stage: len(paths(after)[stage] - paths(before)[stage]) for stage in stages()}
    assert new == {"trials": 0, "connectivity": 3 * added, "train": 6 * added, "measure": 6 * added, "compare": 0}
    assert all(paths(before)[stage] <= paths(after)[stage] for stage in stages())


def test_blocks_hold_all_seeds_once_and_no_more_than_the_ensemble(base, plan_of):
    base |= {"seeds": [0, 3, 4, 11, 12, 25], "ensemble": 4}
    blocks = {artefact.seeds for artefact in plan_of(base).artefacts["train"].values()}
    assert blocks == {(0, 3), (4,), (11,), (12,), (25,)}


def test_an_experiment_of_fewer_seeds_uses_the_block_of_a_experiment_of_more(base, plan_of):
    alone = plan_of(base)
    base["experiments"]["few"] = {"sweep": {"rank": [1]}, "seeds": 3}
    plan = plan_of(base)
    assert paths(plan) == paths(alone)
    spec = describe_experiment(plan, plan.experiments["few"])
    assert spec["seeds"] == [0, 1, 2] and len(spec["points"][0]["measures"]) == 1


def test_an_experiment_reads_only_the_blocks_of_its_seeds(base, plan_of):
    base["seeds"] = 30
    base["experiments"]["few"] = {"sweep": {"rank": [1]}, "seeds": [2, 21]}
    plan = plan_of(base)
    used = describe_experiment(plan, plan.experiments["few"])["points"][0]
    by_path = {artefact.path: artefact for artefact in plan.artefacts["measure"].values()}
    assert [by_path[path].seeds[0] for path in used["measures"]] == [0, 20]


VALUES = {  # another value of every parameter
    **{"task": "CXT", "dt": 50, "training_trials": 5000, "probe_trials": 100, "test_trials": 7, "trial_seed": 1},
    **{"connectivity": "uniform", "hidden": 40, "gain": 1.5, "rank": 2, "normalise": "none", "null_model": "shuffled"},
    **{"optimizer": "adam", "learning_rate": 0.01, "momentum": 0.5, "steps": 20, "batch": 8, "tau": 200},
    **{"learner": "feedforward", "depth": 3, "truncated_layers": "all", "activation": "linear"},
    **{"truncation": "nonnegative", "trained_weights": "studied", "constraint": "dale", "tracked": "path_length"},
    **{"earlier_tasks": ["CXT"], "input_channels": 7, "precision": "tf32"},
    **{"output_steps": "last", "divergence_loss": 50, "checkpoints": [7], "kernel_trials": 9},
    **{"tested_on": "2AF", "objective": "squared_error", "alpha": 10, "centre": True, "stopping": "train_error"},
    **{"train_error_bound": 0.1, "patience": 5, "stopping_interval": 7},
    **{"rule": "rflo", "feedback": "symmetric", "recurrent_feedback": "random", "horizon": 3, "clip_norm": 2},
    **{"target_noise": "swapped_labels", "swapped_share": 0.2, "target_deviation": 0.3},
    **{"accuracy_bound": 0.9},
}
LAYERS = {"depth", "truncated_layers", "activation"}  # of feed-forward networks alone
# What a condition must have for a parameter to count, and to be what it is.
CHOSEN = {
    **dict.fromkeys(LAYERS, {"learner": "feedforward", "depth": 2}),
    "truncation": {"rank": 5},  # a full matrix is not truncated
    "train_error_bound": {"stopping": "train_error"},
    "stopping_interval": {"stopping": "train_error"},
    "patience": {"stopping": "validation"},
    "feedback": {"rule": "rflo"},
    "recurrent_feedback": {"rule": "feedback_alignment"},
    "horizon": {"rule": "truncated"},
    "clip_norm": {"optimizer": "sgd_clipped"},
    "accuracy_bound": {"tracked": "accuracy_steps"},
    "swapped_share": {"target_noise": "swapped_labels"},
    "target_deviation": {
        **{"target_noise": "gaussian_targets", "task": "real"},
        **{"learner": "feedforward", "objective": "squared_error"},
    },
}
REACHED = {
    "trials": {"trials", "train", "measure"},
    "connectivity": {"connectivity", "train", "measure"},
    "train": {"train", "measure"},
    "measure": {"measure"},
    "compare": set(),  # the experiment names no measure between seeds
}


@pytest.mark.parametrize("name", VALUES)
def test_a_changed_parameter_remakes_its_stage_and_those_below(config, schema, plan_of, name):
    config["experiments"] = (
        {"one": {"sweep": {"trial_seed": [0]}}} if name != "trial_seed" else {"one": {"sweep": {"rank": [1]}}}
    )
    config["tasks"]["real"] = {"environment": "LinearTeacher"}
    config["parameters"] |= CHOSEN.get(name, {})
    after = with_parameters(config, **{name: VALUES[name]})
    stage = schema["properties"]["parameters"]["properties"][name]["stage"]
    # Those of the earlier task; and matrices of networks that have layers.
    further = {"earlier_tasks": {"trials"}, "learner": {"connectivity"}}.get(name, set())
    assert changed(plan_of(config), plan_of(after)) == REACHED[stage] | further
    none_kept = {s for s in REACHED[stage] if paths(plan_of(config))[s] & paths(plan_of(after))[s]}
    assert not none_kept


def test_every_parameter_is_tried(schema):
    """But those of studies alone, which conformity tries, and derived ones, which act through others."""
    derived = {name for one in derived_parameters() for name in one.parameters}
    of_library = {name for part, name, _ in declared() if not part.path.is_relative_to(ROOT / "studies")}
    of_studies = {name for _, name, _ in declared()} - of_library
    assert set(VALUES) == set(schema["properties"]["parameters"]["properties"]) - derived - of_studies


@pytest.mark.parametrize("stage", stages())
def test_changed_code_remakes_its_stage_and_those_below(base, plan_of, stage):
    assert changed(plan_of(base), plan_of(base, changed_stage=stage)) == REACHED[stage]


def test_a_changed_definition_of_a_task_remakes_what_draws_from_it(base, plan_of):
    before = plan_of(base)
    base["tasks"]["CXT"]["timing"]["delay"] = 600
    after = plan_of(base)
    assert changed(before, after) == {"trials", "train", "measure"}
    assert len(paths(before)["train"] & paths(after)["train"]) == 3


@pytest.mark.parametrize(
    "section, key, value",
    [
        ("machine", "device", "cpu"),
        ("statistics", "alpha", 0.01),
        ("figures", "dpi", 100),
        (None, "output", "elsewhere"),
    ],
)
def test_what_changes_no_result_changes_no_path(base, plan_of, section, key, value):
    before = plan_of(base)
    (base[section] if section else base)[key] = value
    assert not changed(before, plan_of(base))


def test_equal_values_of_different_parameters_do_not_collide(base, plan_of):
    base["experiments"] = {"one": {"sweep": {"trial_seed": [0]}}}
    variants = [{}, {"batch": 16}, {"hidden": 16}, {"rank": 16}, {"kernel_trials": 16}, {"steps": 16}]
    variants += [{"hidden": 16, "batch": 16, "rank": 4}, {"hidden": 16, "batch": 4, "rank": 16}]
    measured = [paths(plan_of(with_parameters(base, **v)))["measure"] for v in variants]
    assert len(set().union(*measured)) == len(variants)
    trained = [paths(plan_of(with_parameters(base, **v)))["train"] for v in variants]
    assert len(set().union(*trained)) == len(variants) - 1  # kernel_trials alone leaves the training as it is


@pytest.mark.parametrize(
    "first, second", [("probe_trials", "test_trials"), ("kernel_trials", "batch"), ("trial_seed", "test_trials")]
)
def test_values_that_trade_places_do_not_collide(base, plan_of, first, second):
    here, there = (with_parameters(base, **{first: a, second: b}) for a, b in ((60, 70), (70, 60)))
    assert not paths(plan_of(here))["measure"] & paths(plan_of(there))["measure"]


def test_going_back_gives_the_paths_of_before(base, plan_of):
    before = paths(plan_of(base))
    plan_of(with_parameters(base, gain=2))
    assert paths(plan_of(base)) == before


def test_ensembles_change_the_blocks_of_seeds_only(base, plan_of):
    before = plan_of(base)
    base["ensemble"] = 5
    assert changed(before, plan_of(base)) == {"connectivity", "train", "measure"}


def test_an_experiment_set_to_null_is_left_out(base, plan_of):
    base["experiments"]["gone"] = None
    assert list(plan_of(base).experiments) == ["rank"]


def test_any_parameter_may_be_swept(config, schema, plan_of):
    config["tasks"]["real"] = {"environment": "LinearTeacher"}
    for name, value in VALUES.items():
        default = schema["properties"]["parameters"]["properties"][name]["default"]
        fixed = (
            {"rank": 2} if name == "hidden" else {key: one for key, one in CHOSEN.get(name, {}).items() if key != name}
        )
        config["experiments"] = {"one": {"sweep": {name: [default, value]}, "parameters": fixed}}
        plan = plan_of(config)
        assert len(plan.artefacts["measure"]) == 2, name
        sweep = describe_experiment(plan, plan.experiments["one"])["sweep"]
        assert list(sweep) == [name] and len(sweep[name]) == 2


def test_an_experiment_is_described_by_its_points_in_order(base, plan_of):
    base["experiments"]["rank"]["parameters"] = {"gain": 2}
    plan = plan_of(base)
    spec = describe_experiment(plan, plan.experiments["rank"])
    assert spec["sweep"] == {"task": TASKS, "rank": RANKS}
    assert [point["at"] for point in spec["points"]] == [{"task": t, "rank": r} for t in TASKS for r in RANKS]
    assert spec["parameters"]["gain"] == 2 and not {"task", "rank"} & set(spec["parameters"])
    for point in spec["points"]:
        assert f"{point['at']['task']}-gaussian-rank{point['at']['rank']}-" in point["measures"][0]
        assert f"/gaussian-rank{point['at']['rank']}-" in point["matrices"][0]


def test_the_index_has_a_row_for_every_point_and_block(base, plan_of):
    base["seeds"] = 20
    plan = plan_of(base)
    rows = index_rows(plan)
    assert len(rows) == 2 * 6 and set(rows[0]) == {"experiment", "point", "seeds", *stages()} - {"compare"}
    assert {row["measure"] for row in rows} == paths(plan)["measure"]
    assert rows[1]["seeds"] == " ".join(map(str, range(10, 20))) and rows[0]["point"] == "task=2AF rank=1"


def test_a_value_named_twice_is_refused(base, plan_of):
    base["experiments"]["rank"]["sweep"]["rank"] = [1, 300, "full"]
    with pytest.raises(InputError, match=r"experiments\.rank\.sweep: .*rank=300 is named twice"):
        plan_of(base)


def test_the_experiment_of_a_mixture_tells_its_tasks(base, plan_of):
    base["experiments"]["rank"]["sweep"]["task"] = ["2AF", "DMS_and_CXT"]
    plan = plan_of(base)
    mixed = describe_experiment(plan, plan.experiments["rank"])["facts"]["task"]["mixed_tasks"]
    assert mixed == {"values": {"DMS_and_CXT": "DMS, CXT"}, "attributes": {"long_name": "tasks of a mixture"}}


def test_the_experiment_tells_the_accuracy_that_its_tasks_allow(base, plan_of):
    base["experiments"]["rank"]["sweep"]["task"] = ["2AF", "DMS", "DMS_and_CXT"]
    plan = plan_of(base)
    facts = describe_experiment(plan, plan.experiments["rank"])["facts"]["task"]
    assert facts["chance_accuracy"]["values"] == {"2AF": 0.5, "DMS": 0.5}
    assert facts["highest_accuracy"]["values"] == {"2AF": 0.9, "DMS": 1.0}
    assert facts["highest_accuracy"]["attributes"]["units"] == "1"


def test_swept_lists_become_words(base, plan_of):
    base["experiments"]["rank"]["sweep"] = {"checkpoints": [[], [10, 3], "log"]}
    plan = plan_of(base)
    assert plan.experiments["rank"].sweep["checkpoints"][0] == "0, 10000"
    assert describe_experiment(plan, plan.experiments["rank"])["points"][1]["at"] == {"checkpoints": "0, 3, 10, 10000"}
