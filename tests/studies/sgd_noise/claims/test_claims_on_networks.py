"""Claims on networks: the rows that they have, and their verdicts on values that are known."""

import numpy as np
import pytest
from helpers.noisy_networks import (
    batch_networks,
    edge_networks,
    lazy_networks,
    lose,
    never,
    not_run,
    phase_networks,
    rank_networks,
)
from richlazy.contracts.study_parts import claims
from richlazy.hypercube.reading import MissingSweep

AS_CLAIMED = {
    "S5": lazy_networks,
    "S6": lazy_networks,
    "S7": lazy_networks,
    "S8": lazy_networks,
    "S9": phase_networks,
    "S10": phase_networks,
    "S11": phase_networks,
    "S12": edge_networks,
    "S13": batch_networks,
    "S15": rank_networks,
    "S16": rank_networks,
}
# Of lazy networks with three numbers of samples, of which three temperatures are lazy, and so on.
ROWS = {"S5": 6, "S6": 3, "S7": 7, "S8": 2, "S9": 2, "S10": 2, "S11": 2, "S12": 4, "S13": 4, "S15": 3, "S16": 1}


def rows(claim, measures):
    return claims.find(claim).test(measures, {})


def verdicts(claim, measures, words=""):
    return {row.verdict for row in rows(claim, measures) if row.direction.startswith(words)}


@pytest.mark.parametrize("claim", AS_CLAIMED)
def test_networks_that_do_as_claimed_support_every_row(claim):
    assert verdicts(claim, AS_CLAIMED[claim]()) == {"supported"}


@pytest.mark.parametrize("claim", AS_CLAIMED)
def test_the_rows_of_a_claim(claim):
    found = rows(claim, AS_CLAIMED[claim]())
    assert len(found) == ROWS[claim] and {row.claim for row in found} == {claim}
    assert all(row.seeds == 10 and row.step == 2000 and row.diverged == 0 for row in found)


@pytest.mark.parametrize("claim", AS_CLAIMED)
def test_a_sweep_that_is_missing_is_told(claim):
    with pytest.raises(MissingSweep, match=f"claim {claim} needs the experiment to sweep"):
        rows(claim, AS_CLAIMED[claim]().isel({claims.find(claim).NEEDS[0]: 0}))


@pytest.mark.parametrize("claim", AS_CLAIMED)
def test_one_value_of_each_parameter_has_rows_without_a_verdict(claim):
    measures = AS_CLAIMED[claim]()
    place = {dim: [0 if dim != "alpha" else -1] for dim in measures.diverged.dims if dim != "seed"}
    assert verdicts(claim, measures.isel(place)) <= {"undecided"}


@pytest.mark.parametrize("power, verdict", [(1.05, "supported"), (0.8, "contradicted"), (1.2, "contradicted")])
def test_a_power_of_the_change_near_one_is_within_a_tenth(power, verdict):
    assert verdicts("S5", lazy_networks(in_temperature=power), "agrees") == {verdict}


def test_lazy_temperatures_alone_count_for_powers():
    """Far from the lazy regime the change may grow as it likes."""
    measures = lazy_networks()
    measures.relative_weight_change.loc[{"temperature": 2.0**-3, "step": 2000}] *= 50
    assert verdicts("S5", measures) == {"supported"}


def test_a_change_that_falls_with_samples_contradicts():
    assert verdicts("S6", lazy_networks(in_samples=-0.2)) == {"contradicted"}


def test_fewer_passes_over_more_samples_contradict():
    measures = lazy_networks(passes=0.8)
    assert verdicts("S7", measures, "rises") == {"supported"}
    assert verdicts("S7", measures, "greater") == {"contradicted"}


def test_a_temperature_of_leaving_with_a_power_of_its_own_contradicts():
    measures = lazy_networks(in_samples=0.25)
    measures.relative_weight_change.loc[{"temperature": [2.0**-4, 2.0**-3]}] *= (measures.training_trials / 64) ** 0.4
    assert verdicts("S8", measures, "falls") == {"supported"}
    assert verdicts("S8", measures, "agrees") == {"contradicted"}


