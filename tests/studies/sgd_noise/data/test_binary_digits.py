"""Small digits in two classes: nested subsets, of which seeds have others, and labels that a hinge loss takes."""

import numpy as np
import pytest
import torch
from richlazy.objectives import hinge
from sklearn.datasets import load_digits

from studies.sgd_noise.data.binary_digits import draw

SIZES = {"training": 128, "probe": 32, "test": 200}


def test_samples_of_a_smaller_number_are_the_first_of_a_larger():
    few, many = (draw(SIZES | {"training": count}, 4, "parity").parts for count in (64, 512))
    np.testing.assert_array_equal(few["training"].inputs, many["training"].inputs[:64])
    np.testing.assert_array_equal(few["training"].labels, many["training"].labels[:64])
    np.testing.assert_array_equal(few["test"].inputs, many["test"].inputs)


def test_seeds_have_other_subsets():
    one, other = (draw(SIZES, seed, "parity").parts["training"].inputs for seed in (0, 1))
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("classes", ["parity", "halves"])
def test_labels_are_those_of_the_digits(classes):
    images, digits = load_digits(return_X_y=True)
    by_pixels = {image.tobytes(): digit for image, digit in zip(images.round().astype(int), digits, strict=True)}
    part = draw(SIZES, 2, classes).parts["test"]
    pixels = (part.inputs[:, 0] * images.std() + images.mean()).round().astype(int)
    found = np.array([by_pixels[image.tobytes()] for image in pixels])
    np.testing.assert_array_equal(part.labels[:, 0], found % 2 if classes == "parity" else found // 5)


def test_a_hinge_loss_has_both_signs_as_targets():
    labels = torch.from_numpy(draw(SIZES, 2, "parity").parts["training"].labels.astype(np.int64))
    assert set(hinge.targets(labels.T, 1).unique().tolist()) == {-1.0, 1.0} and hinge.output_count(2) == 1
