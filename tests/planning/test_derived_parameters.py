"""Derived parameters: what follows from them, what they share with experiments that name none, and what is refused."""

import sys

import pytest
from helpers.guest import forget
from helpers.planned_paths import plan_of
from helpers.wrong_studies import FILES
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.contracts import registry
from richlazy.contracts.derived import derived_parameters
from richlazy.contracts.schema import all_parameters
from richlazy.errors import InputError
from richlazy.planning.experiment_tables import describe_experiment

import studies

RATE = """
PARAMETERS = {
    "rate_per_trial": {
        "description": "Learning rate for each trial.",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1,
        "default": 0.001,
        "stage": "train",
    },
}
SETS = ["learning_rate"]


def derive(rate_per_trial, batch):
    return {"learning_rate": rate_per_trial * batch}
"""


def code(stage, parameters):
    return stage


def planned(config, sweep, **parameters):
    config["experiments"] = {"mine": {"sweep": sweep, "parameters": parameters}}
    return plan_of(config, code)


def trainings(plan):
    return [one.parameters for one in plan.artefacts["train"].values()]


def test_what_follows_is_exact(config):
    plan = planned(config, {"gamma": [0.1, 0.3, 1, 3]})
    found = [(one["alpha"], one["learning_rate"]) for one in trainings(plan)]
    assert found == [(10, 3e-05), (1 / 0.3, 0.00027), (1, 0.003), (1 / 3, 0.027)]
    assert all(isinstance(alpha, int) for alpha, _ in (found[0], found[2]))


@given(gamma=st.decimals("0.001", "1000", places=3), rate=st.decimals("0.00001", "1", places=5))
@settings(max_examples=50, deadline=None)
def test_a_product_of_decimals_is_the_float_nearest_to_it(gamma, rate):
    (one,) = [one for one in derived_parameters() if "gamma" in one.parameters]
    given_values = {"gamma": float(gamma), "learning_rate": float(rate), "optimizer": "sgd", "objective": "hinge"}
    assert one.values(given_values, "here")["learning_rate"] == float(rate * gamma)


def test_one_and_no_gamma_have_the_same_artefacts(config):
    plain = planned(config, {"rank": [1, "full"]})
    swept = planned(config, {"rank": [1, "full"], "gamma": [1, 3]})
    fixed = planned(config, {"rank": [1, "full"]}, gamma=1)
    for stage, artefacts in plain.artefacts.items():
        assert set(artefacts) == set(fixed.artefacts[stage]) <= set(swept.artefacts[stage])
    assert len(swept.artefacts["train"]) == 4


def test_no_address_holds_a_derived_parameter(config):
    for one in trainings(planned(config, {"gamma": [0.5]})):
        assert "gamma" not in one and one["alpha"] == 2


def test_axes_and_fixed_parameters_have_the_derived_parameter(config):
    plan = planned(config, {"gamma": [0.5, 2], "rank": [1, 5]})
    told = describe_experiment(plan, plan.experiments["mine"])
    assert told["sweep"] == {"rank": [1, 5], "gamma": [0.5, 2]}
    assert [point["at"]["gamma"] for point in told["points"]] == [0.5, 2, 0.5, 2]
    assert told["derived"] == {
        "gamma=0.5": {"alpha": 2, "learning_rate": 0.00075},
        "gamma=2": {"alpha": 0.5, "learning_rate": 0.012},
    }
    assert not {"alpha", "learning_rate", "gamma"} & set(told["parameters"])
    fixed = planned(config, {"rank": [1, 5]}, gamma=2).experiments["mine"].fixed
    assert {name: fixed[name] for name in ("gamma", "alpha", "learning_rate")} == {
        "gamma": 2,
        "alpha": 0.5,
        "learning_rate": 0.012,
    }


def test_an_experiment_without_a_derived_parameter_tells_of_none(config):
    plan = planned(config, {"rank": [1, 5]})
    told = describe_experiment(plan, plan.experiments["mine"])
    assert "derived" not in told and "gamma" not in told["parameters"]


def test_what_is_scaled_may_be_swept_beside_it(config):
    plan = planned(config, {"gamma": [0.5, 2], "learning_rate": [0.004, 0.008]})
    assert plan.experiments["mine"].sweep["learning_rate"] == [0.004, 0.008]
    assert [one["learning_rate"] for one in trainings(plan)] == [0.001, 0.016, 0.002, 0.032]
    assert plan.experiments["mine"].derived["gamma=2, learning_rate=0.008"]["learning_rate"] == 0.032


def test_trainings_before_have_the_same_values(config):
    plan = planned(config, {"gamma": [0.5]}, task="DMS", earlier_tasks=["2AF"])
    assert [(one["task"], one["alpha"]) for one in trainings(plan)] == [("2AF", 2), ("DMS", 2)]


def test_a_derived_parameter_of_the_config_holds_for_all_experiments(config):
    config["parameters"]["gamma"] = 4
    assert [one["alpha"] for one in trainings(planned(config, {"rank": [1]}))] == [0.25]
    assert [one["alpha"] for one in trainings(planned(config, {"rank": [1]}, gamma=2))] == [0.5]