def test_networks_that_never_fit_rank_last_and_are_counted():
    measures = never(lazy_networks(), training_trials=1024)
    found = rows("S6", measures)
    assert {row.verdict for row in found} <= {"supported"} and all(row.censored == 10 for row in found)
    fitting = [row for row in rows("S5", measures) if row.task.endswith("=1024")]
    assert {row.verdict for row in fitting} == {"undecided"}


@pytest.mark.parametrize("claim", ["S6", "S8"])
def test_runs_that_diverged_are_counted_and_in_no_test(claim):
    measures = lose(lazy_networks(), training_trials=1024, seed=3, temperature=2.0**-8)
    assert 1 in {row.diverged for row in rows(claim, measures)}
    assert 9 in {row.seeds for row in rows(claim, measures)}


def test_noise_that_hurts_rich_networks_contradicts():
    assert verdicts("S9", phase_networks(helps=0.02)) == {"contradicted"}


def test_noise_that_helps_lazy_networks_contradicts():
    measures = phase_networks(hurts=-0.03)
    assert verdicts("S10", measures, "greater") == {"contradicted"} == verdicts("S11", measures, "greater")


def test_errors_of_networks_that_do_not_fit_choose_no_temperature():
    """The hottest networks do not fit, and have no error that could help or hurt."""
    measures = phase_networks()
    measures.accuracy.loc[{"temperature": 2.0**-3}] = 0
    for claim in ("S9", "S10", "S11"):
        assert verdicts(claim, measures) == {"supported"}
    assert {row.direction for row in rows("S9", measures) if "alpha=1" in row.task} == {
        "smaller at T=0.0625 than at T=0.00195312"
    }


@pytest.mark.parametrize("claim", ["S9", "S10", "S11"])
def test_without_two_temperatures_that_fit_there_is_no_verdict(claim):
    found = rows(claim, phase_networks(hottest=2.0**-11.5))
    assert found and {row.verdict for row in found} == {"undecided"}


@pytest.mark.parametrize("shift", [-0.3, 0.3])
def test_another_power_of_the_highest_temperature_contradicts(shift):
    measures = edge_networks(power=lambda layers: 0.5 + shift + 0 * layers)
    assert "contradicted" in verdicts("S12", measures, "agrees")
    assert "supported" not in verdicts("S12", measures, "rises")


def test_a_highest_temperature_that_is_the_largest_of_the_grid_is_not_known():
    measures = edge_networks().sel(temperature=slice(None, 2.0**-8))
    assert all(row.censored or row.verdict == "undecided" for row in rows("S12", measures))


def test_points_that_were_not_run_are_no_highest_temperatures():
    measures = edge_networks(alphas=(2.0**-8, 2.0**-2))
    cut = not_run(measures, alpha=2.0**-8, temperature=list(2.0 ** np.arange(-4, -1)))
    assert [row.effect for row in rows("S12", cut)] == [row.effect for row in rows("S12", measures)]


def test_a_batch_of_which_size_counts_contradicts():
    measures = batch_networks()
    measures.relative_weight_change.loc[{"batch": 16}] *= 1.5
    assert verdicts("S13", measures, "agrees") == {"contradicted"}


def test_high_ranks_that_gain_more_contradict():
    assert verdicts("S16", rank_networks(gains=-0.02)) == {"contradicted"}


def test_ranks_that_do_not_fit_in_time_do_not_count_as_rich():
    some, none = (
        rows("S15", never(rank_networks(), mlp_rank=1, temperature=where))
        for where in (2.0**-12, [2.0**-12, 2.0**-8, 2.0**-5])
    )
    assert len(some) == 2 and {row.verdict for row in some} == {"supported"} and not any(row.censored for row in some)
    assert [row.verdict for row in none] == ["undecided"] and "temperatures that fit" in none[0].note
