"""Tangent kernels of a torch module with respect to any of its weights, by vector-Jacobian products within a memory
bound.

Matrices of linear layers have factors (`linear_factors`), and their kernels are computed as for written-out learners.
For all other weights, K = J Jᵀ, where a row of the Jacobian J is the gradient of one output at one step of one trial.
Rows are computed in blocks of trials, or of outputs of one trial if its rows are too large. Every pair of blocks is one
product; rows that cannot be kept in memory are computed again for every pair.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import torch

from richlazy.learners.kernels import KernelFactors
from richlazy.learners.kernels import tangent_kernels as factored_kernels
from richlazy.learners.torch_module.architecture import Architecture
from richlazy.learners.torch_module.linear_factors import LinearFactors

# Copies of a block's gradients that exist while it is computed: the accumulated gradients, new ones, and their sum.
_COPIES = 4
# Shares of the memory bound for the rows of a block while they are computed, and for the product of two blocks.
_ROWS, _PRODUCTS = 0.6, 0.2


class _Block(NamedTuple):
    """Rows of a Jacobian: those of the outputs `rows`, ordered (step, output), of the trials `trials`."""

    trials: slice
    rows: slice


def kernels(
    weights: tuple, inputs: torch.Tensor, architecture: Architecture, last_only: bool, all_trained: bool, memory: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """Tangent kernels with respect to the matrices under study, and to all trained weights.

    all_trained: whether all parameters are trained, or the matrices under study alone. Other arguments and the order of
    rows: see `tangent_kernels`.
    """
    studied = architecture.studied
    others = [name for name in architecture.trained if name not in studied] if all_trained else []
    groups = [studied, others] if others else [studied]
    first, *second = tangent_kernels(weights, inputs, architecture, last_only, groups, memory)
    return first, first + second[0] if second else first


def tangent_kernels(
    weights: tuple,
    inputs: torch.Tensor,
    architecture: Architecture,
    last_only: bool,
    groups: Sequence[Sequence[str]],
    memory: float,
) -> list[torch.Tensor]:
    """Tangent kernels [P, P] of one network, one with respect to each group of parameters (a sequence of names).

    inputs: [input, time, trial]. last_only: whether only outputs at the last step count. Rows and columns are ordered
    (step, output, trial). memory: bound, in bytes, on all arrays other than the kernels and two copies of one; it must
    hold at least two rows of the Jacobian and the activity of one trial.
    """
    trials, parameters = inputs.permute(2, 1, 0), architecture.by_name(weights)
    linear = LinearFactors(architecture, parameters, trials, last_only)
    layers = [[name for name in group if name in linear.names] for group in groups]
    others = [[name for name in group if name not in linear.names] for group in groups]
    jacobian = _Jacobian(parameters, trials, architecture, last_only, others)
    found = _by_jacobians(jacobian, memory)
    # The backward pass of a trial needs for each row as much memory as the forward pass of the trial.
    at_once = max(1, int(memory / 4 // ((jacobian.rows + 1) * jacobian.bytes_of_activity())))
    for name in dict.fromkeys(name for group in layers for name in group):
        (made,) = factored_kernels(partial(_factors, linear, name, at_once), len(trials), memory)
        for kernel, group in zip(found, layers, strict=True):
            if name in group:
                kernel += made
    return found


def _factors(linear: LinearFactors, name: str, at_once: int, trials: slice) -> list[KernelFactors]:
    return [linear.of(name, trials, at_once)]


def _by_jacobians(jacobian: "_Jacobian", memory: float) -> list[torch.Tensor]:
    """Kernels of the groups of a Jacobian, zero for an empty group."""
    rows, trials = jacobian.rows, jacobian.trials
    kernels = [jacobian.like.new_zeros((rows, trials, rows, trials)) for _ in jacobian.groups]
    asked = [number for number, group in enumerate(jacobian.groups) if group]
    blocks = list(_blocks(rows, trials, kernels[0].element_size(), *jacobian.bytes_of_rows(), memory)) if asked else []
    for number, block in enumerate(blocks):
        left = jacobian.of(block)
        for other in blocks[number:]:
            right = left if other is block else jacobian.of(other)
            for group, one, two in zip(asked, left, right, strict=True):
                _fill(kernels[group], block, other, one @ two.T)
            del right
        del left
    return [kernel.reshape(rows * trials, -1) for kernel in kernels]


def _blocks(rows: int, trials: int, size: int, row: float, trial: float, memory: float) -> Iterator[_Block]:
    """Blocks of rows within the memory bound; size, row, trial: bytes of a number, of a row, of a trial's activity.

    Memory must hold two blocks, one of which is being computed, and the product of both.
    """
    most = int((_PRODUCTS * memory / size) ** 0.5)
    whole = min(int(_ROWS * memory // (rows * row + trial)), most // rows)
    if whole >= 1:
        for start in range(0, trials, whole):
            yield _Block(slice(start, min(start + whole, trials)), slice(0, rows))
        return
    part = max(1, min(int((_ROWS * memory - trial) // row), most))
    for trial_number in range(trials):
        for start in range(0, rows, part):
            yield _Block(slice(trial_number, trial_number + 1), slice(start, min(start + part, rows)))


def _fill(kernel: torch.Tensor, block: _Block, other: _Block, product: torch.Tensor) -> None:
    """Write the kernel between two blocks, [(trial, row), (trial, row)], and its transpose."""
    (trials, rows), (trials_there, rows_there) = ((b.trials.stop - b.trials.start, b.rows) for b in (block, other))
    part = product.reshape(trials, -1, trials_there, rows_there.stop - rows_there.start).permute(1, 0, 3, 2)
    kernel[rows, block.trials, rows_there, other.trials] = part
    kernel[rows_there, other.trials, rows, block.trials] = part.permute(2, 3, 0, 1)


class _Jacobian:
    """Rows of the Jacobian of scored outputs with respect to groups of parameters."""

    def __init__(self, parameters, inputs: torch.Tensor, architecture: Architecture, last_only: bool, groups):
        self._architecture, self._inputs, self._last_only, self.groups = architecture, inputs, last_only, groups
        self.like, self.trials = inputs, len(inputs)
        asked = {name for group in groups for name in group}
        self._varied = {name: values for name, values in parameters.items() if name in asked}
        self._fixed = {name: values for name, values in parameters.items() if name not in asked}
        self.rows = architecture.outputs * (1 if last_only else inputs.shape[1])

    def of(self, block: _Block) -> list[torch.Tensor]:
        """The rows of a block, [(trial, row), weight], for each group that is not empty."""
        vectors = torch.eye(self.rows, dtype=self._inputs.dtype, device=self._inputs.device)[block.rows]

        def of_trial(trial: torch.Tensor) -> dict[str, torch.Tensor]:
            _, pull_back = torch.func.vjp(lambda varied: self._outputs(varied, trial), self._varied)
            return torch.func.vmap(lambda vector: pull_back(vector)[0])(vectors)

        gradients = torch.func.vmap(of_trial)(self._inputs[block.trials])
        joined = []
        for group in filter(None, self.groups):
            joined.append(torch.cat([gradients[name].flatten(2) for name in group], 2).flatten(0, 1))
        return joined

    def _outputs(self, varied: dict[str, torch.Tensor], trial: torch.Tensor) -> torch.Tensor:
        """Scored outputs of one trial [time, input], ordered (step, output)."""
        (outputs,) = self._architecture.call({**varied, **self._fixed}, trial[None])
        return (outputs[-1:] if self._last_only else outputs).flatten()

    def bytes_of_rows(self) -> tuple[float, float]:
        """Bytes of one row while it is computed, and of the activity of one trial."""
        weights = sum(values.numel() * values.element_size() for values in self._varied.values())
        activity = self.bytes_of_activity()
        return _COPIES * weights + activity, activity

    def bytes_of_activity(self) -> float:
        """Bytes that autograd saves of one trial for the backward pass, which needs about as many for each row."""
        saved = self._inputs[0].numel()

        def count(values: torch.Tensor) -> torch.Tensor:
            nonlocal saved
            saved += values.numel() if values.data_ptr() not in own else 0
            return values

        leaves = {name: values.detach().requires_grad_() for name, values in {**self._fixed, **self._varied}.items()}
        own = {values.data_ptr() for values in leaves.values()}
        with torch.enable_grad(), torch.autograd.graph.saved_tensors_hooks(count, lambda values: values):
            self._outputs(leaves, self._inputs[0])
        return saved * self._inputs.element_size()
