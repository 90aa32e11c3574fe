"""The floor: the optimum of its own loss, from the true last rows alone."""

import numpy as np
import pytest
from richlazy.errors import InputError

from studies.sepsis.methods.floor import fit, last_rows, scores
from studies.sepsis.methods.padding import Stays


def stays(seed=0, count=40):
    rng = np.random.default_rng(seed)
    empty = [(np.empty(0), np.empty(0, int), np.empty(0))] * count
    lengths, cases = rng.integers(1, 6, count), rng.random(count) < 0.4
    grid = rng.standard_normal((count, 5, 3)).astype(np.float32) + cases[:, None, None]
    return Stays(empty, grid, lengths, cases)


def test_the_gradient_of_the_loss_is_zero_at_the_weights():
    data = stays()
    model = fit(data, ridge=2.0)
    error = scores(model, data) - data.cases
    np.testing.assert_allclose(last_rows(data).T @ error + 2.0 * model.coef_[0], 0, atol=1e-4)
    assert error.sum() == pytest.approx(0, abs=1e-4)


def test_only_the_true_last_row_counts():
    data = stays()
    before = scores(fit(data), data)
    for row, length in enumerate(data.lengths):
        data.grid[row, length:] = np.nan
        data.grid[row, : length - 1] = np.nan
    np.testing.assert_array_equal(scores(fit(data), data), before)


def test_wrong_settings_are_refused():
    with pytest.raises(InputError, match="ridge = 0"):
        fit(stays(), 0)
    controls = stays()
    controls.cases[:] = False
    with pytest.raises(InputError, match="0 cases among 40 stays"):
        fit(controls)
