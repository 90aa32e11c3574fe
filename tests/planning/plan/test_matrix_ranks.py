"""Rank beyond that of the matrix: equal matrices are one condition and one point, at the rank that they have."""

import numpy as np
import pytest
from richlazy.errors import InputError
from richlazy.planning.experiment_tables import describe_experiment, index_rows

HUB = np.zeros((6, 6))
HUB[:3, :3] = 1 - np.eye(3)  # rank 3


@pytest.fixture
def experiment_of(config, plan_of, tmp_path):
    """The plan of an experiment `mine` of the matrix `mine`, a file of rank 3, or of others."""

    def experiment_of(sweep, values=HUB, also=(), matrices=None, parameters=None, **arguments):
        path = tmp_path / "hub.csv"
        np.savetxt(path, values, delimiter=",")
        entry = {"builder": "file", "path": str(path), "orientation": "pre_post", **arguments}
        config["matrices"] |= {"mine": entry} | (matrices or {})
        section = {"sweep": {"connectivity": ["mine"], **sweep}, "also": list(also)}
        config["experiments"] = {"mine": section | {"parameters": {"hidden": 9} | (parameters or {})}}
        return plan_of(config)

    return experiment_of


def ranks(plan):
    """The coordinates of rank of every matrix and null model, in the order of the points."""
    found = {}
    for at, _ in plan.experiments["mine"].points:
        found.setdefault((at["connectivity"], at.get("null_model", "none")), []).append(at["rank"])
    return found


@pytest.mark.parametrize("factor", [1, 1e-17, 1e200])
def test_equal_matrices_are_one_point_at_their_rank(experiment_of, factor):
    plan = experiment_of({"rank": [3, 4, 5, "full"]}, factor * HUB)
    experiment = plan.experiments["mine"]
    assert experiment.sweep["rank"] == [3] and len(experiment.points) == 1
    counts = {stage: len(found) for stage, found in plan.artefacts.items()}
    assert counts == dict.fromkeys(plan.artefacts, 1) | {"compare": 0, "replicate": 0}
    (remark,) = experiment.remarks
    assert "experiments.mine: the matrix 'mine' has rank 3, with 6 units" in remark
    assert "is the same at rank 4, 5, full: one point, at rank 3" in remark
    (row,) = index_rows(plan)
    assert row["point"] == "connectivity=mine rank=3"


def test_the_matrix_is_left_whole_to_the_bit_at_its_rank_and_above(experiment_of):
    for rank in (3, 5, "full"):
        (artefact,) = experiment_of({"rank": [rank]}).artefacts["connectivity"].values()
        assert artefact.parameters["rank"] == 6 and artefact.parameters["truncation"] == "svd"


def test_lower_ranks_are_points_of_their_own(experiment_of):
    plan = experiment_of({"rank": ["full", 1, 2, 5]})
    assert ranks(plan) == {("mine", "none"): [3, 1, 2]} and len(plan.artefacts["connectivity"]) == 3
    plan = experiment_of({"rank": [1, 2]})
    assert ranks(plan) == {("mine", "none"): [1, 2]} and plan.experiments["mine"].remarks == []


def test_a_rank_that_is_named_twice_is_still_refused(experiment_of):
    with pytest.raises(InputError, match="connectivity=mine, rank=6 is named twice"):
        experiment_of({"rank": [6, "full"]})


def test_null_models_and_other_matrices_keep_their_own_ranks(experiment_of):
    nulls = ["none", "gaussian", "shuffled"]
    sweep = {"connectivity": ["gaussian", "mine"], "null_model": nulls, "rank": [1, 4, "full"]}
    found = ranks(experiment_of(sweep, parameters={"hidden": 6}))
    assert found["mine", "none"] == [1, 3]
    assert found["gaussian", "none"] == found["mine", "gaussian"] == found["mine", "shuffled"] == [1, 4, 6]


