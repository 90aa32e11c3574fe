"""An experiment that simulates, or whose claims and figures do not fit it, is refused before anything is computed."""

from pathlib import Path

import pytest
from helpers.projects import checked_project
from richlazy.contracts.numbers import whole_numbers
from richlazy.contracts.schema import validate
from richlazy.errors import InputError
from richlazy.planning.result_plans import Results

ROOT = Path(__file__).parents[2]


def experiment(**section):
    return {"simulation": "two_layer_linear"} | section


def arguments(**values):
    return experiment(arguments=values)


# Per case: the experiment, and words that the message must have: key, found, allowed or what to write.
WRONG = {
    "unknown simulation": (
        experiment(simulation="three_layer"),
        ["experiments.mine.simulation", "'three_layer'", "two_layer_linear", "add a file"],
    ),
    "unknown argument": (arguments(rank=[1]), ["experiments.mine.arguments.rank", "unknown key", "`ranks`"]),
    "wrong type": (arguments(inputs="many"), ["experiments.mine.arguments.inputs", "'many'", "whole number ≥ 2"]),
    "rank above the inputs": (
        arguments(ranks=[1, 21, 30]),
        ["experiments.mine.arguments.ranks", "found 30", "inputs = 20", "`ranks: [1]`"],
    ),
    "rank above the hidden units": (
        arguments(hidden=10, outputs=[1]),
        ["experiments.mine.arguments.ranks", "found 20", "hidden = 10", "`ranks: [1, 2, 5, 10]`"],
    ),
    "outputs above the inputs": (
        arguments(inputs=3, ranks=[1]),
        ["experiments.mine.arguments.outputs", "found 5", "inputs = 3", "`outputs: [1, 2]`"],
    ),
    "rank 0": (arguments(ranks=[0]), ["experiments.mine.arguments.ranks", "found 0", "whole number ≥ 1"]),
    "no rank": (arguments(ranks=[]), ["experiments.mine.arguments.ranks", "found []", "`ranks: [1, 2, 5, 10, 20]`"]),
    "kappa below 1": (arguments(kappas=[0.5, 2]), ["experiments.mine.arguments.kappas", "found 0.5", "≥ 1"]),
    "teacher of norm 0": (arguments(teacher_norm=0), ["experiments.mine.arguments.teacher_norm", "found 0", "> 0"]),
    "learning rate 0": (arguments(learning_rates=[0]), ["experiments.mine.arguments.learning_rates", "found 0", "> 0"]),
    "negative rate": (arguments(learning_rates=[-1]), ["experiments.mine.arguments.learning_rates", "found -1", "> 0"]),
    "overlap above 1": (arguments(overlaps=[1.1]), ["experiments.mine.arguments.overlaps", "found 1.1", "≤ 1"]),
    "negative overlap": (arguments(overlaps=[-0.1]), ["experiments.mine.arguments.overlaps", "found -0.1", "≥ 0"]),
    "tolerance 0": (arguments(tolerance=0), ["experiments.mine.arguments.tolerance", "found 0", "`tolerance: 0.0001`"]),
    "tolerance 1": (arguments(tolerance=1), ["experiments.mine.arguments.tolerance", "found 1", "< 1"]),
    "negative exponent": (
        arguments(input_exponent=-1),
        ["experiments.mine.arguments.input_exponent", "found -1", "≥ 0"],
    ),
    "no seed": (experiment(seeds=0), ["experiments.mine.seeds", "found 0", "≥ 1"]),
    "both kinds": (
        experiment(sweep={"rank": [1, 4]}),
        ["experiments.mine", "both `sweep` and `simulation`", "leave the other"],
    ),
    "no kind": ({"seeds": 3}, ["experiments.mine", "neither `sweep` nor `simulation`", "write one: `sweep: ...`"]),
    "parameters of a simulation": (
        experiment(parameters={"gain": 1}),
        ["experiments.mine.parameters", "only an experiment with `sweep`", "found `simulation`"],
    ),
    "arguments of a sweep": (
        {"sweep": {"rank": [1, 4]}, "arguments": {"ranks": [1]}},
        ["experiments.mine.arguments", "only an experiment with `simulation`", "found `sweep`"],
    ),
    "claim of sweeps": (
        experiment(claims=["C1"]),
        ["experiments.mine.claims", "C1 needs an experiment with a `sweep`", "leave C1"],
    ),
    "claim of simulations": (
        {"sweep": {"rank": [1, 4]}, "claims": ["C4"]},
        ["experiments.mine.claims", "C4 needs an experiment with `simulation: two_layer_linear`", "one with a `sweep`"],
    ),
    "figure of sweeps": (experiment(figures=["figure1"]), ["experiments.mine.figures", "figure1 needs", "`sweep`"]),
    "figure of simulations": (
        {"sweep": {"rank": [1, 4]}, "figures": ["figure3"]},
        ["experiments.mine.figures", "figure3 needs an experiment with `simulation: two_layer_linear`"],
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_an_experiment_that_cannot_work_is_refused(config, schema, case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    section, words = WRONG[case]
    config["experiments"]["mine"] = section
    with pytest.raises(InputError) as error:
        validate(whole_numbers(config), schema)
        checked_project(config, ROOT)
    missing = [word for word in words if word not in str(error.value)]
    assert not missing, f"{missing} not in {error.value}"
    assert not list(tmp_path.iterdir())


def test_an_experiment_that_simulates_takes_the_defaults_and_what_is_given(config, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config["experiments"] = {
        "mine": experiment(seeds=[4, 2], arguments={"ranks": [1, 3], "kappas": [2.0]}, claims=["C4"])
    }
    work = checked_project(config, ROOT)
    spec = Results(work).measures("mine").spec
    assert spec["seeds"] == [2, 4] and spec["simulation"] == "two_layer_linear"
    assert spec["arguments"]["ranks"] == [1, 3] and spec["arguments"]["kappas"] == [2]
    assert spec["arguments"]["inputs"] == 20
    assert Results(work).claims("mine").spec["claims"] == ["C4"]
    assert list(work.experiments) == ["mine"] and not work.plan.experiments and not any(work.artefact_paths())
