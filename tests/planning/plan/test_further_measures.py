"""The plan of measures beside the standard ones: by groups, and by default where learner and data can serve them."""

import pytest
from helpers.planned_paths import paths
from richlazy.contracts.parts import KINDS
from richlazy.errors import InputError

MEASURES = KINDS["measure"]
GROUPS = {"first": "newcomers", "second": "newcomers", "third": "others"}
PART = """
LONG_NAME = "newcomer"
UNITS = "1"
ASKS = {asks}
GROUP = "{group}"


def measure(initial, current): ...
"""


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Three further measures in two groups; the third asks for what the feed-forward network does not offer."""
    own = {}
    for name, group in GROUPS.items():
        own[name] = tmp_path / f"{name}.py"
        asks = ["state"] if name == "third" else ["outputs"]
        own[name].write_text(PART.format(group=group, asks=asks), encoding="utf-8")
    known = {name: MEASURES.path(name) for name in MEASURES.available()} | own
    monkeypatch.setattr(MEASURES, "_modules", lambda: {name: (name, path) for name, path in sorted(known.items())})
    return own


def lists(plan):
    """The lists of further measures that jobs take, each with the number of these jobs."""
    found = [tuple(one.parameters["measures"]) for one in plan.artefacts["measure"].values()]
    return {names: found.count(names) for names in set(found) if "weight_change" not in names}


def test_measures_of_a_group_are_one_artefact_and_others_one_each(files, base, plan_of):
    asked = ["training_loss", "third", "second", "first", "probe_loss"]
    base["experiments"]["rank"]["measures"] = asked
    plan = plan_of(base)
    assert lists(plan) == {("first", "second"): 6, ("third",): 6, ("training_loss",): 6, ("probe_loss",): 6}
    base["experiments"]["rank"]["measures"] = sorted(asked)
    assert paths(plan_of(base)) == paths(plan)


def test_naming_one_more_of_a_group_remakes_the_artefact_of_that_group(files, base, plan_of):
    base["experiments"]["rank"]["measures"] = ["first", "third"]
    before = plan_of(base)
    base["experiments"]["rank"]["measures"] = ["first", "third", "second"]
    after = plan_of(base)
    assert lists(before) == {("first",): 6, ("third",): 6} and lists(after) == {("first", "second"): 6, ("third",): 6}
    assert len(paths(before)["measure"] & paths(after)["measure"]) == 12


def test_default_measures_are_taken_where_they_can_be_and_those_that_are_named_everywhere(files, base, plan_of):
    base["experiments"]["rank"] |= {"default_measures": ["first", "third", "loss"], "measures": ["second"]}
    assert lists(plan_of(base)) == {("first", "second"): 6, ("third",): 6}
    flat = {"learner": "feedforward", "task": "digits", "training_trials": 400}
    base["experiments"] = {
        "flat": {"sweep": {"rank": [1, 5]}, "parameters": flat, "default_measures": ["third", "first"]}
    }
    plan = plan_of(base)
    assert lists(plan) == {("first",): 2}
    (remark,) = [line for line in plan.experiments["flat"].remarks if "third" in line]
    assert "left out is what asks for state" in remark and "lyapunov_exponent, third" in remark
    base["experiments"]["flat"]["measures"] = ["third"]
    with pytest.raises(InputError, match="flat.measures: third asks for state.*leave it out"):
        plan_of(base)


def test_a_default_measure_on_a_part_that_the_data_lack_is_left_out(base, plan_of):
    base["experiments"]["rank"]["default_measures"] = ["holdout_loss", "training_loss"]
    plan = plan_of(base)
    assert lists(plan) == {("training_loss",): 6}
    assert any("holdout_loss" in line and "2AF" in line for line in plan.experiments["rank"].remarks)


def test_an_unknown_default_measure_is_refused(base, plan_of):
    base["experiments"]["rank"]["default_measures"] = ["los"]
    with pytest.raises(InputError, match="rank.default_measures: no measure 'los'; known"):
        plan_of(base)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "GROUP = ['a']",
            r"first.py: GROUP: found \['a'\]; allowed is a word .*write for example `GROUP = 'richness'`",
        ),
        ("CHECKPOINTS = 'last'", "first.py: CHECKPOINTS: found 'last'; allowed are 'all' and 'ends'"),
    ],
)
def test_a_constant_that_a_measure_cannot_have_is_refused(files, base, plan_of, line, message):
    files["first"].write_text(PART.format(group="newcomers", asks=[]) + f"\n\n{line}\n", encoding="utf-8")
    base["experiments"]["rank"]["measures"] = ["first"]
    with pytest.raises(InputError, match=message):
        plan_of(base)
