"""The cases that a simulation of two-layer networks compares, in families along which one property changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import nan

import numpy as np

from studies.connectivity.linear_theory.draws import Draws
from studies.connectivity.linear_theory.initial_weights import (
    AlongTeacher,
    AlongTruncatedTeacher,
    FirstLayer,
    RandomDirections,
)
from studies.connectivity.linear_theory.network import Weights, norm

BOTH_LAYERS, FIRST_LAYER = "both_layers", "first_layer"


@dataclass(frozen=True)
class Case:
    """Initial weights for one kind of teacher; value: the property that changes along the family.

    start: name of the initial weights in their family. layers: whether both layers have the initial Frobenius norm
    `scale`, or the second a share of it. kappa: the teacher reads its inputs through an F with half of its singular
    values kappa and half 1. learning_rate: that of gradient descent, NaN for gradient flow.
    """

    family: str
    start: str
    value: float
    first: FirstLayer
    scale: float
    layers: str = BOTH_LAYERS
    outputs: int = 1
    kappa: float = 1.0
    learning_rate: float = nan

    def expected(self, inputs: int) -> float:
        """Closed form of the expected alignment with whitened inputs; NaN for several outputs, which have none."""
        return getattr(self.first, self.layers)(inputs) if self.outputs == 1 else nan

    def teacher(self, draws: Draws, size: float) -> np.ndarray:
        """Teachers [seed, output, input] of Frobenius norm `size`, isotropic where kappa is 1."""
        inputs = draws.loading.shape[-1]
        stretch = np.where(np.arange(inputs) < inputs // 2, self.kappa, 1.0)
        found = (draws.teacher[:, : self.outputs] * stretch) @ draws.loading.mT
        return size * found / norm(found)[:, np.newaxis, np.newaxis]

    def weights(self, draws: Draws, teacher: np.ndarray, second_layer_ratio: float) -> Weights:
        """Initial weights of all seeds."""
        second = draws.second[:, : self.outputs]
        share = 1.0 if self.layers == BOTH_LAYERS else second_layer_ratio
        return Weights(
            self.scale * self.first.matrix(draws, teacher),
            share * self.scale * second / norm(second)[:, np.newaxis, np.newaxis],
        )


def all_cases(arguments: Mapping) -> list[Case]:
    """The cases of every family, for the arguments of the simulation `two_layer_linear`."""
    return [case for family in FAMILIES for case in family(arguments)]


def rank_cases(arguments: Mapping) -> list[Case]:
    """Flat spectra of each rank."""
    return [
        Case("rank", layers, rank, RandomDirections((1.0,) * rank), arguments["scale"], layers)
        for layers in (BOTH_LAYERS, FIRST_LAYER)
        for rank in arguments["ranks"]
    ]


def evenness_cases(arguments: Mapping) -> list[Case]:
    """Spectra of full rank that fall as a power of the index; the value is their participation ratio."""
    index = np.arange(1.0, _full_rank(arguments) + 1)
    starts = [RandomDirections(tuple(index**-exponent)) for exponent in arguments["exponents"]]
    return [
        Case("evenness", layers, start.participation_ratio, start, arguments["scale"], layers)
        for layers in (BOTH_LAYERS, FIRST_LAYER)
        for start in starts
    ]


def overlap_cases(arguments: Mapping) -> list[Case]:
    """Initial weights of rank one, along directions with each overlap with the teacher."""
    return [
        Case("overlap", layers, overlap, AlongTeacher(overlap), arguments["scale"], layers)
        for layers in (BOTH_LAYERS, FIRST_LAYER)
        for overlap in arguments["overlaps"]
    ]


def kappa_cases(arguments: Mapping) -> list[Case]:
    """Teachers that read half of the directions of their inputs kappa times as strongly, with four initial weights."""
    full = RandomDirections((1.0,) * _full_rank(arguments))
    return [
        Case("kappa", name, kappa, start, arguments["scale"], kappa=kappa)
        for kappa in arguments["kappas"]
        for name, start in (
            ("aligned", AlongTeacher(1.0)),
            ("partially_aligned", AlongTruncatedTeacher(kappa)),
            ("random_rank_1", RandomDirections((1.0,))),
            ("full_rank", full),
        )
    ]


def scale_cases(arguments: Mapping) -> list[Case]:
    """Initial weights of each scale, with rank one, half and full."""
    full = _full_rank(arguments)
    return [
        Case("scale", f"rank_{rank}", scale, RandomDirections((1.0,) * rank), scale)
        for rank in sorted({1, max(1, full // 2), full})
        for scale in arguments["scales"]
    ]


def outputs_cases(arguments: Mapping) -> list[Case]:
    """Teachers of several outputs, over ranks."""
    flat = [case for case in rank_cases(arguments) if case.layers == BOTH_LAYERS]
    return [
        replace(case, family="outputs", start=f"outputs_{outputs}", outputs=outputs)
        for outputs in arguments["outputs"]
        for case in flat
    ]


def learning_rate_cases(arguments: Mapping) -> list[Case]:
    """Gradient descent at each learning rate, from rank one and full rank."""
    starts = [RandomDirections((1.0,) * rank) for rank in (1, _full_rank(arguments))]
    return [
        Case("learning_rate", f"rank_{start.rank}", rate, start, arguments["scale"], learning_rate=rate)
        for start in starts
        for rate in arguments["learning_rates"]
    ]


FAMILIES: tuple[Callable[[Mapping], list[Case]], ...] = (
    rank_cases,
    evenness_cases,
    overlap_cases,
    kappa_cases,
    scale_cases,
    outputs_cases,
    learning_rate_cases,
)


def _full_rank(arguments: Mapping) -> int:
    return min(arguments["inputs"], arguments["hidden"])
