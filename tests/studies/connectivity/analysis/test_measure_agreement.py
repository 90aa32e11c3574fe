"""How measures agree: tables of networks, rank correlations within groups, their order, and where they part."""

import numpy as np
import pandas as pd
import pytest
from helpers.factories import make_experiment, make_sizes
from scipy.stats import spearmanr

from studies.connectivity.analysis.measure_agreement import (
    AT_START,
    TURNED,
    clustered,
    correlations,
    joined,
    measures_of,
    network_table,
    ranks_within,
    strongest_disagreements,
)

SMALL = {"ranks": (1, 30), "tasks": ("A", "B"), "seeds": 4, "size": 8, "steps": (0, 10, 100)}


def experiment(**settings):
    made = make_experiment(**SMALL | settings)
    random = np.random.default_rng(0)
    for name in ("dynamical_richness", "kernel_effective_rank"):
        made[name] = made.loss.copy(data=1 + random.random(made.loss.shape))
    return made


def test_a_row_is_a_network_with_its_measures_at_the_end_turned_to_lazy():
    made = experiment()
    frame = network_table(made)
    assert len(frame) == 2 * 2 * 4 and set(frame.stratum) == {"A, 8 units", "B, 8 units"}
    row = frame[(frame.condition == "A, 30") & (frame.seed == 2)].iloc[0]
    at = made.sel(task="A", rank=30, seed=2)
    assert row.kernel_alignment == pytest.approx(float(at.kernel_alignment[-1]))
    assert row.weight_change == pytest.approx(-float(at.weight_change[-1]))
    assert row.kernel_effective_rank == pytest.approx(float(at.kernel_effective_rank[-1] / at.kernel_effective_rank[0]))
    assert (row.dynamical_richness, row[AT_START]) == pytest.approx(
        (float(at.dynamical_richness[-1]), float(at.dynamical_richness[0]))
    )
    assert row.value == 30 and frame.attrs["parameter"] == "rank" and "manifold_radius" not in frame


def test_diverged_networks_and_points_that_were_not_run_have_no_row():
    assert len(network_table(experiment(diverged=[("A", 1, 0), ("B", 30, 3)]))) == 14
    assert len(network_table(make_sizes((20, 40), seeds=3))) == 2 * 2 * 3


def test_measures_over_pairs_of_seeds_are_averaged():
    made = experiment()
    pairs = made.loss.isel(step=0, drop=True).expand_dims(other=[0, 1, 2], axis=-1) * np.array([1.0, 2.0, np.nan])
    frame = network_table(made.assign(weight_distance=pairs.expand_dims(step=made.step)))
    row = frame[(frame.condition == "B, 1") & (frame.seed == 1)].iloc[0]
    assert row.weight_distance == pytest.approx(-1.5 * float(made.loss.sel(task="B", rank=1, seed=1, step=0)))


def table(groups, **columns):
    return pd.DataFrame({"stratum": groups, **columns})


def test_one_group_has_spearmans_correlation():
    random = np.random.default_rng(1)
    x, y = random.standard_normal((2, 30)).round(1)
    found = correlations(table(["a"] * 30, kernel_alignment=x, accuracy=x + y), "stratum", 6)
    assert found.loc["kernel_alignment", "accuracy"] == pytest.approx(spearmanr(x, x + y).statistic)
    assert found.loc["accuracy", "accuracy"] == pytest.approx(1)


def test_equal_groups_have_the_mean_of_their_correlations():
    random = np.random.default_rng(2)
    x, y = random.standard_normal((2, 40))
    found = correlations(table(["a"] * 20 + ["b"] * 20, kernel_alignment=x, accuracy=y), "stratum", 6)
    each = [spearmanr(x[part], y[part]).statistic for part in (slice(20), slice(20, None))]
    assert found.loc["accuracy", "kernel_alignment"] == pytest.approx(np.mean(each))


