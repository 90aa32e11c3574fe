"""Kernel factors of the linear layers of a torch module: their tangent kernels need no gradient of a whole matrix.

The gradient of an output with respect to the matrix of a `torch.nn.Linear` is the sum of delta ⊗ h over its calls and
the positions in each call, where h is the input of the layer and delta the gradient with respect to its output. This
holds if nothing else uses the matrix, which is checked on one trial.
"""

from collections.abc import Callable, Mapping

import torch
from torch import nn

from richlazy.learners.kernels import KernelFactors
from richlazy.learners.torch_module.architecture import Architecture

# Largest allowed difference between the two computations of a gradient, as a share of its largest entry.
_ROUNDING = 1e-3


class LinearFactors:
    """Factors of the linear layers of one network, on trials [trial, time, input].

    names: the parameters that have factors.
    """

    def __init__(
        self, architecture: Architecture, parameters: Mapping[str, torch.Tensor], inputs: torch.Tensor, last_only: bool
    ):
        self._architecture, self._parameters = architecture, parameters
        self._inputs, self._last_only = inputs, last_only
        self._layers = {
            f"{name}.weight": module
            for name, module in architecture.network.named_modules()
            if type(module) is nn.Linear and f"{name}.weight" in parameters
        }
        self._shapes: dict[str, list[torch.Size]] = {}  # of the output of each layer in each of its calls
        for name in self._layers:
            _, given = self._run(parameters, inputs[0], name, None)
            self._shapes[name] = [values.shape for _, values in given]
        self.names = [name for name in self._layers if self._shapes[name] and self._is_all(name)]

    def of(self, name: str, trials: slice, at_once: int) -> KernelFactors:
        """Factors of a slice of the trials with respect to one parameter; `at_once` trials are computed together."""
        rows = self._architecture.outputs * (1 if self._last_only else self._inputs.shape[1])
        vectors = torch.eye(rows, dtype=self._inputs.dtype, device=self._inputs.device)

        def of_trial(trial: torch.Tensor) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
            pull_back, shown = self._pull_back(name, trial)
            return torch.func.vmap(lambda vector: pull_back(vector)[0])(vectors), shown

        over_trials = torch.func.vmap(of_trial, chunk_size=at_once)
        deltas, before = [], []
        for delta, shown in zip(*over_trials(self._inputs[trials]), strict=True):
            deltas += delta.flatten(2, -2).permute(2, 1, 0, 3).contiguous().unbind()  # by position [row, trial, post]
            before += shown.flatten(1, -2).transpose(0, 1).contiguous().unbind()  # by position [trial, pre]
        return KernelFactors(deltas, before, first=0)

    def _is_all(self, name: str) -> bool:
        """Whether the factors give the whole gradient of the parameter, so that nothing else uses it."""
        trial, given = self._inputs[0], self._parameters[name]
        outputs, pull_back = torch.func.vjp(
            lambda values: self._run({**self._parameters, name: values}, trial, name, None)[0], given
        )
        vector = torch.randn(outputs.shape, generator=torch.Generator().manual_seed(0)).to(outputs)
        (exact,) = pull_back(vector)
        pull_back, shown = self._pull_back(name, trial)
        pairs = zip(pull_back(vector)[0], shown, strict=True)
        found = sum(delta.flatten(0, -2).T @ activity.flatten(0, -2) for delta, activity in pairs)
        return bool((found - exact).abs().max() <= _ROUNDING * exact.abs().max())

    def _pull_back(self, name: str, trial: torch.Tensor) -> tuple[Callable, list[torch.Tensor]]:
        """The function from output vectors to the gradients at a layer's outputs, and the layer's inputs; by call."""

        def outputs(kicks: list[torch.Tensor]) -> tuple[torch.Tensor, list[torch.Tensor]]:
            found, calls = self._run(self._parameters, trial, name, kicks)
            return found, [shown for shown, _ in calls]

        zeros = [self._inputs.new_zeros(shape) for shape in self._shapes[name]]
        _, pull_back, shown = torch.func.vjp(outputs, zeros, has_aux=True)
        return pull_back, shown

    def _run(self, parameters: Mapping, trial: torch.Tensor, name: str, kicks: list[torch.Tensor] | None):
        """Scored outputs of one trial [time, input], ordered (step, output), and a layer's input and output by call.

        kicks: values that are added to the layer's output, by call; None for none.
        """
        calls: list[tuple[torch.Tensor, torch.Tensor]] = []

        def note(module: nn.Module, shown: tuple[torch.Tensor], given: torch.Tensor) -> torch.Tensor | None:
            calls.append((shown[0], given))
            return None if kicks is None else given + kicks[len(calls) - 1]

        hook = self._layers[name].register_forward_hook(note)
        try:
            (outputs,) = self._architecture.call(parameters, trial[None])
        finally:
            hook.remove()
        return (outputs[-1:] if self._last_only else outputs).flatten(), calls
