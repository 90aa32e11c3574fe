"""Closed forms of figure 3 as curves: the expected kernel alignment at every value along a family of cases."""

from collections.abc import Callable

import numpy as np

from studies.connectivity.linear_theory import closed_forms
from studies.connectivity.linear_theory.cases import FIRST_LAYER

Curve = Callable[[np.ndarray], np.ndarray]


def curve(family: str, start: str, inputs: int, hidden: int) -> Curve | None:
    """The expected alignment as a function of what changes along a family (`two_layer.cases`), for whitened inputs.

    None for teachers of several outputs: they have a closed form of each draw, and none of the expectation.
    """
    return _FAMILIES[family](start, inputs, min(inputs, hidden))


def _over_dimensions(start: str, inputs: int, full: int) -> Curve:
    """Over the rank of a flat spectrum, or the participation ratio of any: one over the concentration."""
    form = (
        closed_forms.expected_alignment_first_layer
        if start == FIRST_LAYER
        else closed_forms.expected_alignment_both_layers
    )
    return lambda dimension: form(inputs, 1 / np.asarray(dimension, float))


def _over_overlap(start: str, inputs: int, full: int) -> Curve:
    first = start == FIRST_LAYER
    form = (
        closed_forms.expected_alignment_of_direction_first_layer
        if first
        else closed_forms.expected_alignment_of_direction
    )
    return lambda overlap: form(inputs, np.asarray(overlap, float))


def _over_kappa(start: str, inputs: int, full: int) -> Curve:
    if start == "partially_aligned":
        return lambda kappa: closed_forms.expected_alignment_of_direction(
            inputs, np.sqrt(closed_forms.expected_squared_overlap(inputs, np.asarray(kappa, float)))
        )
    levels = {
        "aligned": closed_forms.expected_alignment_of_direction(inputs, 1.0),
        "random_rank_1": closed_forms.expected_alignment_both_layers(inputs, 1.0),
        "full_rank": closed_forms.expected_alignment_both_layers(inputs, 1 / full),
    }
    return _level(levels[start])


def _over_scale(start: str, inputs: int, full: int) -> Curve:
    return _level(closed_forms.expected_alignment_both_layers(inputs, 1 / _number(start)))


def _over_ranks_of_outputs(start: str, inputs: int, full: int) -> Curve | None:
    return _over_dimensions(start, inputs, full) if _number(start) == 1 else None


def _level(value: float) -> Curve:
    return lambda along: np.full(np.shape(along), float(value))


def _number(start: str) -> int:
    """The number at the end of a start's name."""
    return int(start.rpartition("_")[2])


_FAMILIES = {
    "rank": _over_dimensions,
    "evenness": _over_dimensions,
    "overlap": _over_overlap,
    "kappa": _over_kappa,
    "scale": _over_scale,
    "outputs": _over_ranks_of_outputs,
}
