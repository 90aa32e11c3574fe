"""What is scored along training: chance, both at once, onset, and the peak that other seeds choose."""

import numpy as np
import pytest
import xarray as xr
from helpers.in_context_networks import lose, of_classes, of_labels, of_rank, of_zipf

from studies.in_context.analysis.scores import (
    BOTH,
    COMMON,
    CONTEXT,
    LEARNED,
    ONSET,
    at,
    at_peak,
    end,
    open_chance,
    with_both,
    with_onset,
)


def test_chance_among_all_labels():
    assert open_chance(of_zipf()) == 1 / 32 and open_chance(of_zipf(label_count=8)) == 1 / 8
    assert np.isnan(open_chance(of_labels())) and open_chance(of_labels().isel(label_count=1)) == 1 / 128


def test_both_at_once_is_zero_at_chance_and_one_where_both_are_perfect():
    measures = of_zipf()
    values = {CONTEXT: [0.5, 1.0, 1.0, 0.75], COMMON: [1.0, 1.0, 0.1, 0.6]}
    for name, of_exponent in values.items():
        measures[name] = xr.zeros_like(measures[name]) + xr.DataArray(of_exponent, dims="zipf_exponent")
    found = with_both(measures)[BOTH].isel(seed=0, step=0)
    np.testing.assert_allclose(found, [0, 1, 0.1, 0.5])


@pytest.mark.parametrize("first", [0, 50, 1950])
def test_onset_is_the_first_checkpoint_at_the_bound(first):
    measures = of_rank(seeds=2)
    low = xr.full_like(measures[CONTEXT], LEARNED - 0.01)
    measures[CONTEXT] = xr.where(measures.step >= first, LEARNED, low).transpose(*low.dims)
    # That it is lost again changes nothing.
    measures[CONTEXT].loc[{"step": 2000}] = 0.5
    found = with_onset(measures)[ONSET]
    assert found.dims == measures[CONTEXT].dims and (found == first).all()


def test_onset_of_what_never_learns_and_of_what_diverged():
    measures = of_rank(in_context=lambda where: 0.6)
    assert np.isposinf(with_onset(measures)[ONSET]).all()
    found = with_onset(lose(measures, seed=2))[ONSET]
    assert found.sel(seed=2).isnull().all() and np.isposinf(found.drop_sel(seed=2)).all()


def test_the_peak_of_a_seed_is_chosen_by_the_others():
    measures = of_classes((512,), seeds=3, steps=(0, 1, 2, 3))
    curves = [[0, 0.9, 0, 0], [0, 0, 0.6, 0], [0, 0, 0.6, 0.1]]
    measures[CONTEXT] = (("class_count", "seed", "step"), np.array([curves]))
    assert at_peak(measures).values.tolist() == [[2, 1, 1]]
    assert at(measures[CONTEXT], at_peak(measures)).values.tolist() == [[0.0, 0.0, 0.0]]


def test_a_peak_leaves_out_what_diverged():
    measures = lose(of_classes((512,), seeds=4), seed=1)
    assert bool(np.isin(at_peak(measures), measures.step).all())
    assert at(measures[CONTEXT], at_peak(measures)).sel(seed=1).isnull().all()


def test_the_end_is_the_last_step():
    measures = of_zipf()
    xr.testing.assert_equal(end(measures)[CONTEXT], measures[CONTEXT].isel(step=-1, drop=True))