def test_points_of_further_grids_fall_together_with_those_of_the_sweep(experiment_of):
    plan = experiment_of(
        {"task": ["2AF"], "rank": [1, "full"]}, also=[{"rank": [3, 4]}, {"task": ["CXT"], "rank": [5]}]
    )
    at = [(place["task"], place["rank"]) for place, _ in plan.experiments["mine"].points]
    assert at == [("2AF", 1), ("2AF", 3), ("CXT", 3)]
    assert len(plan.artefacts["connectivity"]) == 2


def test_neurons_that_are_added_add_no_rank_and_a_part_of_them_has_an_unknown_one(experiment_of):
    assert ranks(experiment_of({"rank": [2, 7, "full"]}, fit="pad")) == {("mine", "none"): [2, 3]}
    part = experiment_of({"rank": [2, 4, "full"]}, fit="subsample", parameters={"hidden": 5})
    assert ranks(part) == {("mine", "none"): [2, 4, 5]}
    whole = experiment_of({"rank": [2, 4, "full"]}, fit="subsample", parameters={"hidden": 6})
    assert ranks(whole) == {("mine", "none"): [2, 3]}


def test_the_rank_is_that_of_the_transformed_weights(experiment_of):
    assert ranks(experiment_of({"rank": [1, "full"]}, mean="subtract")) == {("mine", "none"): [1, 4]}
    counts = np.outer([1.0, 2, 3], [1, 2, 3])
    assert ranks(experiment_of({"rank": [1, "full"]}, counts)) == {("mine", "none"): [1]}
    assert ranks(experiment_of({"rank": [1, "full"]}, counts, weights="log")) == {("mine", "none"): [1, 3]}


def test_other_truncations_are_other_matrices(experiment_of):
    plan = experiment_of({"rank": [3, 4, "full"]}, parameters={"truncation": "nonnegative"})
    assert ranks(plan) == {("mine", "none"): [3, 4, 6]} and len(plan.artefacts["connectivity"]) == 3


def test_a_rank_that_is_not_swept_is_remarked_on_only_where_it_was_asked_for(experiment_of):
    (remark,) = experiment_of({"task": ["2AF", "CXT"]}, parameters={"rank": 5}).experiments["mine"].remarks
    assert "is the same at rank 5: its networks have rank 3" in remark
    assert experiment_of({"task": ["2AF"]}).experiments["mine"].remarks == []


@pytest.mark.parametrize("off_block, rank", [(0, 8), (0.2, 32)])
def test_blocks_of_low_rank_have_a_known_one(experiment_of, off_block, rank):
    blocks = {"builder": "block_low_rank", "blocks": 4, "block_rank": 2, "off_block": off_block}
    sweep = {"connectivity": ["blocks"], "rank": [1, 39, "full"]}
    plan = experiment_of(sweep, matrices={"blocks": blocks}, parameters={"hidden": 40})
    assert ranks(plan) == {("blocks", "none"): [1, rank]}


def test_reconstructions_have_pinned_ranks_and_their_addresses_at_full_rank(experiment_of):
    plan = experiment_of({"connectivity": ["celegans"], "rank": [1, 300, "full"]})
    assert ranks(plan) == {("celegans", "none"): [1, 295]}
    full = experiment_of({"connectivity": ["celegans"], "rank": ["full"]})
    unswept = experiment_of({"connectivity": ["celegans"]})
    assert set(full.artefacts["train"]) == set(unswept.artefacts["train"]) < set(plan.artefacts["train"])


def test_the_rank_of_the_whole_matrix_is_a_property_of_a_sweep_over_rank(experiment_of):
    plan = experiment_of({"connectivity": ["gaussian", "mine"], "rank": [1, "full"]})
    facts = describe_experiment(plan, plan.experiments["mine"])["facts"]["connectivity"]
    assert list(facts) == ["whole_rank"] and facts["whole_rank"]["values"] == {"mine": 3}
    plan = experiment_of({})
    assert describe_experiment(plan, plan.experiments["mine"])["facts"].get("connectivity", {}) == {}
