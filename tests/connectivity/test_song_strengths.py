"""The strengths of Song et al. 2005 are those of the published table."""

import json
from pathlib import Path

import numpy as np
import pytest
from richlazy.connectivity.builders import song
from richlazy.connectivity.song_strengths import LOG_STRENGTH_DEVIATION, LOG_STRENGTH_MEAN, strengths

PUBLISHED = json.loads((Path(__file__).parents[2] / "config" / "tables" / "song2005.json").read_text(encoding="utf-8"))


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
