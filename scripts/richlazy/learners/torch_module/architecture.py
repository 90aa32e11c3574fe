"""What a torch module has beside its weights: its file, its parameters, and one instance that holds the structure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType

import torch

from richlazy import learners
from richlazy.errors import InputError


@dataclass(frozen=True, eq=False)
class Architecture:
    """A file with a class `Network`, and all that an instance of it depends on.

    file: the imported module; parameters: those that the file declares, by name; inputs, outputs: numbers of them.
    """

    file: ModuleType
    parameters: Mapping
    inputs: int
    outputs: int

    @cached_property
    def network(self) -> torch.nn.Module:
        """An instance, which is called with weights of others in the place of its own."""
        return self.build(seed=0)

    def build(self, seed: int) -> torch.nn.Module:
        """A new instance, whose weights are drawn by PyTorch's generator under this seed; that itself stays as it is.

        Raises InputError where the class cannot be made so.
        """
        if not hasattr(self.file, "Network"):
            raise InputError(f"{self.source}: found no class Network; write `class Network(torch.nn.Module):`")
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            try:
                return self.file.Network(self.inputs, self.outputs, **self.parameters)
            except TypeError as error:
                names = "".join(f", {name}" for name in self.parameters)
                raise InputError(
                    f"{self.source}: Network: {error}; it is called with the parameters that the file declares: "
                    f"write `def __init__(self, inputs, outputs{names}):`"
                ) from error

    @property
    def source(self) -> str:
        """The file, as messages name it."""
        return str(self.file.__file__)

    @cached_property
    def fields(self) -> dict[str, str]:
        """Names of the weights as an identifier each, by the names of the parameters; `.weight` is left out.

        Raises InputError for two that are alike, and for a network without weights.
        """
        names = [name for name, _ in self.network.named_parameters()]
        fields = {name: _identifier(name) for name in names}
        for name, field in fields.items():
            first = next(other for other in names if fields[other] == field)
            if first != name:
                raise InputError(
                    f"{self.source}: the parameters {first} and {name} would both be stored as {field}_weights; "
                    "rename one of them"
                )
        if not fields:
            raise InputError(f"{self.source}: Network has no parameters; a learner has at least one weight")
        return fields

    @cached_property
    def trained(self) -> list[str]:
        """Parameters that learning changes: those that require a gradient."""
        return [name for name, values in self.network.named_parameters() if values.requires_grad]

    @cached_property
    def studied(self) -> list[str]:
        """Parameters under study: STUDIED of the file, or all trained matrices but the last (or the only one)."""
        shapes = {name: values.shape for name, values in self.network.named_parameters()}
        matrices = [name for name in self.trained if len(shapes[name]) >= 2]
        given = getattr(self.file, "STUDIED", None)
        if given is None:
            return matrices[:-1] or matrices
        for name in given:
            if name not in matrices:
                raise InputError(
                    f"{self.source}: STUDIED: found {name!r}, allowed are trained parameters of two or more "
                    f"dimensions: {', '.join(matrices)}; write `STUDIED = {matrices[:1]}`"
                )
        return list(given)

    def by_name(self, weights: tuple) -> dict[str, torch.Tensor]:
        """Weights by the names of the parameters."""
        return dict(zip(self.fields, weights, strict=True))

    def call(self, parameters: Mapping[str, torch.Tensor], inputs: torch.Tensor) -> torch.Tensor:
        """Outputs [trial, time, output] of a network with these parameters by name; inputs: [trial, time, input]."""
        return torch.func.functional_call(self.network, {**parameters, **self.buffers(inputs)}, (inputs,))

    def buffers(self, like: torch.Tensor) -> dict[str, torch.Tensor]:
        """Constants of the network by name, on the device and, if they are no integers, in the type of its inputs."""
        key = like.device, like.dtype
        if key not in self._moved:
            self._moved[key] = {
                name: values.to(like.device, like.dtype if values.is_floating_point() else values.dtype)
                for name, values in self.network.named_buffers()
            }
        return self._moved[key]

    @cached_property
    def checked_steps(self) -> set[int]:
        """Numbers of time steps for which the forward pass has been checked."""
        return set()

    @cached_property
    def _moved(self) -> dict[tuple, dict[str, torch.Tensor]]:
        return {}


def architecture(parameters: Mapping, inputs: int, outputs: int) -> Architecture:
    """Architecture of the learner that `parameters` name, with those parameters that its file declares."""
    file = learners.registry.find(parameters["learner"])
    return Architecture(file, {name: parameters[name] for name in getattr(file, "PARAMETERS", {})}, inputs, outputs)


def _identifier(name: str) -> str:
    field = name.removesuffix(".weight").replace(".", "_")
    return field if field[0].isalpha() else f"layer_{field}"