def test_differences_between_groups_have_no_say():
    """Within each group they fall against each other, between groups both rise."""
    x = np.arange(10.0)
    values = {"kernel_alignment": np.r_[x, x + 100], "accuracy": np.r_[-x, -x + 100]}
    found = correlations(table(["a"] * 10 + ["b"] * 10, **values), "stratum", 6)
    assert found.loc["kernel_alignment", "accuracy"] == pytest.approx(-1)


def test_gaps_small_groups_and_constants_have_no_correlation():
    x = np.r_[np.arange(6.0), np.arange(3.0)]
    known = np.where(np.arange(9) < 6, -x, 50.0)
    found = correlations(table(["a"] * 6 + ["b"] * 3, kernel_alignment=x, accuracy=known), "stratum", 6)
    assert found.loc["kernel_alignment", "accuracy"] == pytest.approx(-1), "the group of three is too small"
    gaps = np.where(np.arange(9) < 2, np.nan, x)
    found = correlations(table(["a"] * 6 + ["b"] * 3, kernel_alignment=x, accuracy=gaps), "stratum", 6)
    assert np.isnan(found.loc["kernel_alignment", "accuracy"]) and np.isnan(found.loc["accuracy", "accuracy"])
    found = correlations(table(["a"] * 9, kernel_alignment=x, accuracy=np.ones(9)), "stratum", 6)
    assert np.isnan(found.loc["kernel_alignment", "accuracy"])


def test_networks_that_experiments_share_count_once_and_each_ranks_by_itself():
    first = network_table(experiment()).assign(experiment="first")
    second = network_table(experiment(random_seed=5)).assign(experiment="second")
    again = network_table(experiment().sel(rank=[30])).assign(experiment="again")
    frame = joined([first, second, again])
    assert len(frame) == 32 and set(frame.experiment) == {"first", "second"}
    assert frame.stratum.nunique() == 4 and frame.condition.nunique() == 8


def test_ranks_lie_between_rich_and_lazy_within_a_group():
    frame = table(["a"] * 3 + ["b"] * 2 + ["c"], kernel_alignment=[0.3, 0.1, 0.2, 9.0, np.nan, 1.0])
    found = ranks_within(frame, "kernel_alignment").to_numpy()
    np.testing.assert_allclose(found[:3], [1, 0, 0.5])
    assert np.isnan(found[3:]).all(), "a network without others has no rank"


def matrix(names, values):
    return pd.DataFrame(values, names, names, dtype=float)


def test_measures_that_agree_stand_beside_each_other_and_those_without_a_direction_last():
    names = ["kernel_alignment", "manifold_radius", "representation_alignment", "activity_kurtosis", "accuracy"]
    values = np.eye(5)
    for a, b in ((0, 2), (1, 3)):
        values[a, b] = values[b, a] = 0.9
    order = clustered(matrix(names, values))
    assert order[-1] == "accuracy" and set(order) == set(names)
    assert abs(order.index(names[0]) - order.index(names[2])) == 1
    assert abs(order.index(names[1]) - order.index(names[3])) == 1


def test_unknown_correlations_do_not_stop_the_order():
    names = [name for name in TURNED if TURNED[name]][:4]
    assert sorted(clustered(matrix(names, np.full((4, 4), np.nan)))) == sorted(names)
    assert clustered(matrix(names[:1], [[1]])) == names[:1]


def test_the_pairs_that_part_are_those_with_the_lowest_correlation_and_no_measure_takes_all():
    names = ["kernel_alignment", "sign_similarity", "weight_change", "manifold_radius", "accuracy"]
    values = np.ones((5, 5))
    for a, b, value in ((0, 1, -0.9), (0, 2, -0.8), (0, 3, -0.7), (1, 2, -0.1), (0, 4, -1), (2, 3, np.nan)):
        values[a, b] = values[b, a] = value
    found = strongest_disagreements(matrix(names, values), 3)
    assert found == [(names[0], names[1]), (names[0], names[2]), (names[1], names[2])]


def test_the_measures_of_a_table_have_the_order_of_the_list():
    assert measures_of(pd.DataFrame(columns=["accuracy", "seed", "kernel_alignment"])) == [
        "kernel_alignment",
        "accuracy",
    ]
