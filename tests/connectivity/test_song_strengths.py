"""The strengths of Song et al. 2005 are those of the published table."""

import numpy as np
import pytest
from richlazy.connectivity.builders import song
from richlazy.connectivity.song_strengths import LOG_STRENGTH_DEVIATION, LOG_STRENGTH_MEAN, strengths

# Song et al. 2005, PLoS Biol 3:e68: pairs of layer 5 pyramidal cells of rat visual cortex, and the fit of their EPSPs.
PUBLISHED = {
    "n_pairs": 4025,
    "unidirectional": 495,
    "bidirectional": 218,
    "lognormal_mu_lnmV": -0.702,
    "lognormal_sigma_lnmV": 0.93552124508212,
    "mean_mV": 0.77,
    "median_mV": 0.5,
}


def test_the_fit_is_that_of_the_table():
    assert PUBLISHED["lognormal_mu_lnmV"] == LOG_STRENGTH_MEAN
    assert pytest.approx(PUBLISHED["lognormal_sigma_lnmV"], abs=1e-5) == LOG_STRENGTH_DEVIATION


def test_pairs_are_those_of_the_table():
    found = [PUBLISHED[key] for key in ("n_pairs", "unidirectional", "bidirectional")]
    assert found == [song.PAIRS, song.ONE_WAY, song.TWO_WAY]


def test_strengths_have_the_published_median_and_mean():
    drawn = strengths((400, 400), np.random.default_rng(0))
    # Standard errors: .3 % of the median, .3 % of the mean.
    assert np.median(drawn) == pytest.approx(PUBLISHED["median_mV"], rel=0.02)
    assert drawn.mean() == pytest.approx(PUBLISHED["mean_mV"], rel=0.02)
