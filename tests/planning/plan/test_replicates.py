"""The plan of simulations whose replicates have jobs of their own: what is kept when seeds or arguments change."""

from pathlib import Path

import pytest
from helpers.planned_paths import paths
from helpers.projects import checked_project
from richlazy.contracts.study_parts import simulations
from richlazy.errors import InputError
from richlazy.planning.experiment_tables import index_rows
from richlazy.planning.result_plans import Results

ROOT = Path(__file__).parents[3]
SPLIT = "early_recognition"


@pytest.fixture
def base(base):
    base["experiments"] = {"mine": section()}
    return base


def section(simulation=SPLIT, seeds=3, **arguments):
    return {"simulation": simulation, "seeds": seeds, "arguments": arguments, "claims": [], "figures": []}


def a_job(number, patch):
    """Every simulation that is split has so many seeds a job."""
    known = simulations.constant
    patch.setattr(simulations, "constant", lambda name, key, default=None: number if key == "SEEDS_A_JOB" and
                  known(name, key, default) else known(name, key, default))  # fmt: skip


def replicates(plan):
    return plan.artefacts["replicate"]


def test_each_seed_has_an_artefact_without_inputs(base, plan_of):
    plan = plan_of(base)
    assert [one.seeds for one in plan.replicates["mine"]] == [(0,), (1,), (2,)]
    for one in plan.replicates["mine"]:
        assert one.path == f"results/replicate/{one.name}.nc" and one.inputs == {}
        assert one.parameters["simulation"] == SPLIT and one.parameters["arguments"]["width"]
        assert one.name.startswith(f"{SPLIT}-seeds{one.seeds[0]}to")
    assert not any(found for stage, found in plan.artefacts.items() if stage != "replicate")


def test_a_simulation_that_does_not_say_so_has_none(base, plan_of):
    base["experiments"] = {"theory": section("two_layer_linear")}
    plan = plan_of(base)
    assert not plan.replicates and not replicates(plan)


def test_further_seeds_leave_what_is_there(base, plan_of):
    before = paths(plan_of(base))["replicate"]
    base["experiments"]["mine"]["seeds"] = 5
    after = paths(plan_of(base))["replicate"]
    assert before < after and len(after) == 5


def test_equal_experiments_share_and_other_arguments_do_not(base, plan_of):
    base["experiments"]["same"] = section(seeds=[2, 7])
    shared = plan_of(base)
    assert len(replicates(shared)) == 4 and shared.replicates["same"][0] is shared.replicates["mine"][2]
    base["experiments"]["same"] = section(seeds=[2, 7], epochs=2)
    assert len(replicates(plan_of(base))) == 5


@pytest.mark.parametrize("number, blocks", [(2, [(0, 1), (2,)]), (10, [(0, 1, 2)])])
def test_a_job_has_so_many_seeds(base, plan_of, monkeypatch, number, blocks):
    a_job(number, monkeypatch)
    assert [one.seeds for one in plan_of(base).replicates["mine"]] == blocks


@pytest.mark.parametrize("number", [0, -1, 1.5, True, "all"])
def test_what_is_no_number_of_seeds_is_refused(base, plan_of, monkeypatch, number):
    known = simulations.constant
    monkeypatch.setattr(
        simulations,
        "constant",
        lambda name, key, default=None: number if key == "SEEDS_A_JOB" else known(name, key, default),
    )
    with pytest.raises(
        InputError, match=r"early_recognition\.py: SEEDS_A_JOB: found .*whole numbers ≥ 1.*SEEDS_A_JOB = 1"
    ):
        plan_of(base)


def test_the_index_has_a_row_for_each(base, plan_of):
    plan = plan_of(base)
    rows = index_rows(plan)
    assert [row["seeds"] for row in rows] == ["0", "1", "2"] and {row["experiment"] for row in rows} == {"mine"}
    assert {row["replicate"] for row in rows} == paths(plan)["replicate"]


def test_the_table_is_planned_from_them(base, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    project = checked_project(base, ROOT)
    spec = Results(project).measures("mine").spec
    assert spec["replicates"] == [one.path for one in project.plan.replicates["mine"]]
    kept = project.only(["mine"]).plan
    assert set(replicates(kept)) == set(replicates(project.plan)) and not replicates(project.only([]).plan)
