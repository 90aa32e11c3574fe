"""The Gaussian null: nothing of the matrix but its size."""

import numpy as np
from richlazy.connectivity.null_models import gaussian


def test_the_null_is_the_reference_whatever_the_matrix():
    reference = np.random.default_rng(0).standard_normal((6, 6))
    for matrix in (np.ones((6, 6)), np.eye(6)):
        assert np.array_equal(gaussian.draw(matrix, reference, np.random.default_rng(1)), reference)
