"""Claims on perceptrons: the rows that they have, and their verdicts on values that are known."""

import numpy as np
import pytest
from helpers.depleted_perceptrons import lose, make_depleted_perceptrons, never, with_exponents
from richlazy.contracts.study_parts import claims

IDS = ("S1", "S2", "S3", "S4")


def rows(claim, measures):
    return claims.find(claim).test(measures, {})


def verdicts(claim, measures, words=""):
    return {row.verdict for row in rows(claim, measures) if row.direction.startswith(words)}


@pytest.mark.parametrize("claim", IDS)
def test_perceptrons_that_do_as_predicted_support_every_row(claim):
    assert verdicts(claim, make_depleted_perceptrons()) == {"supported"}


@pytest.mark.parametrize("claim, count", [("S1", 9), ("S2", 1), ("S3", 10), ("S4", 6)])
def test_the_rows_of_a_claim(claim, count):
    found = rows(claim, make_depleted_perceptrons())
    assert len(found) == count and {row.claim for row in found} == {claim}
    assert all(row.p < 0.05 and row.seeds == 8 for row in found)


@pytest.mark.parametrize(
    "share, band, below", [(0.4, "contradicted", "supported"), (1.2, "contradicted", "contradicted")]
)
@pytest.mark.parametrize("claim", ["S1", "S3"])
def test_exponents_beyond_the_band_contradict_it(claim, share, band, below):
    measures = make_depleted_perceptrons(share=share)
    assert verdicts(claim, measures, "agrees") == {band}
    assert verdicts(claim, measures, "smaller") == {below}


@pytest.mark.parametrize("share", [0.55, 0.95])
def test_all_of_the_band_counts(share):
    assert verdicts("S1", make_depleted_perceptrons(share=share), "agrees") == {"supported"}


def test_the_band_is_said():
    by_chi = {row.task: row.direction for row in rows("S3", make_depleted_perceptrons()) if "agrees" in row.direction}
    assert by_chi["chi=0"] == "agrees within 0.5 with 2.5" and by_chi["chi=1"] == "agrees within 0.25 with 1.75"


def test_exponents_that_rise_with_depletion_contradict_their_order():
    measures = make_depleted_perceptrons()
    for name in ("norm_exponent", "step_exponent"):
        measures[name] = measures[name].copy(data=measures[name].values[::-1])
    assert verdicts("S2", measures) == {"contradicted"} == verdicts("S3", measures, "falls")


def test_weights_that_shrink_contradict_the_rise():
    measures = make_depleted_perceptrons()
    measures["norm"] = 1 / measures.norm
    assert verdicts("S1", with_exponents(measures), "rises") == {"contradicted"}


@pytest.mark.parametrize("ratio, verdict", [(1.02, "supported"), (1.05, "contradicted"), (0.95, "contradicted")])
def test_three_percent_are_the_limit_of_theory(ratio, verdict):
    measures = make_depleted_perceptrons()
    random = np.random.default_rng(1)
    for name in ("along_ratio", "across_ratio"):
        measures[name] = measures[name].copy(data=ratio + 0.005 * random.standard_normal(measures[name].shape))
    assert verdicts("S4", measures) == {verdict}


@pytest.mark.parametrize("claim, name", [("S1", "norm"), ("S3", "last_step")])
def test_what_never_fits_comes_last_and_is_counted(claim, name):
    """Of the largest number of samples: the rise stays, the exponent is infinite and in no band."""
    found = {
        (row.measure, row.direction.split()[0]): row
        for row in rows(claim, never(make_depleted_perceptrons(), 1, 1024))
        if row.task == "chi=1"
    }
    rise, exponent = found[name, "rises"], name.replace("last_", "") + "_exponent"
    assert rise.verdict == "supported" and rise.censored == 8
    for word in ("agrees", "smaller"):
        row = found[exponent, word]
        assert row.verdict == "contradicted" and row.censored == 8


@pytest.mark.parametrize("claim", ["S1", "S3"])
def test_runs_that_diverged_are_counted_and_in_no_test(claim):
    for row in rows(claim, lose(make_depleted_perceptrons(), 1, 256)):
        if row.task == "chi=1":
            assert row.diverged == 8 and row.seeds == 0 and row.verdict == "undecided"
        elif row.task != "all chi":
            assert row.diverged == 0 and row.verdict == "supported"


@pytest.mark.parametrize("claim", IDS)
def test_one_depletion_has_rows_but_no_error(claim):
    found = rows(claim, make_depleted_perceptrons(chis=(2,)))
    assert found and {row.verdict for row in found if row.task == "all chi"} <= {"undecided"}
