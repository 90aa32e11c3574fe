"""Tangent kernels of a caller's module that `torch.func` cannot take apart: row by row of its Jacobian, with autograd.

Modules such as torch.nn.GRU have no gradients over stacks of trials. Their kernels are made here with one backward pass
for each output of each scored step of each trial, which is slow, and enough for the few trials of a kernel.
"""

from typing import TYPE_CHECKING, Any

from richlazy.errors import InputError
from richlazy.interface.own_data import reason
from richlazy.learners.torch_module import kernel

if TYPE_CHECKING:
    import torch


def kernels(
    weights: tuple, inputs: "torch.Tensor", architecture: Any, last_only: bool, all_trained: bool, memory: float
) -> tuple["torch.Tensor", "torch.Tensor"]:
    """As `learners.torch_module.kernel.kernels`, for any module. Raises InputError where the Jacobian is too large, or
    outputs have no gradient."""
    try:
        return kernel.kernels(weights, inputs, architecture, last_only, all_trained, memory)
    except (RuntimeError, ValueError, NotImplementedError, IndexError, TypeError) as error:
        return _by_rows(weights, inputs, architecture, last_only, all_trained, memory, error)


def _by_rows(
    weights: tuple,
    inputs: "torch.Tensor",
    architecture: Any,
    last_only: bool,
    all_trained: bool,
    memory: float,
    error: Exception,
) -> tuple["torch.Tensor", "torch.Tensor"]:
    import torch

    parameters, names = architecture.by_name(weights), list(architecture.trained)
    leaves = {name: parameters[name].detach().clone().requires_grad_() for name in names}
    with torch.enable_grad():
        outputs = architecture.call({**parameters, **leaves}, inputs.permute(2, 1, 0))
        scored = (outputs[:, -1:] if last_only else outputs).permute(1, 2, 0).flatten()
        bytes_of_rows = sum(leaf.numel() * leaf.element_size() for leaf in leaves.values()) * len(scored)
        if bytes_of_rows > memory:
            raise InputError(
                f"the gradients of {len(scored)} outputs take {bytes_of_rows / 1e9:.1f} GB, allowed are "
                f"{memory / 1e9:.1f}; write a smaller `kernel_trials` ({reason(error)})"
            ) from error
        rows = [torch.autograd.grad(one, list(leaves.values()), retain_graph=True, allow_unused=True) for one in scored]
    found = {}
    for number, name in enumerate(names):
        zero = torch.zeros_like(leaves[name])
        matrix = torch.stack([(zero if row[number] is None else row[number]).flatten() for row in rows])
        found[name] = matrix @ matrix.T
    studied = sum(found[name] for name in architecture.studied)
    return studied, sum(found.values()) if all_trained else studied
