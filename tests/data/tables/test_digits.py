"""Images of digits: no image in two parts, and scales that come from the training part alone."""

import numpy as np
import pytest
from richlazy.data.tables import digits
from sklearn.datasets import load_digits

SIZES = {"training": 1197, "probe": 200, "test": 400}


@pytest.fixture(scope="module")
def pools():
    return {whitened: digits.draw(SIZES, 0, whitened=whitened) for whitened in (True, False)}


def inputs(pool, part):
    return pool.parts[part].inputs[:, 0].astype(float)


def test_no_image_is_in_two_parts_and_all_are_used():
    chosen = digits.split(SIZES, 0)
    assert {part: len(indices) for part, indices in chosen.items()} == SIZES
    assert sorted(np.concatenate(list(chosen.values()))) == list(range(digits.SAMPLES))


def test_the_size_of_the_training_part_leaves_the_others():
    few, many = (digits.split(SIZES | {"training": size}, 3) for size in (100, 1000))
    for part in ("probe", "test"):
        np.testing.assert_array_equal(few[part], many[part])
    np.testing.assert_array_equal(few["training"], many["training"][:100])
    assert not np.array_equal(digits.split(SIZES, 0)["test"], digits.split(SIZES, 1)["test"])


def test_there_are_as_many_samples_as_the_module_says():
    assert len(load_digits().target) == digits.SAMPLES and set(load_digits().target) == set(range(digits.CLASSES))


@pytest.mark.parametrize("whitened", [True, False])
def test_labels_are_those_of_the_images(pools, whitened):
    chosen = digits.split(SIZES, 0)
    for part, indices in chosen.items():
        np.testing.assert_array_equal(pools[whitened].parts[part].labels[:, 0], load_digits().target[indices])
    assert pools[whitened].classes == 10 and pools[whitened].decision_step == 0


def test_pixels_are_scaled_alike_in_all_parts(pools):
    raw = {part: load_digits().data[indices] for part, indices in digits.split(SIZES, 0).items()}
    assert np.mean(inputs(pools[False], "training") ** 2) == pytest.approx(1, rel=1e-5)
    factor = inputs(pools[False], "training").max() / raw["training"].max()
    for part, images in raw.items():
        np.testing.assert_allclose(inputs(pools[False], part), images * factor, rtol=1e-5)


def test_whitened_training_images_have_the_unit_covariance(pools):
    values = inputs(pools[True], "training")
    np.testing.assert_allclose(np.cov(values.T), np.eye(values.shape[1]), atol=1e-4)
    np.testing.assert_allclose(values.mean(0), 0, atol=1e-5)


def test_probe_and_test_are_whitened_by_the_training_images(pools):
    """The same linear map in all parts, found here by least squares from the training part."""
    raw = {part: load_digits().data[indices] for part, indices in digits.split(SIZES, 0).items()}
    one = {part: np.column_stack([images, np.ones(len(images))]) for part, images in raw.items()}
    training = inputs(pools[True], "training")
    solution = np.linalg.lstsq(one["training"], training, rcond=None)[0]
    np.testing.assert_allclose(one["training"] @ solution, training, atol=1e-4)
    constant = raw["training"].std(0) == 0  # pixels of which the training images tell nothing
    for part in ("probe", "test"):
        seen = ~raw[part][:, constant].any(1)
        np.testing.assert_allclose((one[part] @ solution)[seen], inputs(pools[True], part)[seen], atol=1e-3)


def test_components_of_negligible_variance_are_dropped(pools):
    raw = load_digits().data[digits.split(SIZES, 0)["training"]]
    variances = np.linalg.eigvalsh(np.cov(raw.T))
    assert inputs(pools[True], "training").shape[1] == (variances > 1e-3 * variances.max()).sum() < 64
