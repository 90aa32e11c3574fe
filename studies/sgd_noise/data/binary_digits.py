"""Images of handwritten digits, 8 × 8 pixels (Alpaydin & Kaynak 1998, from scikit-learn), in two classes."""

from collections.abc import Mapping

from richlazy.data.tables.digits import split
from richlazy.data.trials import Pool, table_pool
from sklearn.datasets import load_digits

from studies.sgd_noise.two_classes import of_digits, standardised

KIND = "trials"
ENVIRONMENT = "BinaryDigits"
SAMPLES = 1797
# Every seed has images of its own.
REPLICATE = "seed"
ARGUMENTS = {
    "classes": {
        "description": "Odd digits against even ones (`parity`), or 5 to 9 against 0 to 4 (`halves`).",
        "type": "string",
        "enum": ["parity", "halves"],
        "default": "parity",
    },
}
ADVICE = {
    "classes": {
        "recommended": "`parity`, the paper's; `halves` is another split of the same images",
        "cost": "none",
    },
}


def draw(sizes: Mapping[str, int], seed: int, classes: str) -> Pool:
    """Pool of `sizes` different images by part; the training images of a smaller size are the first of a larger."""
    images, digits = load_digits(return_X_y=True)
    pixels, labels = standardised(images, images), of_digits(digits, classes)
    parts = split(sizes, seed)
    samples, answers = ({part: values[chosen] for part, chosen in parts.items()} for values in (pixels, labels))
    return table_pool(samples, answers, classes=2)
