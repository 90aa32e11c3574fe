"""The scorecard in short: counts, the effect that stands for a claim, and what is said of few seeds."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.reporting.scorecard import in_short
from richlazy.reporting.scorecard_summary import few_seeds, summarise, title, together

TREND, CONTRAST = "mean Spearman rho", "Hodges-Lehmann log ratio"


def row(**values):
    told = {"experiment": "rank", "claim": "C1", "statement": "S", "measure": "m", "step": 10, "task": "2AF"}
    told |= {"direction": "rises with rank", "effect_name": TREND, "effect": 0.5, "interval_low": 0.4}
    return told | {"interval_high": 0.6, "mean": 0.55, "seeds": 10, "diverged": 0, "verdict": "supported"} | values


def table(*rows):
    return pd.DataFrame(list(rows))


def test_claims_come_by_number_and_their_experiments_as_they_are():
    rows = table(*(row(experiment=s, claim=c) for s, c in (("b", "C10"), ("b", "C2"), ("a", "C2"), ("a", "C10"))))
    assert [(one.claim, one.experiments[0]) for one in summarise(rows)] == [
        ("C2", "b"),
        ("C2", "a"),
        ("C10", "b"),
        ("C10", "a"),
    ]


def test_every_test_is_counted_once():
    verdicts = ["supported"] * 3 + ["undecided"] * 2 + ["contradicted"]
    (one,) = summarise(table(*(row(verdict=verdict) for verdict in verdicts)))
    assert one.counts == {"supported": 3, "contradicted": 1, "undecided": 2} and in_short(one)["total"] == 6


def test_effects_are_turned_so_that_positive_is_as_predicted():
    (one,) = summarise(table(row(direction="falls with rank", effect=-0.5, interval_low=-0.9, interval_high=-0.1)))
    lead = one.leading("correlation")
    assert (lead.predicted, lead.low, lead.high, lead.predicted_mean) == (0.5, 0.1, 0.9, -0.55)
    assert in_short(one)["effects"] == ["correlation 0.50 (0.10 to 0.90)"]


@settings(deadline=None)
@given(st.lists(st.floats(-1, 1), min_size=1, max_size=9), st.booleans())
def test_the_median_stands_for_the_tests_over_all_tasks_or_else_for_all(effects, pooled):
    tasks = ["all tasks" if pooled else "2AF"] * len(effects)
    rows = [row(effect=effect, task=task) for effect, task in zip(effects, tasks, strict=True)]
    far = [row(effect=-1.0), row(effect=1.0)] if pooled else []
    (one,) = summarise(table(*rows, *far))
    assert one.leading("correlation").predicted == sorted(effects)[(len(effects) - 1) // 2]


def test_kinds_of_effects_are_kept_apart_and_ratios_are_ratios():
    log = np.log([2, 1.5, 3])
    ratio = row(effect_name=CONTRAST, effect=log[0], interval_low=log[1], interval_high=log[2])
    (one,) = summarise(table(row(direction="greater at rank 1 than at rank 100") | ratio, row(effect=np.nan)))
    assert one.leading("correlation") is None and list(one.kinds()) == ["ratio"]
    assert in_short(one)["effects"] == ["ratio 2.00 (1.50 to 3.00)"]


def test_a_difference_alone_is_named():
    (one,) = summarise(table(row(direction="greater in A", effect_name="Hodges-Lehmann difference")))
    assert in_short(one)["effects"] == ["Hodges-Lehmann difference 0.50 (0.40 to 0.60)"]


def test_a_claim_without_any_effect_has_none():
    (one,) = summarise(table(row(effect=np.nan, interval_low=np.nan, interval_high=np.nan, seeds=0)))
    assert in_short(one)["effects"] == [] and in_short(one)["seeds"] == "0"


def test_experiments_together_have_all_tests():
    both = together(
        summarise(table(row(experiment="a"), row(experiment="b", diverged=3, seeds=5), row(experiment="b")))
    )
    assert both.experiments == ("a", "b") and len(both.rows) == 3 and both.seeds == (5, 10) and both.diverged == 3


@pytest.mark.parametrize(("seeds", "warned"), [((5, 5, 12), True), ((10, 10, 5), False), ((7,), True), ((8,), False)])
def test_few_seeds_are_told(seeds, warned):
    words = few_seeds(table(*(row(seeds=count) for count in seeds)))
    assert bool(words) == warned and ("few decide little" in words) == warned
    assert few_seeds(table(row()).iloc[:0]) == ""


def test_claims_have_titles():
    assert title("C1") == "Higher rank is lazier" and title("C99", "It is so.") == "It is so."
