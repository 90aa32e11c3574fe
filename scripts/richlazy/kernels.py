"""Exact tangent kernels with respect to the recurrent weights, without ever holding an N × N gradient per output.

The gradient of output p with respect to W_h is sum_s delta^p_s ⊗ h^p_{s-1} (factors: see the network's module). The
kernel K_pq is the inner product of two such gradients and has two exact orders of evaluation:

- structured:  K_pq = sum_{s,s'} (delta^p_s · delta^q_s') (h^p_{s-1} · h^q_{s'-1}), cheap when steps² < units;
- by gradients: K = J Jᵀ, summed over blocks of rows of W_h, cheap for long sequences.

Rows and columns of a kernel are ordered (output step, output, trial).
"""

from collections.abc import Callable
from typing import NamedTuple

import torch


class KernelFactors(NamedTuple):
    """What the tangent kernel of some trials is made of.

    deltas: per step s, [rows, trial, unit], the gradient of each output with respect to the recurrent drive
    (W_h h)_s. Its rows are the outputs that step s can still reach, ordered (output step, output), so they are the
    last rows of the full ordering. presynaptic: per step s, [trial, unit], the activity h_{s-1} that W_h acts on.
    """

    deltas: list[torch.Tensor]
    presynaptic: list[torch.Tensor]


def tangent_kernel(factors_of: Callable[[slice], KernelFactors], trials: int, memory: float) -> torch.Tensor:
    """Tangent kernel [P, P] of `trials` trials in the cheaper of the two orders.

    factors_of: gives the factors of a slice of the trials. memory: bound in bytes on everything beyond the kernel
    itself and one copy of it; where the factors of all trials exceed a part of it, the kernel is made from pairs of
    blocks of trials.
    """
    first = factors_of(slice(0, 1))
    order = by_gradients if gradient_operations(first, trials) < structured_operations(first, trials) else structured
    block = max(1, int(memory / 4 // factor_bytes(first)))
    if block >= trials:
        return order(*[factors_of(slice(0, trials))] * 2, memory / 2)
    return _from_blocks(factors_of, order, trials, block, memory / 2)


def _from_blocks(factors_of, order, trials: int, block: int, memory: float) -> torch.Tensor:
    one = factors_of(slice(0, 1)).deltas[0]
    outputs = one.shape[0]
    kernel = one.new_zeros((outputs, trials, outputs, trials))
    for start in range(0, trials, block):
        left = factors_of(slice(start, min(start + block, trials)))
        for other in range(start, trials, block):
            right = left if other == start else factors_of(slice(other, min(other + block, trials)))
            widths = left.deltas[0].shape[1], right.deltas[0].shape[1]
            part = order(left, right, memory).reshape(outputs, widths[0], outputs, widths[1])
            kernel[:, start : start + widths[0], :, other : other + widths[1]] = part
            kernel[:, other : other + widths[1], :, start : start + widths[0]] = part.permute(2, 3, 0, 1)
    return kernel.reshape(outputs * trials, -1)


def factor_bytes(factors: KernelFactors) -> int:
    """Memory of the factors of these trials."""
    return sum(array.numel() * array.element_size() for array in (*factors.deltas, *factors.presynaptic))


def structured_operations(factors: KernelFactors, trials: int) -> float:
    """Multiply-adds of the structured order for `trials` such trials; each pair of steps is visited once."""
    rows = [delta.shape[0] * delta.shape[1] for delta in factors.deltas[1:]]
    pairs = sum(a * b for index, a in enumerate(rows) for b in rows[index:])
    return factors.deltas[0].shape[2] * pairs * trials**2


def gradient_operations(factors: KernelFactors, trials: int) -> float:
    """Multiply-adds of the order by gradients for `trials` such trials."""
    rows = [delta.shape[0] * delta.shape[1] for delta in factors.deltas]
    return factors.deltas[0].shape[2] ** 2 * ((rows[0] * trials) ** 2 + sum(rows[1:]) * trials)


def structured(left: KernelFactors, right: KernelFactors, memory: float) -> torch.Tensor:
    """Kernel between two sets of trials, summed over pairs of steps; half the pairs suffice for one set with itself."""
    outputs, trials, units = left.deltas[0].shape
    columns = outputs * right.deltas[0].shape[1]
    kernel = left.deltas[0].new_zeros((outputs, trials, columns))
    steps = range(1, len(left.deltas))  # the first step starts from silence, h = 0, and adds nothing
    symmetric = left is right
    for s in steps:
        for r in steps[s - 1 :] if symmetric else steps:
            overlap = left.presynaptic[s] @ right.presynaptic[r].T
            if symmetric and r == s:
                overlap /= 2
            _add_pair(kernel, left.deltas[s], right.deltas[r], overlap, memory)
    kernel = kernel.reshape(outputs * trials, columns)
    return kernel + kernel.T if symmetric else kernel


def _add_pair(kernel: torch.Tensor, left: torch.Tensor, right: torch.Tensor, overlap: torch.Tensor, memory: float):
    """Add (delta · delta') (h · h') of one pair of steps, in blocks of left outputs that fit into the memory bound."""
    (rows, trials, units), (right_rows, right_trials, _) = left.shape, right.shape
    columns = right_rows * right_trials
    flat = right.reshape(columns, units).T
    # Two products are alive at once: that of the block before is let go when the next one is there.
    block = max(1, int(memory // (2 * trials * columns * left.element_size())))
    first_row, first_column = kernel.shape[0] - rows, kernel.shape[2] - columns
    for start in range(0, rows, block):
        part = left[start : start + block]
        product = (part.reshape(-1, units) @ flat).reshape(part.shape[0], trials, right_rows, right_trials)
        product.mul_(overlap[:, None, :])
        target = kernel[first_row + start : first_row + start + part.shape[0], :, first_column:]
        target.add_(product.reshape(target.shape))


def by_gradients(left: KernelFactors, right: KernelFactors, memory: float) -> torch.Tensor:
    """J J'ᵀ, accumulated over blocks of postsynaptic units so that no Jacobian exists as a whole."""
    (outputs, trials, units), right_trials = left.deltas[0].shape, right.deltas[0].shape[1]
    kernel = left.deltas[0].new_zeros((outputs * trials, outputs * right_trials))
    block_bytes = 2 * outputs * (trials + right_trials) * units * left.deltas[0].element_size()
    block = max(1, int(memory // block_bytes))
    for start in range(0, units, block):
        posts = slice(start, min(start + block, units))
        gradients = _gradients(left, posts)
        others = gradients if right is left else _gradients(right, posts)
        kernel.addmm_(gradients, others.T)
    return kernel


def _gradients(factors: KernelFactors, posts: slice) -> torch.Tensor:
    """Gradients of all outputs with respect to the rows `posts` of W_h, [output · trial, post · pre]."""
    outputs, trials, units = factors.deltas[0].shape
    width = posts.stop - posts.start
    by_trial = factors.deltas[0].new_zeros((trials, outputs * width, units))
    for delta, activity in zip(factors.deltas[1:], factors.presynaptic[1:], strict=True):
        rows = delta.shape[0]
        late = delta[:, :, posts].permute(1, 0, 2).reshape(trials, rows * width, 1)
        by_trial[:, (outputs - rows) * width :].baddbmm_(late, activity[:, None, :])
    return by_trial.reshape(trials, outputs, width * units).transpose(0, 1).reshape(outputs * trials, -1)
