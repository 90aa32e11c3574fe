"""Claims on committee machines: the rows that they have, and their verdicts on values that are known."""

import numpy as np
import pytest
from helpers.committee_machines import lose, make_committee_machines, never
from richlazy.contracts.study_parts import claims

from studies.grokking.claims.G11_one_knob import equal_products

IDS = ("G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "G11")


def rows(claim, measures):
    return claims.find(claim).test(measures, {})


def verdicts(claim, measures):
    return {(row.measure, row.task): row.verdict for row in rows(claim, measures)}


@pytest.fixture
def predicted():
    return make_committee_machines()


@pytest.mark.parametrize("claim", [claim for claim in IDS if claim != "G6"])
def test_networks_that_do_as_predicted_support_every_row(claim, predicted):
    measures = predicted
    if claim == "G7":  # two corners that never generalise would be equal
        measures["test_step"] = 500 * measures.alpha / measures.epsilon + 0 * measures.test_step.where(False, 0)
    found = verdicts(claim, measures)
    assert found and set(found.values()) == {"supported"}


@pytest.mark.parametrize(
    "claim, count",
    [("G1", 3), ("G2", 2), ("G3", 5), ("G4", 6), ("G5", 6), ("G6", 12), ("G7", 3), ("G8", 3), ("G11", 4)],
)
def test_the_rows_of_a_claim(claim, count, predicted):
    assert len(rows(claim, predicted)) == count


def test_each_part_of_G6_has_its_own_direction(predicted):
    del predicted["ratio"]
    predicted["ratio"] = 1 / predicted.epsilon + 0 * predicted.train_step
    predicted["delay"] = 1 / predicted.epsilon + 0 * predicted.train_step
    assert set(verdicts("G6", predicted).values()) == {"supported"}
    predicted["ratio"] = predicted.epsilon + 0 * predicted.train_step
    found = verdicts("G6", predicted)
    assert {verdict for (measure, _), verdict in found.items() if measure == "ratio"} == {"contradicted"}


@pytest.mark.parametrize(
    "claim, change",
    [
        ("G1", {"train_step": 1e6}),
        ("G2", {"rise": 0.0}),
        ("G3", {"kernel_error": 0.0}),
        ("G4", {"final_norm_gain": 0.5}),
        ("G8", {"linear_step": 1e6}),
    ],
)
def test_networks_that_do_the_opposite_do_not_support_it(claim, change, predicted):
    for name, value in change.items():
        predicted[name] = predicted[name] * 0 + value
    changed = [verdict for (measure, _), verdict in verdicts(claim, predicted).items()]
    assert "contradicted" in changed or claim == "G2"
    assert changed.count("supported") < len(changed)


def test_what_never_generalises_comes_last_and_is_counted(predicted):
    never(predicted, 0.25, 0.1)
    by_cell = {row.task: row for row in rows("G1", predicted)}
    lost = by_cell["alpha=0.25, epsilon=0.1"]
    assert lost.effect == np.inf and lost.censored == 8 and lost.verdict == "supported"
    latest = rows("G7", predicted)
    assert latest[0].effect < 0  # that corner is later than the lazy one now
    trend = next(row for row in rows("G5", predicted) if row.measure == "test_step" and row.task == "epsilon=0.1")
    assert trend.censored == 8 and trend.verdict != "supported"


def test_runs_that_diverged_are_counted_and_in_no_test(predicted):
    lose(predicted, 0.25, 0.1)
    row = next(row for row in rows("G1", predicted) if row.task == "alpha=0.25, epsilon=0.1")
    assert row.diverged == 8 and row.seeds == 0 and row.verdict == "undecided"


def test_pairs_of_equal_products_are_found_in_spite_of_rounding():
    grid = make_committee_machines((0.25, 1, 4, 16), (0.05, 0.1, 0.2, 0.4))
    pairs = equal_products(grid)
    assert ((0.25, 0.2), (1.0, 0.05)) in pairs and len(pairs) == 6
    products = [(a[0] * a[1], b[0] * b[1]) for a, b in pairs]
    np.testing.assert_allclose([first for first, _ in products], [second for _, second in products], rtol=1e-12)
    assert equal_products(make_committee_machines((1,), (0.1, 0.4))) == []


@pytest.mark.parametrize("claim", IDS)
def test_a_grid_of_one_cell_has_rows_or_none_but_no_error(claim):
    for row in rows(claim, make_committee_machines((1,), (0.1,))):
        assert row.verdict in ("supported", "undecided", "contradicted")
