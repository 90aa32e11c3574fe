"""Digits in two classes, and pixels with one mean and one deviation for all of them."""

import numpy as np

# The first digit of the second class of each division, and the digits that are compared: d mod 2, or d itself.
_DIVISIONS = {"parity": (2, 1), "halves": (10, 5)}


def of_digits(digits: np.ndarray, classes: str) -> np.ndarray:
    """Class 0 or 1 of each digit: whether it is odd (`parity`), or at least 5 (`halves`)."""
    modulus, first = _DIVISIONS[classes]
    return (digits % modulus >= first).astype(int)


def standardised(images: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Images [image, pixel] less the mean of all pixels of the reference, over the deviation of all of these.

    These two numbers are those of the whole data set, so that an image is the same in every subset.
    """
    return (images - reference.mean()) / reference.std()
