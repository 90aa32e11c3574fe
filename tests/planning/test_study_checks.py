"""A study that simulates, or whose claims and figures do not fit it, is refused before anything is computed."""

from pathlib import Path

import pytest
from richlazy.contracts.numbers import whole_numbers
from richlazy.contracts.schema import validate
from richlazy.errors import InputError
from richlazy.planning.workflow import Workflow

ROOT = Path(__file__).parents[2]


def study(**section):
    return {"simulation": "two_layer_linear"} | section


def arguments(**values):
    return study(arguments=values)


# Per case: the study, and words that the message must have: key, found, allowed or what to write.
WRONG = {
    "unknown simulation": (
        study(simulation="three_layer"),
        ["studies.mine.simulation", "'three_layer'", "two_layer_linear", "add a file"],
    ),
    "unknown argument": (arguments(rank=[1]), ["studies.mine.arguments.rank", "unknown key", "`ranks`"]),
    "wrong type": (arguments(inputs="many"), ["studies.mine.arguments.inputs", "'many'", "whole number ≥ 2"]),
    "rank above the inputs": (
        arguments(ranks=[1, 21, 30]),
        ["studies.mine.arguments.ranks", "found 30", "inputs = 20", "`ranks: [1]`"],
    ),
    "rank above the hidden units": (
        arguments(hidden=10, outputs=[1]),
        ["studies.mine.arguments.ranks", "found 20", "hidden = 10", "`ranks: [1, 2, 5, 10]`"],
    ),
    "outputs above the inputs": (
        arguments(inputs=3, ranks=[1]),
        ["studies.mine.arguments.outputs", "found 5", "inputs = 3", "`outputs: [1, 2]`"],
    ),
    "rank 0": (arguments(ranks=[0]), ["studies.mine.arguments.ranks", "found 0", "whole number ≥ 1"]),
    "no rank": (arguments(ranks=[]), ["studies.mine.arguments.ranks", "found []", "`ranks: [1, 2, 5, 10, 20]`"]),
    "kappa below 1": (arguments(kappas=[0.5, 2]), ["studies.mine.arguments.kappas", "found 0.5", "≥ 1"]),
    "teacher of norm 0": (arguments(teacher_norm=0), ["studies.mine.arguments.teacher_norm", "found 0", "> 0"]),
    "learning rate 0": (arguments(learning_rates=[0]), ["studies.mine.arguments.learning_rates", "found 0", "> 0"]),
    "negative rate": (arguments(learning_rates=[-1]), ["studies.mine.arguments.learning_rates", "found -1", "> 0"]),
    "overlap above 1": (arguments(overlaps=[1.1]), ["studies.mine.arguments.overlaps", "found 1.1", "≤ 1"]),
    "negative overlap": (arguments(overlaps=[-0.1]), ["studies.mine.arguments.overlaps", "found -0.1", "≥ 0"]),
    "tolerance 0": (arguments(tolerance=0), ["studies.mine.arguments.tolerance", "found 0", "`tolerance: 0.0001`"]),
    "tolerance 1": (arguments(tolerance=1), ["studies.mine.arguments.tolerance", "found 1", "< 1"]),
    "negative exponent": (arguments(input_exponent=-1), ["studies.mine.arguments.input_exponent", "found -1", "≥ 0"]),
    "no seed": (study(seeds=0), ["studies.mine.seeds", "found 0", "≥ 1"]),
    "both kinds": (study(sweep={"rank": [1, 4]}), ["studies.mine", "both `sweep` and `simulation`", "leave the other"]),
    "no kind": ({"seeds": 3}, ["studies.mine", "neither `sweep` nor `simulation`", "write one: `sweep: ...`"]),
    "parameters of a simulation": (
        study(parameters={"gain": 1}),
        ["studies.mine.parameters", "only a study with `sweep`", "found `simulation`"],
    ),
    "arguments of a sweep": (
        {"sweep": {"rank": [1, 4]}, "arguments": {"ranks": [1]}},
        ["studies.mine.arguments", "only a study with `simulation`", "found `sweep`"],
    ),
    "claim of sweeps": (study(claims=["C1"]), ["studies.mine.claims", "C1 needs a study with a `sweep`", "leave C1"]),
    "claim of simulations": (
        {"sweep": {"rank": [1, 4]}, "claims": ["C4"]},
        ["studies.mine.claims", "C4 needs a study with `simulation: two_layer_linear`", "one with a `sweep`"],
    ),
    "figure of sweeps": (study(figures=["figure1"]), ["studies.mine.figures", "figure1 needs", "`sweep`"]),
    "figure of simulations": (
        {"sweep": {"rank": [1, 4]}, "figures": ["figure3"]},
        ["studies.mine.figures", "figure3 needs a study with `simulation: two_layer_linear`"],
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_study_that_cannot_work_is_refused(config, schema, case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    section, words = WRONG[case]
    config["studies"]["mine"] = section
    with pytest.raises(InputError) as error:
        validate(whole_numbers(config), schema)
        Workflow(config, ROOT)
    missing = [word for word in words if word not in str(error.value)]
    assert not missing, f"{missing} not in {error.value}"
    assert not list(tmp_path.iterdir())


def test_a_study_that_simulates_takes_the_defaults_and_what_is_given(config, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config["studies"] = {"mine": study(seeds=[4, 2], arguments={"ranks": [1, 3], "kappas": [2.0]}, claims=["C4"])}
    work = Workflow(config, ROOT)
    spec = work.simulation_spec("mine")
    assert spec["seeds"] == [2, 4] and spec["simulation"] == "two_layer_linear"
    assert spec["arguments"]["ranks"] == [1, 3] and spec["arguments"]["kappas"] == [2]
    assert spec["arguments"]["inputs"] == 20
    assert work.claims_spec("mine")["claims"] == ["C4"]
    assert list(work.studies) == ["mine"] and not work.plan.studies and not any(work.artefact_paths())
