"""The initial matrices of a torch module: one for each name in STUDIED, all of the rank that is swept."""

import pytest
from helpers.guest import forget, guest_among_studies

SIZES = {"training_trials": 40, "probe_trials": 20, "test_trials": 20, "kernel_trials": 5, "batch": 8}


@pytest.fixture
def planned(tmp_path, config, plan_of):
    """The plan of committees with these names in STUDIED."""
    with guest_among_studies(tmp_path / "project") as study:
        file = study / "learners" / "committee.py"
        text = file.read_text(encoding="utf-8")

        def plan(studied):
            changed = text.replace("STAGES = []", f'STAGES = ["connectivity"]\nSTUDIED = {studied}')
            assert changed != text
            file.write_text(changed, encoding="utf-8")
            forget()
            fixed = {"learner": "committee", "task": "quadratic", "objective": "squared_error", **SIZES}
            config["tasks"]["quadratic"] = {"environment": "Quadratic"}
            config["experiments"] = {"mine": {"sweep": {"rank": [1, 20]}, "parameters": {**fixed, "hidden": 20}}}
            return plan_of(config)

        yield plan


@pytest.mark.parametrize("studied, layers", [(["first"], None), (["first", "second", "third"], 3)])
def test_there_is_a_matrix_for_each_name(planned, studied, layers):
    plan = planned(studied)
    matrices = list(plan.artefacts["connectivity"].values())
    assert [one.parameters["rank"] for one in matrices] == [1, 20]
    for one in matrices:
        assert one.parameters.get("depth") == layers
        assert one.parameters.get("truncated_layers") == (None if layers is None else "all")
    assert all(set(one.inputs) == {"trials", "connectivity"} for one in plan.artefacts["train"].values())


def test_another_number_of_matrices_is_another_artefact(planned):
    addresses = [set(planned(studied).artefacts["connectivity"]) for studied in (["a"], ["a", "b"], ["a", "b", "c"])]
    assert not addresses[0] & addresses[1] and not addresses[1] & addresses[2]
