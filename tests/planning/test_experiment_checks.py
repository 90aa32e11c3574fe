"""An experiment that simulates, or whose claims and figures do not fit it, is refused before anything is computed."""

from dataclasses import replace
from pathlib import Path

import pytest
from helpers.projects import checked_project
from richlazy.contracts.numbers import whole_numbers
from richlazy.contracts.schema import validate
from richlazy.errors import InputError
from richlazy.planning.experiment_checks import check_experiment
from richlazy.planning.experiments import Sweep
from richlazy.planning.result_plans import Results

ROOT = Path(__file__).parents[2]


def experiment(**section):
    return {"simulation": "two_layer_linear"} | section


def arguments(**values):
    return experiment(arguments=values)


def chosen(parameter, **sweep):
    return {"sweep": sweep, "choose": {parameter: "training_loss"}}


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
    "choice of what is not swept": (
        chosen("learning_rate", rank=[1, 4]),
        ["experiments.mine.choose.learning_rate", "it is not swept", "`learning_rate: [...]`"],
    ),
    "choice among one value": (
        chosen("momentum", momentum=[0.9], rank=[1, 4]),
        ["experiments.mine.choose.momentum", "found 0.9", "`momentum: [...]`", "two or more"],
    ),
    "choice of a matrix": (
        chosen("rank", rank=[1, 4]),
        ["experiments.mine.choose.rank", "cannot be compared by their training losses", ": training_loss`"],
    ),
    "choice of the loss itself": (
        chosen("objective", objective=["hinge", "cross_entropy"]),
        ["experiments.mine.choose.objective", "cannot be compared", ": training_loss`"],
    ),
    "choice of no parameter": (
        chosen("speed", rank=[1, 4]),
        ["experiments.mine.choose", "no parameter 'speed'", ": training_loss`"],
    ),
    "choice by what is not known": (
        {"sweep": {"learning_rate": [0.1, 0.2]}, "choose": {"learning_rate": "luck"}},
        ["experiments.mine.choose.learning_rate", "'luck'", "training_loss"],
    ),
    "choice of two": (
        {
            "sweep": {"learning_rate": [0.1, 0.2], "momentum": [0.1, 0.2]},
            "choose": {"learning_rate": "training_loss", "momentum": "training_loss"},
        },
        ["experiments.mine.choose", "one swept parameter of training"],
    ),
    "choice of a simulation": (
        experiment(choose={"learning_rate": "training_loss"}),
        ["experiments.mine.choose", "only an experiment with `sweep`", "found `simulation`"],
    ),
    "must improve, in words": (
        {"sweep": {"rank": [1, 4]}, "must_improve": "never"},
        ["experiments.mine.must_improve", "'never'"],
    ),
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


def test_a_figure_of_every_value_of_what_is_chosen_is_refused():
    """A choice that no config can make, since no figure needs a parameter of training."""
    whole = Sweep("mine", [{"rank": [1, 4]}], {}, [], [], seeds=[0], claims=[], figures=["figure1"])
    check_experiment(whole, {})
    with pytest.raises(InputError, match="figure1 needs the measures at every `rank`.*leave out figure1"):
        check_experiment(replace(whole, choose={"rank": "training_loss"}), {})


def test_what_is_chosen_is_swept_and_no_axis(config, tmp_path, monkeypatch):
    """The trainings are those of a sweep; their losses are read where measures are put together."""
    monkeypatch.chdir(tmp_path)
    sweep = {"rank": [1, 4], "learning_rate": [0.001, 0.01]}
    config["experiments"] = {
        "mine": {"sweep": sweep, "seeds": 2} | {"choose": {"learning_rate": "training_loss"}, "must_improve": False},
        "plain": {"sweep": sweep, "seeds": 2},
    }
    results = Results(checked_project(config, ROOT))
    spec, plain = results.measures("mine").spec, results.measures("plain").spec
    assert spec["choose"] == {"learning_rate": "training_loss"} and spec["must_improve"] is False
    assert plain["choose"] == {} and plain["must_improve"] is True
    assert spec["sweep"] == plain["sweep"] and len(spec["points"]) == 4
    for point, other in zip(spec["points"], plain["points"], strict=True):
        assert point["measures"] == other["measures"] and other["trainings"] == []
        assert [path.split("/")[1] for path in point["trainings"]] == ["train"]
    assert len(results.experiment_files("mine", "trainings")) == 4


def test_networks_that_learned_before_are_told(config, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config["experiments"] = {"mine": {"sweep": {"earlier_tasks": [[], ["2AF"]]}, "parameters": {"input_channels": 7}}}
    points = Results(checked_project(config, ROOT)).measures("mine").spec["points"]
    assert {point["at"]["earlier_tasks"]: point["learned_before"] for point in points} == {"none": False, "2AF": True}


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
