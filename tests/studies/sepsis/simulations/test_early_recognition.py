"""The simulation of early recognition on tiny cohorts: pairs, equal bits, divergence, and what must be exact."""

import numpy as np
import pytest
from richlazy.contracts.study_parts import claims, defaults
from richlazy.hypercube.tables import long_table, simulation_summary

from studies.sepsis import recognition
from studies.sepsis.methods import learning
from studies.sepsis.simulations import early_recognition
from studies.sepsis.simulator import NAMES
from studies.sepsis.simulator import simulate as cohort

TINY = {
    "training_stays": 120,
    "validation_stays": 60,
    "test_stays": 60,
    "horizons": [7, 0],
    "epochs": 1,
    "width": 4,
    "neighbours": [5, 15],
}


def run(seeds, **arguments):
    return early_recognition.simulate(seeds, **defaults("early_recognition") | TINY | arguments)


@pytest.fixture(scope="module")
def measures():
    return run([0, 3])


def test_every_method_is_scored_at_every_horizon(measures):
    assert measures.auprc.dims == ("sampling", "classifier", "horizon", "seed")
    assert measures.auprc.shape == (1, 5, 2, 2) and measures.horizon.values.tolist() == [0, 7]
    assert ((measures.auprc > 0) & (measures.auprc <= 1) & (measures.auroc >= 0) & (measures.auroc <= 1)).all()
    assert (measures.diverged == 0).all() and measures.diverged.dtype == np.int8
    assert abs(measures.prevalence - 0.092).max() < 0.02
    assert len(long_table(measures)) and len(simulation_summary(measures, 0.95))


def test_intervals_over_stays_hold_the_scores_and_curves_hold_every_stay(measures):
    for name in ("auprc", "auroc"):
        inside = (measures[f"{name}_low"] <= measures[name]) & (measures[name] <= measures[f"{name}_high"])
        assert inside.mean() > 0.9 and (measures[f"{name}_high"] > measures[f"{name}_low"]).all()
    assert (measures.binned_stays.sum("step") == 60).all()
    cases = (measures.observed * measures.binned_stays).sum("step")
    np.testing.assert_allclose(cases, (60 * measures.prevalence).broadcast_like(cases), atol=1e-9)
    rising = measures.predicted.isel(horizon=0).values
    assert (np.diff(rising, axis=2)[np.isfinite(np.diff(rising, axis=2))] > 0).all()
    assert measures.predicted.dims == ("sampling", "classifier", "horizon", "step", "seed")


def test_what_must_be_exact_is(measures):
    assert float(measures.posterior_difference.max()) < 1e-10
    assert float(measures.score_difference.max()) < 1e-6
    assert float(measures.score_difference.sel(classifier="dtw_knn").max()) == 0
    for claim in ("P7", "P8"):
        # Two seeds are too few for a verdict, and enough for a p value.
        assert all(row.effect > 0 and row.p < 0.001 for row in claims.find(claim).test(measures, {}))


def test_a_seed_does_not_depend_on_others_and_has_equal_bits(measures):
    alone = run([3], classifiers=["floor", "mgp_tcn"])
    chosen = measures.sel(seed=[3], classifier=["floor", "mgp_tcn"])
    for name in ("auprc", "auroc", "score_difference", "prevalence"):
        np.testing.assert_array_equal(alone[name].values, chosen[name].values)


def test_cohorts_without_informative_sampling_are_pairs():
    both = run([0], classifiers=["floor"], sampling=["informative", "uninformative"])
    np.testing.assert_array_equal(*both.prevalence.values)
    assert float(abs(both.auprc.diff("sampling")).max()) > 0
    assert both.posterior_difference.isnull().all()


def test_a_training_that_is_not_finite_is_marked_and_told_and_the_others_go_on(capsys):
    found = run([0], classifiers=["mgp_tcn", "floor"], learning_rate=1000)
    lost = found.sel(classifier="mgp_tcn")
    assert (lost.diverged == 1).all() and lost.auprc.isnull().all() and lost.score_difference.isnull().all()
    assert "mgp_tcn: diverged, " in capsys.readouterr().out
    assert (found.sel(classifier="floor").diverged == 0).all() and found.sel(classifier="floor").auprc.notnull().all()


def test_a_score_that_looks_ahead_is_found(monkeypatch):
    """A method that reads the last hour of the cohort, whatever the horizon, is not exact."""

    def leaks(method, training, validation, settings, counts, channels, seed):
        return lambda cut: np.stack([(stays.lengths + len(stays.lengths)) / 1000 for stays in cut]), None

    monkeypatch.setattr(recognition, "fit", leaks)
    assert float(run([0], classifiers=["floor"]).score_difference[0, 0, 0]) > 1e-3


def test_methods_are_those_that_can_be_fitted():
    from studies.sepsis.methods.fitting import METHODS

    entry = early_recognition.ARGUMENTS["classifiers"]
    assert set(entry["items"]["enum"]) == set(entry["default"]) == set(METHODS)
    assert set(learning.LEARNERS) < set(METHODS) and cohort(60, 0).names == NAMES
