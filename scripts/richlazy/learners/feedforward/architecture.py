"""Architecture of the feed-forward network: everything except its weights."""

from collections.abc import Mapping
from typing import NamedTuple

from richlazy.learners.feedforward.activations import ACTIVATIONS, Activation


class Architecture(NamedTuple):
    """The activation function, and the layers under study: those that are truncated."""

    activation: Activation
    studied: slice


_LAYERS = {"first": slice(0, 1), "all": slice(None)}


def architecture(parameters: Mapping, *sizes: int) -> Architecture:
    """Architecture by the parameters `activation` and `truncated_layers`; `sizes` (inputs, outputs) are not used."""
    return Architecture(ACTIVATIONS[parameters["activation"]], _LAYERS[parameters["truncated_layers"]])
