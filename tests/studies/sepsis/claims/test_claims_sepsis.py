"""The claims on written-down measures: supported where they hold, contradicted where the contrary holds."""

import pytest
from helpers.sepsis_recognition import lose, make_recognition
from richlazy.contracts.study_parts import claims

BOTH = ("informative", "uninformative")
ROWS = {"P1": 5, "P2": 5, "P3": 1, "P4": 2, "P5": 5, "P6": 4, "P7": 1, "P8": 5}


def rows(claim, measures):
    return claims.find(claim).test(measures, {})


def verdicts(claim, measures):
    return {row.verdict for row in rows(claim, measures)}


@pytest.mark.parametrize("claim", ROWS)
def test_what_holds_is_supported(claim):
    measures = make_recognition(samplings=BOTH if claim == "P5" else BOTH[:1])
    found = rows(claim, measures)
    assert len(found) == ROWS[claim]
    assert {(row.verdict, row.seeds, row.diverged) for row in found} == {("supported", 8, 0)}


def test_the_contrary_is_contradicted():
    measures = make_recognition(samplings=BOTH)
    upside_down = measures.assign(auprc=-3 * measures.auprc)
    for claim in ("P1", "P2", "P3", "P4", "P5"):
        assert verdicts(claim, upside_down) == {"contradicted"}, claim
    assert verdicts("P6", measures.assign(auprc=1 - measures.auprc)) == {"contradicted"}
    assert verdicts("P7", measures.assign(posterior_difference=measures.posterior_difference + 1e-3)) == {
        "contradicted"
    }
    assert verdicts("P8", measures.assign(score_difference=measures.score_difference + 1e-2)) == {"contradicted"}


def test_neighbours_may_lose_as_much_as_the_margin():
    measures = make_recognition()
    mgp = measures.auprc.sel(classifier="mgp_tcn", drop=True)
    for loss, verdict in ((0.01, "supported"), (0.04, "contradicted")):
        moved = measures.assign(auprc=measures.auprc.where(measures.classifier != "dtw_knn", mgp - loss))
        row = rows("P4", moved)[1]
        assert row.verdict == verdict and row.direction == "greater than MGP-TCN less 0.02"
        assert row.task == "DTW-kNN, 7 h"


@pytest.mark.parametrize("claim", ROWS)
def test_an_experiment_without_what_is_compared_has_rows_that_say_so(claim):
    found = rows(claim, make_recognition(["raw_tcn"], horizons=[0], seeds=3))
    assert {row.verdict for row in found} <= {"untested", "undecided", "supported"} and found
    if claim in ("P3", "P4", "P5", "P6"):
        assert all("; needs " in row.note and row.seeds == 0 for row in found)


def test_a_diverged_training_is_counted_once_and_left_out():
    row = rows("P3", lose(make_recognition(), "raw_tcn", 2))[0]
    assert (row.seeds, row.diverged) == (7, 1)
    assert [row.diverged for row in rows("P1", lose(make_recognition(), "floor", 2))] == [0, 0, 0, 0, 1]


def test_rows_of_another_sampling_are_named():
    found = rows("P2", make_recognition(["floor"], samplings=BOTH))
    assert [row.task for row in found] == ["floor", "uninformative sampling, floor"]
