"""The plan of simulations whose replicates have jobs of their own: what is kept when seeds or arguments change."""

from pathlib import Path

import pytest
from helpers.planned_paths import changed, paths, plan_with_refusals
from helpers.projects import checked_project
from richlazy.artefacts.code_digest import reached
from richlazy.contracts.study_parts import simulations
from richlazy.errors import InputError
from richlazy.planning.experiment_tables import index_rows
from richlazy.planning.result_plans import Results
from richlazy.planning.targets import asked_for

ROOT = Path(__file__).parents[3]
SPLIT = "early_recognition"


@pytest.fixture
def base(base):
    base["experiments"] = {"mine": section()}
    return base


def section(simulation=SPLIT, seeds=3, **arguments):
    return {"simulation": simulation, "seeds": seeds, "arguments": arguments, "claims": [], "figures": []}


def replicates(plan):
    return plan.artefacts["replicate"]


def test_each_seed_has_an_artefact_without_inputs(base, plan_of):
    plan = plan_of(base)
    assert [one.seeds for one in plan.replicates["mine"]] == [(0,), (1,), (2,)]
    for one in plan.replicates["mine"]:
        assert one.path == f"results/replicate/{one.name}.nc" and one.inputs == {}
        assert one.parameters["simulation"] == SPLIT and one.parameters["arguments"]["width"]
        assert one.name.startswith(f"{SPLIT}-seed{one.seeds[0]}-")
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


def test_equal_numbers_in_another_form_are_the_same(base, plan_of):
    base["experiments"]["mine"]["arguments"] = {"learning_rate": 0.003}
    base["experiments"]["same"] = section(learning_rate=3e-3)
    assert len(replicates(plan_of(base))) == 3


@pytest.mark.parametrize("found", [0, 1, "all", [True]])
def test_what_says_neither_yes_nor_no_is_refused_where_it_is_needed(base, monkeypatch, found):
    known = simulations.constant
    monkeypatch.setattr(
        simulations,
        "constant",
        lambda name, key, default=None: found if (name, key) == (SPLIT, "SEEDS_APART") else known(name, key, default),
    )
    base["experiments"]["theory"] = section("two_layer_linear")
    plan = plan_with_refusals(base)
    assert set(plan.refused) == {"mine"} and set(plan.simulations) == {"theory"} and not replicates(plan)
    message = str(plan.refused["mine"])
    for words in ("early_recognition.py", f"found {found!r}", "allowed are True and False", "SEEDS_APART = True"):
        assert words in message


def test_code_that_cannot_be_followed_is_refused_where_it_is_needed(base):
    def code_of(stage, parameters):
        if stage == "replicate":
            raise InputError("imports everything")
        return "code"

    base["experiments"]["theory"] = section("two_layer_linear")
    plan = plan_with_refusals(base, code_of)
    assert set(plan.refused) == {"mine"} and set(plan.simulations) == {"theory"}


def test_the_index_has_a_row_for_each(base, plan_of):
    plan = plan_of(base)
    rows = index_rows(plan)
    assert [row["seeds"] for row in rows] == ["0", "1", "2"] and {row["experiment"] for row in rows} == {"mine"}
    assert {row["replicate"] for row in rows} == paths(plan)["replicate"]


def test_the_table_is_planned_from_them(base, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    base["experiments"]["other"] = section(epochs=2)
    project = checked_project(base, ROOT)
    spec = Results(project).measures("mine").spec
    assert spec["replicates"] == [one.path for one in project.plan.replicates["mine"]]
    kept = project.only(["mine"]).plan
    assert {one.path for one in replicates(kept).values()} == set(spec["replicates"])
    assert {row["experiment"] for row in index_rows(kept)} == {"mine"} and not index_rows(project.only([]).plan)


def test_a_file_asks_for_the_experiment_that_uses_it(base, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    base["experiments"]["other"] = section(epochs=2)
    project = checked_project(base, ROOT)
    path = project.plan.replicates["other"][1].path
    assert asked_for([path], project).experiments == ("other",)


def test_code_of_the_stage_moves_it(base, plan_of):
    assert changed(plan_of(base), plan_of(base, "replicate")) == {"replicate"}


def test_neither_the_join_nor_claims_and_figures_are_code_of_it():
    files = {path.relative_to(ROOT).as_posix() for path in reached([ROOT / "scripts" / "replicate.py"])}
    assert "scripts/richlazy/contracts/simulations.py" in files
    assert not files & {"scripts/richlazy/simulations/joined.py", "scripts/richlazy/contracts/study_parts.py"}
