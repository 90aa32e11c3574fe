"""Samples in two classes: the label of each is computed again from its inputs."""

import numpy as np

from studies._example.data import exclusive_or as part

POOL = part.draw({"training": 400, "probe": 10, "test": 100}, seed=0, inputs=4)


def test_labels_tell_whether_the_first_two_inputs_have_different_signs():
    for trials in POOL.parts.values():
        first, second = (trials.inputs[:, 0, number] for number in (0, 1))
        np.testing.assert_array_equal(trials.labels[:, 0], np.sign(first) != np.sign(second))


def test_both_classes_are_about_equally_frequent():
    assert 0.4 < POOL.parts["training"].labels.mean() < 0.6
