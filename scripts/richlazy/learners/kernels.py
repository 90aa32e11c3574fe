"""Exact tangent kernels with respect to single weight matrices, without storing an N × N gradient for every output.

The gradient of output p with respect to a matrix W is sum_s delta^p_s ⊗ h^p_s, where h is the activity that the matrix
multiplies (for W_h of a recurrent network, that of the previous step) and delta the gradient with respect to the
product. The learner's module `kernel` computes these factors. The kernel K_pq is the inner product of two gradients and
can be computed in two exact orders:

- structured:   K_pq = sum_{s,s'} (delta^p_s · delta^q_s') (h^p_s · h^q_s'), cheap if steps² < units;
- by gradients: K = J Jᵀ, summed over blocks of rows of W, cheap for long sequences and for few inputs.

The kernel with respect to several matrices is the sum of their kernels. Rows and columns of a kernel are ordered
(output step, output, trial).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch

# Blocks of rows of a symmetric product. Only the part from the diagonal on is computed: 9/16 of the whole product.
_SYMMETRIC_BLOCKS = 8


class KernelFactors(NamedTuple):
    """Factors of the tangent kernel of some trials with respect to one matrix W.

    deltas: for each step s, [rows, trial, post], the gradient of each output with respect to the drive (W h)_s. Rows
    are the outputs at step s or later, ordered (output step, output): the last rows of the full ordering.
    presynaptic: for each step s, [trial, pre], the activity h that W multiplies. first: the first step at which that
    activity is not zero.
    """

    deltas: list[torch.Tensor]
    presynaptic: list[torch.Tensor]
    first: int


def tangent_kernels(
    factors_of: Callable[[slice], list[KernelFactors]], trials: int, memory: float
) -> list[torch.Tensor]:
    """Tangent kernels [P, P] of `trials` trials, one with respect to each matrix, each in its cheaper order.

    factors_of: gives the factors of a slice of the trials, one for each matrix. memory: bound, in bytes, on all arrays
    other than the kernels and a copy of one; if the factors of all trials are too large, the kernels are computed for
    pairs of blocks of trials.
    """
    first = factors_of(slice(0, 1))
    orders = [_cheaper_order(factors, trials) for factors in first]
    block = max(1, int(memory / 4 // sum(factor_bytes(factors) for factors in first)))
    if block >= trials:
        whole = factors_of(slice(0, trials))
        pairs = zip(orders, whole, strict=True)
        return [order(factors, factors, memory / 2).flatten(2).flatten(0, 1) for order, factors in pairs]
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
    """Write the kernel between a block of trials from `start` on and one from `other` on, and its transpose."""
    left_trials, right_trials = (factors.deltas[0].shape[1] for factors in (left, right))
    part = order(left, right, memory)
    kernel[:, start : start + left_trials, :, other : other + right_trials] = part
    kernel[:, other : other + right_trials, :, start : start + left_trials] = part.permute(2, 3, 0, 1)


def read_out_kernel(activity: torch.Tensor, outputs: int) -> torch.Tensor:
    """Tangent kernel [P, P] with respect to W_o, of `outputs` outputs read from activity [step, trial, unit].

    The gradient of output o at step t is h_t in row o of W_o, so that K_pq = h^p · h^q for equal outputs, 0 otherwise.
    """
    steps, trials, _ = activity.shape
    flat = activity.flatten(0, 1)
    gram = (flat @ flat.T).reshape(steps, trials, steps, trials)
    kernel = activity.new_zeros((steps, outputs, trials, steps, outputs, trials))
    for output in range(outputs):
        kernel[:, output, :, :, output] = gram
    return kernel.reshape(steps * outputs * trials, -1)


def factor_bytes(factors: KernelFactors) -> int:
    """Bytes of the factors."""
    return sum(array.numel() * array.element_size() for array in (*factors.deltas, *factors.presynaptic))


def structured_operations(factors: KernelFactors, trials: int) -> float:
    """Multiply-adds of the structured order for `trials` trials; each pair of steps is computed once."""
    rows = [delta.shape[0] * delta.shape[1] for delta in factors.deltas[factors.first :]]
    pairs = sum(a * b for index, a in enumerate(rows) for b in rows[index:])
    return factors.deltas[0].shape[2] * pairs * trials**2


def gradient_operations(factors: KernelFactors, trials: int) -> float:
    """Multiply-adds of the order by gradients for `trials` trials; about half of the symmetric kernel is computed."""
    (outputs, count, units), (steps, pres) = factors.deltas[0].shape, _steps_and_pres(factors)
    rows = outputs * count * trials
    half = (1 + 1 / _SYMMETRIC_BLOCKS) / 2
    return units * pres * (half * rows**2 + rows * steps)


def structured(left: KernelFactors, right: KernelFactors, memory: float) -> torch.Tensor:
    """Kernel between two sets of trials, [output, trial, output, trial], summed over pairs of steps.

    For a set with itself, half of the pairs are enough.
    """
    outputs, trials, _ = left.deltas[0].shape
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
    return (kernel + kernel.T if symmetric else kernel).reshape(outputs, trials, outputs, -1)


def _add_pair(kernel: torch.Tensor, left: torch.Tensor, right: torch.Tensor, overlap: torch.Tensor, memory: float):
    """Add (delta · delta') (h · h') of one pair of steps, in blocks of the left outputs within the memory bound."""
    (rows, trials, units), (right_rows, right_trials, _) = left.shape, right.shape
    columns = right_rows * right_trials
    flat = right.reshape(columns, units).T
    # Two products exist at a time: that of the last block is freed after the next one is computed.
    block = max(1, int(memory // (2 * trials * columns * left.element_size())))
    first_row, first_column = kernel.shape[0] - rows, kernel.shape[2] - columns
    for start in range(0, rows, block):
        part = left[start : start + block]
        product = (part.reshape(-1, units) @ flat).reshape(part.shape[0], trials, right_rows, right_trials)
        product.mul_(overlap[:, None, :])
        target = kernel[first_row + start : first_row + start + part.shape[0], :, first_column:]
        target.add_(product.reshape(target.shape))


def by_gradients(left: KernelFactors, right: KernelFactors, memory: float) -> torch.Tensor:
    """The same kernel as J J'ᵀ, accumulated over blocks of postsynaptic units; the whole Jacobian is never stored."""
    (outputs, trials, _), right_trials = left.deltas[0].shape, right.deltas[0].shape[1]
    kernel = left.deltas[0].new_zeros((trials * outputs, right_trials * outputs))
    if left is right:
        _add_half(kernel, left, memory)
        _complete(kernel)
    else:
        _add_whole(kernel, left, right, memory)
    return kernel.reshape(trials, outputs, right_trials, outputs).permute(1, 0, 3, 2)


