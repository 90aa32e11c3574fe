"""Digits in two classes, and pixels of mean 0 and variance 1."""

import numpy as np
import pytest

from studies.sgd_noise.two_classes import of_digits, standardised


@pytest.mark.parametrize("classes, second", [("parity", {1, 3, 5, 7, 9}), ("halves", {5, 6, 7, 8, 9})])
def test_classes(classes, second):
    digits = np.arange(10)
    assert set(digits[of_digits(digits, classes) == 1]) == second and set(of_digits(digits, classes)) == {0, 1}


def test_all_pixels_have_one_mean_and_one_deviation():
    images = np.random.default_rng(0).uniform(3, 7, (50, 9)) + np.arange(9)
    found = standardised(images, images)
    assert found.mean() == pytest.approx(0, abs=1e-12) and found.std() == pytest.approx(1)
    np.testing.assert_allclose(found * images.std() + images.mean(), images)
    np.testing.assert_allclose(standardised(images[:3], images), found[:3])
