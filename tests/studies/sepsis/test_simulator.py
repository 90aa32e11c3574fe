"""The simulated cohort: its rates, onsets, prevalence and covariance as stated, pairs, and no leak from after onset."""

from dataclasses import replace

import numpy as np
import pytest
from richlazy.errors import InputError
from scipy.stats import kstest, lognorm

from studies.sepsis import simulator
from studies.sepsis.scores import auroc
from studies.sepsis.simulator import NAMES, onset_quantiles, population, simulate
from studies.sepsis.splits import by_seed
from studies.sepsis.stays import hourly, moments, scaled, subset, truncated

COHORT = simulate(1000, 0)


def floor_scores(cohort, horizon, split):
    """Scores of the test part by a ridge regression on the last carried-forward row."""
    mean, deviation = moments(truncated(subset(cohort, split.training), horizon))
    last = hourly(scaled(cohort, mean, deviation), horizon, np.zeros(len(cohort.names))).last
    rows, target = last[split.training], cohort.case[split.training] - cohort.case[split.training].mean()
    weights = np.linalg.solve(rows.T @ rows + 10 * np.eye(rows.shape[1]), rows.T @ target)
    return last[split.test] @ weights


def test_equal_seeds_give_equal_bits_and_others_do_not():
    for name in ("times", "channels", "values", "offsets", "case", "onset"):
        np.testing.assert_array_equal(getattr(simulate(1000, 0), name), getattr(COHORT, name))
    assert not np.array_equal(simulate(60, 1).onset, simulate(60, 2).onset)


def test_other_stays_of_the_same_people_differ_from_theirs_in_values_alone():
    own, others = simulate(60, 1), simulate(60, 1, people=population(2))
    for name in ("times", "channels", "offsets", "case", "onset"):
        np.testing.assert_array_equal(getattr(own, name), getattr(others, name))
    assert np.abs(own.values - others.values).mean() > 0.1
    np.testing.assert_array_equal(simulate(60, 1, people=population(1)).values, own.values)


def test_prevalence_and_the_onset_hours_of_controls():
    assert COHORT.case.sum() == 92
    onsets, counts = np.unique(COHORT.onset, return_counts=True)
    assert len(onsets) == 92 and set(counts) <= {10, 11}
    assert (COHORT.times <= COHORT.onset[COHORT.owner]).all()
    first = COHORT.case[:500].sum()  # stays are in a random order
    assert 25 < first < 67


def test_onset_is_log_normal_with_the_stated_median_and_mean_within_its_window():
    spread = np.sqrt(2 * np.log(16.7 / 11.8))
    whole = lognorm(spread, scale=11.8)
    assert whole.median() == pytest.approx(11.8) and whole.mean() == pytest.approx(16.7)
    low, high = whole.cdf([7, 24])
    onsets = simulator._onsets(np.full(2000, True), 0)
    assert onsets.min() >= 7 and onsets.max() <= 24
    assert kstest(onsets, lambda hours: (whole.cdf(hours) - low) / (high - low)).pvalue > 0.01
    np.testing.assert_allclose(onset_quantiles([0, 0.5, 1]), [7, whole.ppf((low + high) / 2), 24])


def test_intensities_are_those_stated_where_severity_says_nothing():
    plain = simulate(1000, 0, informative=False)
    hours = plain.onset.sum()
    counts = np.bincount(plain.channels, minlength=12)
    for channel, rate in enumerate([1.0] * 6 + [1 / 8] * 6):
        assert counts[channel] == pytest.approx(rate * hours, abs=4.5 * np.sqrt(rate * hours))


def test_intensities_grow_with_severity():
    """The expected number of observations of a stay is the integral of exp(.3 severity) along it."""
    onset, case = np.full(2000, 16.0), np.arange(2000) < 2000
    severity = simulator._Severity(case, onset, 3)
    owner, times, _, kept = simulator._observations(severity, onset, 3, True)
    hours = (np.arange(1600) + 0.5) / 100
    number = np.repeat(np.arange(2000), len(hours))
    growth = np.exp(0.3 * severity.at(number, np.tile(hours, 2000))).reshape(2000, -1)
    for begin, end in [(0, 4), (12, 16)]:
        expected = 6.75 * growth[:, (hours > begin) & (hours < end)].sum() / 100
        found = (kept & (times > begin) & (times < end)).sum()
        assert found == pytest.approx(expected, abs=4.5 * np.sqrt(expected))
    assert (np.diff(times)[np.diff(owner) == 0] >= 0).all()


