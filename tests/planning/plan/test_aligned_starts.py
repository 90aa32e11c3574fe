"""The plan of starts that are made from what a reference network learned."""

import pytest
from helpers.planned_paths import paths
from richlazy.contracts.parts import stages
from richlazy.planning.experiment_tables import describe_experiment, index_rows

TASKS = ["2AF", "CXT"]


@pytest.fixture
def aligned(base):
    """The base experiment and one of starts aligned with the networks of full rank that the base experiment trains as
    well."""
    base["matrices"] |= {"trained": {"builder": "trained"}, "on_CXT": {"builder": "trained", "task": "CXT"}}
    base["experiments"]["alignment"] = {
        "sweep": {
            "task": ["2AF"],
            "connectivity": ["trained", "on_CXT"],
            "rank": [1],
            "null_model": ["none", "gaussian"],
        }
    }
    return base


def test_an_aligned_start_is_made_from_the_training_of_its_reference(aligned, plan_of):
    plan = plan_of(aligned)
    made_from = {name.split("-")[0]: artefact.inputs for name, artefact in plan.artefacts["connectivity"].items()}
    trained = {
        task: next(
            a.path for name, a in plan.artefacts["train"].items() if name.startswith(f"{task}-gaussian-rank300-")
        )
        for task in TASKS
    }
    assert made_from == {
        "gaussian": {},
        "trained": {"reference": trained["2AF"]},
        "on_CXT": {"reference": trained["CXT"]},
    }
    # Reference and random start are networks of the base experiment: two trainings are new.
    counts = {stage: len(found) for stage, found in plan.artefacts.items()}
    assert counts == {"trials": 2, "connectivity": 5, "train": 8, "measure": 8, "compare": 0, "replicate": 0}


def test_a_reference_that_no_experiment_shows_is_trained_and_not_measured(aligned, plan_of):
    del aligned["experiments"]["rank"]
    counts = {stage: len(found) for stage, found in plan_of(aligned).artefacts.items()}
    assert counts == {"trials": 2, "connectivity": 4, "train": 5, "measure": 3, "compare": 0, "replicate": 0}


def test_a_reference_shares_the_block_of_seeds_of_the_experiment_that_shows_it(aligned, plan_of):
    aligned["experiments"]["alignment"]["seeds"] = 3
    alone = plan_of(aligned)
    aligned["experiments"]["alignment"]["seeds"] = 12
    both = plan_of(aligned)
    for plan, blocks in ((alone, {(0, 10)}), (both, {(0, 10), (10, 12)})):
        found = {(a.seeds[0], a.seeds[-1] + 1) for n, a in plan.artefacts["train"].items() if "gaussian-rank300" in n}
        assert found == blocks
    trained = [a for name, a in both.artefacts["connectivity"].items() if name.startswith("trained-")]
    assert len({a.inputs["reference"] for a in trained}) == 2


def test_a_change_in_training_remakes_the_starts_that_are_made_from_it(aligned, plan_of):
    before, after = plan_of(aligned), plan_of(aligned, changed_stage="train")

    def starts(plan, kind):
        return {path for path in paths(plan)["connectivity"] if path.startswith(f"results/connectivity/{kind}-")}

    assert starts(before, "gaussian") == starts(after, "gaussian")
    assert not starts(before, "trained") & starts(after, "trained")


def test_the_experiment_of_aligned_starts_tells_their_overlap(aligned, plan_of):
    aligned["matrices"]["half"] = {"builder": "trained", "overlap": 0.5}
    aligned["experiments"]["alignment"]["sweep"]["connectivity"] += ["half", "gaussian"]
    plan = plan_of(aligned)
    facts = describe_experiment(plan, plan.experiments["alignment"])["facts"]["connectivity"]
    assert {name: fact["values"] for name, fact in facts.items()} == {
        "overlap": {"trained": 1, "on_CXT": 1, "half": 0.5},
        "aligned_with": {"trained": "trained, own", "on_CXT": "trained, CXT", "half": "trained, own"},
    }


def test_the_index_names_the_reference_of_aligned_starts_once(aligned, plan_of):
    del aligned["experiments"]["rank"]
    aligned["experiments"]["alignment"]["sweep"] |= {"rank": [1, 5], "connectivity": ["trained"]}
    plan = plan_of(aligned)
    rows = [row for row in index_rows(plan) if row["point"] == "trained first"]
    (row,) = rows
    assert row["train"].startswith("results/train/2AF-gaussian-rank300-") and "measure" not in row
    named = {file for row in index_rows(plan) for stage, file in row.items() if stage in stages()}
    assert named == set().union(*paths(plan).values())
