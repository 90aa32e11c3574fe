"""The highest temperature at which a network fits."""

import numpy as np
from helpers.noisy_networks import edge_networks, lose, never, not_run

from studies.sgd_noise.analysis.ends import ends
from studies.sgd_noise.analysis.highest import highest_temperature

LAST = 2.0**-2


def test_it_is_the_largest_at_which_it_fits():
    found = highest_temperature(ends(edge_networks()))
    expected = 2.0**-3.5 * found.alpha ** ((found.mlp_layers - 1) / (found.mlp_layers + 1))
    assert ((found <= 1.5 * expected) & (found > expected / 2)).all()


def test_networks_that_diverge_do_not_fit():
    measures = edge_networks()
    hottest = highest_temperature(ends(measures))
    cut = lose(measures, temperature=float(hottest.max()))
    assert float(highest_temperature(ends(cut)).max()) < float(hottest.max())


def test_what_fits_at_the_largest_and_what_fits_at_none():
    measures = edge_networks().sel(temperature=slice(None, 2.0**-10))
    assert np.isposinf(highest_temperature(ends(measures)).sel(alpha=2.0**-2)).all()
    assert highest_temperature(ends(never(edge_networks()))).isnull().all()


def test_the_largest_is_that_of_those_that_were_run():
    place = {"alpha": 2.0**-2, "temperature": [2.0**-4, 2.0**-3, LAST]}
    found = highest_temperature(ends(not_run(edge_networks(), **place))).sel(alpha=2.0**-2)
    known = highest_temperature(ends(edge_networks())).sel(alpha=2.0**-2)
    assert (np.isposinf(found) | (found == known)).all() and bool(np.isposinf(found).any())
