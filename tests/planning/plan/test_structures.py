"""The plan of structures, their null models and starts that obey Dale's law."""

import pytest
from richlazy.errors import InputError
from richlazy.planning.study_tables import describe_study


def with_structure(config, **study):
    """The config with a study of structures, one of which brings its own number of units."""
    config["matrices"] |= {
        "worm": {"builder": "reconstruction", "dataset": "witvliet1"},
        "dale": {"builder": "dale"},
    }
    config["studies"] = {"structure": study}
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
    points = {tuple(p["at"].values()): p for p in describe_study(plan, plan.studies["structure"])["points"]}
    assert points["dale", "gaussian"]["measures"] == points["gaussian", "none"]["measures"]
    assert points["worm", "gaussian"]["measures"] != points["dale", "gaussian"]["measures"]


def test_further_grids_add_points_and_share_those_that_are_there(config, plan_of):
    sweep = {"task": ["2AF"], "connectivity": ["dale"], "null_model": ["none", "shuffled"]}
    also = [{"task": ["2AF", "CXT"], "null_model": ["none"]}, {"connectivity": ["gaussian"], "null_model": ["none"]}]
    study = plan_of(with_structure(config, sweep=sweep, also=also)).studies["structure"]
    assert [tuple(at.values()) for at, _ in study.points] == [
        ("2AF", "dale", "none"),
        ("2AF", "dale", "shuffled"),
        ("CXT", "dale", "none"),
        ("2AF", "gaussian", "none"),
    ]
    assert study.sweep == {
        "task": ["2AF", "CXT"],
        "connectivity": ["dale", "gaussian"],
        "null_model": ["none", "shuffled"],
    }


@pytest.mark.parametrize(
    "study, message",
    [
        ({"sweep": {"connectivity": ["worm"], "hidden": [100, 200]}}, "'worm' brings its own number of units, 161"),
        ({"sweep": {"connectivity": ["dale"], "null_model": ["rewired"]}}, "'dale' .* has every connection"),
        ({"sweep": {"connectivity": ["fly"]}}, "connectivity: 'fly' is not defined; allowed are .*matrices"),
        ({"sweep": {"rank": [1]}, "also": [{"gain": [1]}]}, "also.0: gain: the study does not sweep it"),
        ({"sweep": {"connectivity": ["worm"]}, "parameters": {"rank": 200}}, "rank: 200 .*hidden = 161"),
    ],
)
def test_structures_that_cannot_be_are_refused(config, plan_of, study, message):
    with pytest.raises(InputError, match=message):
        plan_of(with_structure(config, **study))


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"null_model": "shuffled"}, "null_model: shuffled mixes signs.*`null_model: none`"),
        ({"rank": 7}, "truncation: svd to rank 7 mixes signs.*`truncation: nonnegative`"),
    ],
)
def test_dales_law_is_refused_for_starts_that_break_it(base, plan_of, changes, said):
    sweep = {"connectivity": ["uniform"], "constraint": ["dale"]}
    base["studies"] = {"one": {"sweep": sweep, "parameters": changes}}
    with pytest.raises(InputError, match=f"studies.one: constraint: dale .*{said}"):
        plan_of(base)