@pytest.mark.parametrize(
    "sweep, parameters, of_config, words",
    [
        ({"gamma": [1, 2]}, {"alpha": 2}, {}, "found both `gamma` and `alpha: 2`.*leave one of them out"),
        ({"gamma": [1, 2], "alpha": [1]}, {}, {}, "found both `gamma` and `alpha: 1`"),
        ({"alpha": [1]}, {}, {"gamma": 2}, "found both `gamma` and `alpha: 1`"),
        ({"rank": [1]}, {}, {"gamma": 2, "alpha": 3}, "found both `gamma` and `alpha: 3`"),
        ({"gamma": [1e-30]}, {}, {}, r"from `gamma: 1.0e-30` follows alpha: found 1.0e\+30; allowed: a number > 0"),
        ({"gamma": [1e6]}, {}, {}, "follows learning_rate: found 3000000000; .*write for example `gamma: 1`"),
        ({"gamma": [1e-5]}, {"learning_rate": 1e-37}, {}, "learning_rate: found 1.0e-47, in float32 0.0"),
    ],
)
def test_contradictions_and_values_out_of_bounds_are_refused(config, sweep, parameters, of_config, words):
    config["parameters"] |= of_config
    with pytest.raises(InputError, match=f"^experiments.mine: .*{words}") as error:
        planned(config, sweep, **parameters)
    assert "\n" not in str(error.value)


@pytest.fixture
def study(monkeypatch, tmp_path):
    """A project with one study, to which files can be added."""
    folder = tmp_path / "studies" / "mine"
    monkeypatch.setattr(registry, "PROJECT", tmp_path)
    monkeypatch.setattr(studies, "__path__", [str(tmp_path / "studies")])

    def add(files):
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        for module in [name for name in sys.modules if name.startswith("studies.mine")]:
            monkeypatch.delitem(sys.modules, module)
        forget()

    add({"study.yaml": FILES["study.yaml"]})
    yield add
    monkeypatch.undo()
    forget()


def test_a_study_may_have_one_that_needs_other_parameters(study, config):
    study({"derived/rate.py": RATE})
    assert list(all_parameters()).index("rate_per_trial") > list(all_parameters()).index("learning_rate")
    plan = planned(config, {"rate_per_trial": [0.001, 0.01], "batch": [10, 30]})
    assert [one["learning_rate"] for one in trainings(plan)] == [0.01, 0.1, 0.03, 0.3]


@pytest.mark.parametrize(
    "changes, sweep, words",
    [
        ([], {"rate_per_trial": [0.1], "learning_rate": [0.1]}, "found both `rate_per_trial` and `learning_rate: 0.1`"),
        ([], {"rate_per_trial": [0.1], "gamma": [1]}, "found both .*`gamma`.*, and learning_rate follows from either"),
        ([], {"rate_per_trial": [0.1], "batch": ["all"]}, r"`derive` of .*rate.py fails for .*batch: all: TypeError"),
        ([("* batch", "/ (batch - batch)")], {"rate_per_trial": [0.1]}, "ZeroDivisionError"),
        ([("batch", "curvature")], {"rate_per_trial": [0.1]}, "rate.py: `derive` takes `curvature`, and there is no"),
        ([("batch", "depth")], {"rate_per_trial": [0.1]}, "it needs depth, .*`learner: feedforward`"),
        ([("batch", "rank")], {"rate_per_trial": [0.1], "rank": ["full"]}, "TypeError"),
        ([('{"learning_rate":', '{"rate":')], {"rate_per_trial": [0.1]}, "allowed is a mapping with the names of SETS"),
        ([('SETS = ["learning_rate"]', 'SETS = ["depth"]'), ('{"learning_rate":', '{"depth":')],
         {"rate_per_trial": [0.1]}, "it needs depth, .*`learner: feedforward`"),
    ],
)  # fmt: skip
def test_what_it_cannot_serve_is_refused(study, config, changes, sweep, words):
    text = RATE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    study({"derived/rate.py": text})
    with pytest.raises(InputError, match=words):
        planned(config, sweep)


@pytest.mark.parametrize(
    "old, new, words",
    [
        ("SETS", "SET", "this derived parameter has no `SETS`"),
        ("def derive", "def derived", "has no `derive`; write `def derive"),
        ('["learning_rate"]', '"learning_rate"', "SETS: found 'learning_rate'; allowed is a list"),
        ('["learning_rate"]', '["learning_rates"]', "'learning_rates' is no parameter; allowed are .*learning_rate"),
        ('["learning_rate"]', '["optimizer"]', "'optimizer' chooses a part"),
        ("rate_per_trial", "momentum", "'momentum': there is another parameter of this name"),
        ("rate_per_trial", "gamma", "'gamma': there is another parameter of this name"),
        ('"default": 0.001', '"default": 2', "'rate_per_trial': default: found 2"),
        ('"default": 0.001,', "", "'rate_per_trial' needs a description, a default"),
    ],
)
def test_an_incomplete_contract_is_refused(study, old, new, words):
    assert old in RATE
    study({"derived/rate.py": RATE.replace(old, new)})
    with pytest.raises(InputError, match=f"rate.py: .*{words}"):
        all_parameters()


def test_a_value_that_a_matrix_replaces_is_no_base_for_what_follows(study, config, tmp_path):
    """A file brings its own number of units."""
    import numpy as np

    study({"derived/rate.py": RATE.replace("batch", "hidden")})
    np.save(tmp_path / "own.npy", np.random.default_rng(0).standard_normal((7, 7)))
    config["matrices"]["own"] = {"builder": "file", "path": str(tmp_path / "own.npy"), "orientation": "post_pre"}
    with pytest.raises(InputError, match="rate_per_trial: follows from `hidden: 300`, but the condition has 7"):
        planned(config, {"rate_per_trial": [0.0001]}, connectivity="own")
    assert trainings(planned(config, {"rate_per_trial": [0.0001]}, connectivity="own", hidden=7))
