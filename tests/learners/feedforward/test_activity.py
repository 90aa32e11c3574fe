"""Forward pass and start of the feed-forward network."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy import randomness
from richlazy.errors import InputError
from richlazy.learners.feedforward.activity import hidden_activity
from richlazy.learners.feedforward.weights import initial_weights, isometry


@pytest.mark.parametrize("activation", ["relu", "linear"])
@pytest.mark.parametrize("depth", [1, 4])
def test_activity_is_that_of_the_last_layer(plain_layers, depth, activation):
    weights, inputs = plain_layers.random_weights(depth, 7, 4, 3), torch.randn(5, 4, dtype=torch.float64)
    found = hidden_activity(weights, inputs.T[:, None], plain_layers.design(activation))
    assert found.shape == (7, 1, 5)
    expected = plain_layers.hidden(weights, inputs, activation)
    torch.testing.assert_close(found[:, 0].T, expected, rtol=1e-12, atol=1e-14)


@given(st.integers(1, 12), st.integers(0, 8), st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_the_embedding_keeps_all_inner_products(inputs, more, seed):
    embedding = isometry(np.random.default_rng(seed), inputs + more, inputs)
    assert embedding.shape == (inputs + more, inputs) and embedding.dtype == np.float32
    np.testing.assert_allclose(embedding.T @ embedding, np.eye(inputs), atol=1e-5)


def test_the_embedding_prefers_no_direction():
    """E and -E are equally likely: every entry has the mean 0 (500 draws of variance 1/4: five standard errors)."""
    drawn = np.array([isometry(np.random.default_rng(seed), 4, 2) for seed in range(500)])
    assert np.abs(drawn.mean(0)).max() < 5 * 0.5 / np.sqrt(500)


def test_more_inputs_than_units_are_refused():
    with pytest.raises(InputError, match="hidden: 5 units cannot hold the 6 inputs.*write `hidden: 6`"):
        isometry(np.random.default_rng(0), 5, 6)


def test_depths_and_ranks_of_a_seed_share_embedding_and_read_out():
    generator = np.random.default_rng(0)
    deep, shallow = generator.standard_normal((2, 4, 9, 9)), generator.standard_normal((2, 1, 9, 9))
    first, second = (initial_weights(matrices, [3, 5], 4, 3) for matrices in (deep, shallow))
    assert torch.equal(first.embedding, second.embedding) and torch.equal(first.output, second.output)
    np.testing.assert_array_equal(first.hidden, deep.astype(np.float32))
    uniform = randomness.generator("output weights", 5).uniform(-1, 1, (3, 9)) / 3
    np.testing.assert_allclose(first.output[1], uniform, rtol=1e-6)
