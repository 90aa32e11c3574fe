"""Alignment of two matrices, for the measures that compare Gram matrices."""

import torch


def alignment(first: torch.Tensor, second: torch.Tensor) -> float:
    """<A, B> / (‖A‖ ‖B‖) with <A, B> = Tr(Aᵀ B), summed in float64; NaN if a matrix is zero."""
    first, second = first.double().flatten(), second.double().flatten()
    return float(first @ second / (first.norm() * second.norm()))