def test_severity_rises_to_its_peak_at_onset_within_4_to_16_hours():
    case, onset = np.arange(4000) < 2000, np.full(4000, 20.0)
    severity = simulator._Severity(case, onset, 1)
    stays = np.arange(4000)
    np.testing.assert_array_equal(severity.at(stays, onset), severity.peak)
    assert not severity.at(stays, onset - 16).any()
    assert (severity.at(stays[:2000], onset[:2000] - 3.99) > 0).all()
    peaks = np.log(severity.peak[:2000] / 1.6)
    assert peaks.mean() == pytest.approx(0, abs=0.04) and peaks.std() == pytest.approx(0.4, rel=0.08)
    assert (severity.peak[2000:] > 0).mean() == pytest.approx(0.3, abs=0.05)


def test_the_covariance_has_rank_3_beside_its_own_part_and_responses_are_as_stated():
    people = population(4)
    np.testing.assert_allclose(np.diag(people.covariance), 1)
    values = np.linalg.eigvalsh(people.covariance)
    np.testing.assert_allclose(values[:9], 0.4, atol=1e-12)
    assert values[9] > 0.5
    for responses in (people.responses, people.other_responses):
        assert ((np.abs(responses) >= 0.5) & (np.abs(responses) <= 1)).all()
    signs = np.concatenate([np.sign(population(seed).responses) for seed in range(20)])
    assert abs(signs.mean()) < 0.3


def test_the_residual_has_its_covariance_at_once_and_forgets_exponentially():
    people, stays = population(0), 4000
    owner = np.repeat(np.arange(stays), 3)
    times, channels = np.tile([1.0, 1.0, 4.0], stays), np.tile([0, 7, 7], stays)
    found = simulator._residual(people.covariance, owner, times, channels, np.random.default_rng(0)).reshape(-1, 3)
    covariance, decay = people.covariance, np.exp(-3 / 6)
    expected = np.array([[1, covariance[0, 7], decay * covariance[0, 7]], [0, 1, decay], [0, 0, 1]])
    measured = np.triu(found.T @ found / stays)
    np.testing.assert_allclose(measured, expected, atol=4.5 * np.sqrt(2 / stays))


def test_values_of_stays_that_do_not_deteriorate_have_the_sum_of_the_variances():
    random = np.random.default_rng(0)
    stays = 3000
    severity = simulator._Severity(np.zeros(stays, bool), np.full(stays, 10.0), 0)
    severity.peak[:] = 0
    owner, times = np.arange(stays), random.uniform(0, 10, stays)
    values = simulator._values(population(0), severity, owner, times, 0 * owner, 0)
    assert values.var() == pytest.approx(1 + 0.5**2 + 0.3**2, rel=4.5 * np.sqrt(2 / stays))


def test_without_informative_sampling_the_same_observations_are_thinned():
    plain = simulate(1000, 0, informative=False)
    rows = {(stay, time, channel, value) for stay, time, channel, value in zip(*columns(COHORT), strict=True)}
    fewer = set(zip(*columns(plain), strict=True))
    assert fewer < rows
    np.testing.assert_array_equal(plain.onset, COHORT.onset)
    np.testing.assert_array_equal(plain.case, COHORT.case)
    share = np.bincount(plain.owner) / np.bincount(COHORT.owner)
    assert share[COHORT.case].mean() < share[~COHORT.case].mean() < 1


def columns(cohort):
    return cohort.owner, cohort.times, cohort.channels, cohort.values


def test_the_signal_grows_towards_onset_and_lies_in_the_last_values():
    split = by_seed(COHORT.patient, COHORT.case, 0, 0.4)
    areas = [auroc(floor_scores(COHORT, horizon, split), COHORT.case[split.test]) for horizon in (7, 3, 0)]
    assert areas[2] > 0.75 and areas[2] > areas[0]


def test_a_signal_that_lies_after_onset_alone_gives_chance():
    """Two cohorts that differ after onset alone have equal scores; with noise before it these are at chance."""
    random = np.random.default_rng(0)
    values = random.standard_normal(len(COHORT.values))
    noise = replace(COHORT, values=values)
    earlier = replace(noise, onset=np.maximum(noise.onset - 4, 1))
    after = (earlier.times > earlier.onset[earlier.owner]) & earlier.case[earlier.owner]
    told = replace(earlier, values=values + 20 * after)
    split = by_seed(COHORT.patient, COHORT.case, 0, 0.4)
    scores = floor_scores(told, 0, split)
    np.testing.assert_array_equal(scores, floor_scores(earlier, 0, split))
    case = told.case[split.test]
    assert auroc(scores, case) == pytest.approx(0.5, abs=3.5 * np.sqrt(1 / 12 / case.sum()))
    # The same scorer finds the signal as soon as it may see it.
    assert auroc(floor_scores(replace(told, onset=COHORT.onset), 0, split), case) > 0.95


def test_too_few_stays_are_refused():
    with pytest.raises(InputError, match="12 stays have 1 cases at a prevalence of 9.2%"):
        simulate(12, 0)
    assert len(simulate(22, 0)) == 22 and len(NAMES) == 12
