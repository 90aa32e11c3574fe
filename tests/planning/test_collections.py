"""An experiment that collects others: its figures get all their measures, and a wrong one is refused before any job."""

import json
from pathlib import Path

import pytest
from helpers.projects import checked_project
from richlazy.contracts.numbers import whole_numbers
from richlazy.contracts.schema import validate
from richlazy.errors import InputError
from richlazy.planning.result_plans import Asked, Results
from richlazy.planning.targets import made_for

ROOT = Path(__file__).parents[2]
SWEEP = {"sweep": {"gain": [0.5, 1.25], "rank": [1, 300]}}
OTHER = {"sweep": {"learning_rate": [0.001, 0.003], "rank": [1, 300]}}


@pytest.fixture
def work_of(config, schema, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def work_of(**experiments):
        config["experiments"] = experiments
        validate(whole_numbers(config), schema)
        return checked_project(config, ROOT)

    return work_of


def collection(*names, **section):
    return {"collects": list(names), "figures": ["controls"]} | section


def test_its_figures_get_the_measures_of_all_experiments_in_its_order(work_of):
    work = work_of(both=collection("rate", "gain"), gain=SWEEP, rate=OTHER)
    assert Results(work).shown("both", "controls") == ["rate", "gain"]
    assert made_for(Results(work), Asked(("both",))) == [
        "results/figures/both-controls.pdf",
        "results/figures/both-controls.png",
    ]
    assert list(work.experiments) == ["gain", "rate"] and list(work.illustrated) == ["gain", "rate", "both"]


def test_it_adds_no_work_of_its_own(work_of):
    alone = work_of(gain=SWEEP, rate=OTHER).artefact_paths()
    assert work_of(gain=SWEEP, rate=OTHER, both=collection("gain", "rate")).artefact_paths() == alone


def test_experiments_that_are_left_out_are_not_collected(work_of):
    work = work_of(gain=SWEEP, rate=None, both=collection("rate", "gain"))
    assert work.plan.collections["both"].collects == ["gain"]
    assert Results(work).figure("both", "controls").spec["measures"] == ["results/gain/measures.nc"]


def test_the_plan_of_its_figure_names_what_it_collects(work_of):
    plans = []
    for other in (OTHER, None):
        work = work_of(gain=SWEEP, rate=other, both=collection("rate", "gain"))
        results = Results(work)
        plans.append(json.loads(results.plans.text(results.figure("both", "controls").name)))
    assert [len(plan["measures"]) for plan in plans] == [2, 1]


SIMULATION = {"simulation": "two_layer_linear"}
# Per case: the experiments, and words that the message must have: key, found, allowed or what to write.
WRONG = {
    "unknown experiment": (
        {"gain": SWEEP, "both": collection("gane")},
        ["experiments.both.collects", "no experiment 'gane'", "of the config, gain"],
    ),
    "itself": (
        {"gain": SWEEP, "both": collection("gain", "both")},
        ["experiments.both.collects", "both has no `sweep`", "leave it out"],
    ),
    "a simulation": (
        {"gain": SWEEP, "theory": SIMULATION, "both": collection("gain", "theory")},
        ["experiments.both.collects", "theory has no `sweep`", "leave it out"],
    ),
    "none left": (
        {"gain": None, "rate": None, "rank": SWEEP, "both": collection("gain", "rate")},
        ["experiments.both.collects", "none of gain, rate is run", "`both: null`"],
    ),
    "none named": ({"gain": SWEEP, "both": collection()}, ["experiments.both.collects", "found []", "not empty"]),
    "named twice": (
        {"gain": SWEEP, "both": collection("gain", "gain")},
        ["experiments.both.collects", "['gain', 'gain']"],
    ),
    "a sweep as well": (
        {"gain": SWEEP, "both": collection("gain", **SWEEP)},
        ["experiments.both: found both `sweep` and `collects`", "leave the other"],
    ),
    "claims": (
        {"gain": SWEEP, "both": collection("gain", claims=["C1"])},
        ["experiments.both.claims", "only an experiment with `sweep` or `simulation`", "found `collects`"],
    ),
    "seeds": (
        {"gain": SWEEP, "both": collection("gain", seeds=5)},
        ["experiments.both.seeds", "only an experiment with `sweep` or `simulation`", "found `collects`"],
    ),
    "figure of a sweep": (
        {"gain": SWEEP, "both": collection("gain", figures=["figure1"])},
        ["experiments.both.figures: figure1 needs an experiment with a `sweep`, found one with `collects`"],
    ),
    "figure of a collection": (
        {"gain": SWEEP | {"figures": ["controls"]}},
        ["experiments.gain.figures: controls needs an experiment with `collects`, found one with a `sweep`"],
    ),
    "an experiment without what the figure needs": (
        {"gain": SWEEP, "rate": {"sweep": {"learning_rate": [0.1]}}, "both": collection("gain", "rate")},
        [
            "experiments.both.figures",
            "controls needs every",
            "sweep `rank`",
            "experiments.rate.sweep",
            "leave rate out",
        ],
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_collection_is_refused(work_of, case, tmp_path):
    experiments, words = WRONG[case]
    with pytest.raises(InputError) as error:
        work_of(**experiments)
    missing = [word for word in words if word not in str(error.value)]
    assert not missing, f"{missing} not in {error.value}"
    assert not list(tmp_path.iterdir())
