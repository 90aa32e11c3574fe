"""Exact tangent kernels with respect to single weight matrices, without ever holding an N × N gradient per output.

The gradient of output p with respect to a matrix W is sum_s delta^p_s ⊗ h^p_s, where the matrix acts on the activity h
(W_h of a recurrent network: that of the step before; factors: see the network's module). The kernel K_pq is the inner
product of two such gradients and has two exact orders of evaluation:

- structured:  K_pq = sum_{s,s'} (delta^p_s · delta^q_s') (h^p_s · h^q_s'), cheap when steps² < units;
- by gradients: K = J Jᵀ, summed over blocks of rows of W, cheap for long sequences and for few inputs.

The kernel with respect to several matrices is the sum of theirs. Rows and columns of a kernel are ordered (output step,
output, trial).
"""

from collections.abc import Callable
from typing import NamedTuple

import torch


class KernelFactors(NamedTuple):
    """What the tangent kernel of some trials with respect to one matrix is made of.

    deltas: per step s, [rows, trial, post], the gradient of each output with respect to the drive (W h)_s. Its rows are
    the outputs that step s can still reach, ordered (output step, output), so they are the last rows of the full
    ordering. presynaptic: per step s, [trial, pre], the activity that W acts on. first: the step before which that
    activity is zero.
    """

    deltas: list[torch.Tensor]
    presynaptic: list[torch.Tensor]
    first: int


def tangent_kernels(
    factors_of: Callable[[slice], list[KernelFactors]], trials: int, memory: float
) -> list[torch.Tensor]:
    """Tangent kernels [P, P] of `trials` trials, one with respect to each matrix, each in its cheaper order.

    factors_of: gives the factors of a slice of the trials, one per matrix. memory: bound in bytes on everything beyond
    the kernels themselves and one copy of one; where the factors of all trials exceed a part of it, the kernels are
    made from pairs of blocks of trials.
    """
    first = factors_of(slice(0, 1))
    orders = [_cheaper_order(factors, trials) for factors in first]
    block = max(1, int(memory / 4 // sum(factor_bytes(factors) for factors in first)))
    if block >= trials:
        whole = factors_of(slice(0, trials))
        return [order(factors, factors, memory / 2) for order, factors in zip(orders, whole, strict=True)]
    return _from_blocks(factors_of, orders, trials, block, memory / 2)


def _cheaper_order(one: KernelFactors, trials: int) -> Callable[..., torch.Tensor]:
    return by_gradients if gradient_operations(one, trials) < structured_operations(one, trials) else structured


def _from_blocks(factors_of, orders, trials: int, block: int, memory: float) -> list[torch.Tensor]:
    one = factors_of(slice(0, 1))[0].deltas[0]
    outputs = one.shape[0]
    kernels = [one.new_zeros((outputs, trials, outputs, trials)) for _ in orders]
    for start in range(0, trials, block):
        left = factors_of(slice(start, min(start + block, trials)))
        for other in range(start, trials, block):
            right = left if other == start else factors_of(slice(other, min(other + block, trials)))
            for kernel, order, *pair in zip(kernels, orders, left, right, strict=True):
                _fill(kernel, order, *pair, start, other, memory)
    return [kernel.reshape(outputs * trials, -1) for kernel in kernels]


def _fill(kernel, order, left: KernelFactors, right: KernelFactors, start: int, other: int, memory: float) -> None:
    """Write the kernel between trials from `start` and trials from `other` on into both of its places."""
    outputs, (here, there) = kernel.shape[0], (factors.deltas[0].shape[1] for factors in (left, right))
    part = order(left, right, memory).reshape(outputs, here, outputs, there)
    kernel[:, start : start + here, :, other : other + there] = part
    kernel[:, other : other + there, :, start : start + here] = part.permute(2, 3, 0, 1)


def read_out_kernel(activity: torch.Tensor, outputs: int) -> torch.Tensor:
    """Tangent kernel [P, P] with respect to W_o, of `outputs` outputs read from activity [step, trial, unit].

    The gradient of output o at step t is h_t in row o of W_o, so that K_pq = h^p · h^q where o = o', and 0 elsewhere.
    """
    steps, trials, _ = activity.shape
    flat = activity.flatten(0, 1)
    gram = (flat @ flat.T).reshape(steps, trials, steps, trials)
    kernel = activity.new_zeros((steps, outputs, trials, steps, outputs, trials))
    for output in range(outputs):
        kernel[:, output, :, :, output] = gram
    return kernel.reshape(steps * outputs * trials, -1)


def factor_bytes(factors: KernelFactors) -> int:
    """Memory of the factors of these trials."""
    return sum(array.numel() * array.element_size() for array in (*factors.deltas, *factors.presynaptic))


def structured_operations(factors: KernelFactors, trials: int) -> float:
    """Multiply-adds of the structured order for `trials` such trials; each pair of steps is visited once."""
    rows = [delta.shape[0] * delta.shape[1] for delta in factors.deltas[factors.first :]]
    pairs = sum(a * b for index, a in enumerate(rows) for b in rows[index:])
    return factors.deltas[0].shape[2] * pairs * trials**2


def gradient_operations(factors: KernelFactors, trials: int) -> float:
    """Multiply-adds of the order by gradients for `trials` such trials."""
    rows = [delta.shape[0] * delta.shape[1] for delta in factors.deltas]
    weights = factors.deltas[0].shape[2] * factors.presynaptic[0].shape[1]
    return weights * ((rows[0] * trials) ** 2 + sum(rows[factors.first :]) * trials)


def structured(left: KernelFactors, right: KernelFactors, memory: float) -> torch.Tensor:
    """Kernel between two sets of trials, summed over pairs of steps; half the pairs suffice for one set with itself."""
    outputs, trials, units = left.deltas[0].shape
    columns = outputs * right.deltas[0].shape[1]
    kernel = left.deltas[0].new_zeros((outputs, trials, columns))
    steps = range(left.first, len(left.deltas))
    symmetric = left is right
    for number, s in enumerate(steps):
        for r in steps[number:] if symmetric else steps:
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
    width = left.presynaptic[0].shape[1]
    kernel = left.deltas[0].new_zeros((outputs * trials, outputs * right_trials))
    block_bytes = 2 * outputs * (trials + right_trials) * width * left.deltas[0].element_size()
    block = max(1, int(memory // block_bytes))
    for start in range(0, units, block):
        posts = slice(start, min(start + block, units))
        gradients = _gradients(left, posts)
        others = gradients if right is left else _gradients(right, posts)
        kernel.addmm_(gradients, others.T)
    return kernel


def _gradients(factors: KernelFactors, posts: slice) -> torch.Tensor:
    """Gradients of all outputs with respect to the rows `posts` of W, [output · trial, post · pre]."""
    (outputs, trials, _), pres = factors.deltas[0].shape, factors.presynaptic[0].shape[1]
    width = posts.stop - posts.start
    by_trial = factors.deltas[0].new_zeros((trials, outputs * width, pres))
    steps = slice(factors.first, None)
    for delta, activity in zip(factors.deltas[steps], factors.presynaptic[steps], strict=True):
        rows = delta.shape[0]
        late = delta[:, :, posts].permute(1, 0, 2).reshape(trials, rows * width, 1)
        by_trial[:, (outputs - rows) * width :].baddbmm_(late, activity[:, None, :])
    return by_trial.reshape(trials, outputs, width * pres).transpose(0, 1).reshape(outputs * trials, -1)