def _add_whole(kernel: torch.Tensor, left: KernelFactors, right: KernelFactors, memory: float) -> None:
    """Add J J'ᵀ, rows and columns ordered (trial, output)."""
    activity, other_activity = _by_trial(left), _by_trial(right)
    for posts in _blocks_of_posts((left, right), memory):
        kernel.addmm_(_gradients(left, activity, posts), _gradients(right, other_activity, posts).T)


def _add_half(kernel: torch.Tensor, factors: KernelFactors, memory: float) -> None:
    """Add J Jᵀ, which is symmetric, to the blocks on and above the diagonal of the kernel."""
    activity = _by_trial(factors)
    for posts in _blocks_of_posts((factors,), memory):
        gradients = _gradients(factors, activity, posts)
        for rows in _blocks_of_rows(len(kernel)):
            kernel[rows, rows.start :].addmm_(gradients[rows], gradients[rows.start :].T)
        del gradients  # before the next are made


def _complete(kernel: torch.Tensor) -> None:
    """Copy the entries above the diagonal to below it."""
    for rows in _blocks_of_rows(len(kernel)):
        kernel[rows.stop :, rows] = kernel[rows, rows.stop :].T


def _blocks_of_rows(rows: int) -> list[slice]:
    size = -(-rows // _SYMMETRIC_BLOCKS)
    return [slice(start, min(start + size, rows)) for start in range(0, rows, size)]


def _blocks_of_posts(sides: Sequence[KernelFactors], memory: float) -> list[slice]:
    """Blocks of postsynaptic units whose gradients and intermediate arrays are within the memory bound."""
    fixed, each = 0, 0
    for factors in sides:
        (outputs, trials, units), steps, pres = factors.deltas[0].shape, *_steps_and_pres(factors)
        fixed += trials * steps * pres * factors.deltas[0].element_size()
        each += trials * outputs * (pres + steps) * factors.deltas[0].element_size()
    size = max(1, int((memory - fixed) // each))
    return [slice(start, min(start + size, units)) for start in range(0, units, size)]


def _steps_and_pres(factors: KernelFactors) -> tuple[int, int]:
    """Number of steps with activity, and number of presynaptic units."""
    return len(factors.deltas) - factors.first, factors.presynaptic[0].shape[1]


def _by_trial(factors: KernelFactors) -> torch.Tensor:
    """The activity that the matrix multiplies, [trial, step, pre]."""
    return torch.stack(factors.presynaptic[factors.first :], 1)


def _gradients(factors: KernelFactors, activity: torch.Tensor, posts: slice) -> torch.Tensor:
    """Gradients of all outputs with respect to the rows `posts` of W, [trial · output, post · pre].

    One product per trial sums over all steps; the deltas of outputs before a step are zero.
    """
    (outputs, trials, _), steps = factors.deltas[0].shape, activity.shape[1]
    deltas = activity.new_zeros((trials, steps, outputs, posts.stop - posts.start))
    for step, delta in enumerate(factors.deltas[factors.first :]):
        deltas[:, step, outputs - delta.shape[0] :] = delta[:, :, posts].transpose(0, 1)
    return torch.bmm(deltas.flatten(2).mT, activity).reshape(trials * outputs, -1)
