"""The effect of rank on experiments with holes, against a loop over its points."""

from itertools import product

import numpy as np
import pytest
from helpers.factories import leave_out, make_experiment, make_sizes

from studies.connectivity.analysis.rank_effect import PREDICTED, differences, lowest_and_highest, relative_effects


def by_hand(last, measure, place, relative):
    """Effect [seed] at one point, from the runs that are there."""
    here = last.sel(place)
    ranks = [rank for rank in sorted(here["rank"].values) if here.diverged.sel(rank=rank).notnull().any()]
    low, high = (here[measure].sel(rank=rank).values for rank in (ranks[0], ranks[-1]))
    if measure == "weight_change":
        return np.log(low / high) if relative else low - high
    return high - low


@pytest.mark.parametrize("effects, relative", [(differences, False), (relative_effects, True)])
@pytest.mark.parametrize(
    "experiment",
    [
        make_sizes((20, 40, 80), tasks=("AAA", "BBB")),
        make_experiment(ranks=(30, 1, 5), tasks=("AAA",), seeds=4, diverged=[("AAA", 1, 2), ("AAA", 30, 0)], size=12),
        make_experiment(ranks=(1, 5, 30), seeds=3, size=12, extra={"gain": [1.5, 0.5]}),
    ],
    ids=["sizes", "diverged", "plain"],
)
def test_it_is_the_highest_less_the_lowest_rank_of_each_point(experiment, effects, relative):
    last = experiment.sel(step=10000)
    found = effects(last)
    dims = [dim for dim in found.kernel_alignment.dims if dim != "seed"]
    assert "rank" not in found.coords and dims
    for measure in PREDICTED:
        for values in product(*(experiment[dim].values.tolist() for dim in dims)):
            place = dict(zip(dims, values, strict=True))
            np.testing.assert_allclose(found[measure].sel(place), by_hand(last, measure, place, relative))
    assert int(found.diverged.sum()) == int(last.diverged.sum())


def test_effects_are_positive_where_the_prediction_holds():
    for effects in (differences, relative_effects):
        held, reversed_ = (effects(make_experiment(trend=trend, size=12).sel(step=10000)) for trend in (1.0, -1.0))
        assert all((held[name] > 0).all() and (reversed_[name] < 0).all() for name in PREDICTED)


def test_a_point_with_one_rank_has_no_effect_and_one_never_run_none_either():
    experiment = leave_out(
        make_experiment(ranks=(1, 30), tasks=("AAA",), size=12, extra={"gain": [0.5, 1.0, 1.5]}),
        {"gain": 0.5, "rank": 30},
        {"gain": 1.0},
    )
    found = relative_effects(experiment.sel(step=10000))
    for name in (*PREDICTED, "diverged"):
        assert found[name].sel(gain=[0.5, 1.0]).isnull().all() and found[name].sel(gain=1.5).notnull().all()


def test_a_weight_change_of_zero_has_no_ratio():
    experiment = make_experiment(ranks=(1, 30), size=12)
    experiment.weight_change.loc[{"rank": 30, "seed": 1}] = 0
    found = relative_effects(experiment.sel(step=10000)).weight_change
    assert found.sel(seed=1).isnull().all() and found.drop_sel(seed=1).notnull().all()


def test_the_ends_keep_what_they_are_the_ends_of():
    low, high = lowest_and_highest(make_sizes((20, 40)).sel(step=10000, task="2AF"))
    assert low["rank"].values.tolist() == [1, 1] and high["rank"].values.tolist() == [20, 40]
