"""The plan of structures, their null models and starts that obey Dale's law."""

import pytest
from richlazy.errors import InputError
from richlazy.planning.experiment_tables import describe_experiment


def with_structure(config, **experiment):
    """The config with an experiment of structures, one of which brings its own number of units."""
    config["matrices"] |= {
        "worm": {"builder": "reconstruction", "dataset": "witvliet1"},
        "dale": {"builder": "dale"},
    }
    config["experiments"] = {"structure": experiment}
    return config


def test_the_gaussian_null_model_is_the_gaussian_of_the_same_units(config, plan_of):
    with_structure(config, sweep={"connectivity": ["dale", "worm", "gaussian"], "null_model": ["none", "gaussian"]})
    plan = plan_of(config)
    readable = sorted(name.rpartition("-")[0] for name in plan.artefacts["connectivity"])
    assert readable == [
        "dale-rank300-seeds0to9",
        "gaussian-rank161-seeds0to9",
        "gaussian-rank300-seeds0to9",
        "worm-rank161-seeds0to9",
    ]
    points = {tuple(p["at"].values()): p for p in describe_experiment(plan, plan.experiments["structure"])["points"]}
    assert points["dale", "gaussian"]["measures"] == points["gaussian", "none"]["measures"]
    assert points["worm", "gaussian"]["measures"] != points["dale", "gaussian"]["measures"]


def test_further_grids_add_points_and_share_those_that_are_there(config, plan_of):
    sweep = {"task": ["2AF"], "connectivity": ["dale"], "null_model": ["none", "shuffled"]}
    also = [{"task": ["2AF", "CXT"], "null_model": ["none"]}, {"connectivity": ["gaussian"], "null_model": ["none"]}]
    experiment = plan_of(with_structure(config, sweep=sweep, also=also)).experiments["structure"]
    assert [tuple(at.values()) for at, _ in experiment.points] == [
        ("2AF", "dale", "none"),
        ("2AF", "dale", "shuffled"),
        ("CXT", "dale", "none"),
        ("2AF", "gaussian", "none"),
    ]
    assert experiment.sweep == {
        "task": ["2AF", "CXT"],
        "connectivity": ["dale", "gaussian"],
        "null_model": ["none", "shuffled"],
    }


@pytest.mark.parametrize(
    "experiment, message",
    [
        ({"sweep": {"connectivity": ["worm"], "hidden": [100, 200]}}, "'worm' brings its own number of units, 161"),
        ({"sweep": {"connectivity": ["dale"], "null_model": ["rewired"]}}, "'dale' .* has every connection"),
        ({"sweep": {"connectivity": ["fly"]}}, "connectivity: 'fly' is not defined; allowed are .*matrices"),
        ({"sweep": {"rank": [1]}, "also": [{"gain": [1]}]}, "also.0: gain: the experiment does not sweep it"),
        ({"sweep": {"connectivity": ["worm"]}, "parameters": {"rank": 200}}, "rank: 200 .*hidden = 161"),
    ],
)
def test_structures_that_cannot_be_are_refused(config, plan_of, experiment, message):
    with pytest.raises(InputError, match=message):
        plan_of(with_structure(config, **experiment))


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"null_model": "shuffled"}, "null_model: shuffled mixes signs.*`null_model: none`"),
        ({"rank": 7}, "truncation: svd to rank 7 mixes signs.*`truncation: nonnegative`"),
    ],
)
def test_dales_law_is_refused_for_starts_that_break_it(base, plan_of, changes, said):
    sweep = {"connectivity": ["uniform"], "constraint": ["dale"]}
    base["experiments"] = {"one": {"sweep": sweep, "parameters": changes}}
    with pytest.raises(InputError, match=f"experiments.one: constraint: dale .*{said}"):
        plan_of(base)
