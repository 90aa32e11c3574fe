"""Architecture of a torch module: everything except its weights: its file, its parameters, and one instance."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType

import torch

from richlazy import learners
from richlazy.errors import InputError


@dataclass(frozen=True, eq=False)
class Architecture:
    """A file with a class `Network`, and everything that an instance depends on.

    file: the imported module. parameters: the parameters that the file declares, by name. inputs, outputs: their
    numbers.
    """

    file: ModuleType
    parameters: Mapping
    inputs: int
    outputs: int

    @cached_property
    def network(self) -> torch.nn.Module:
        """An instance, which is called with the weights of each network in place of its own."""
        return self.build(seed=0)

    def build(self, seed: int) -> torch.nn.Module:
        """A new instance with weights drawn by PyTorch's generator from this seed; the generator's state is restored.

        Raises InputError where the class is missing or has other parameters.
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
            except Exception as error:  # the class is the user's, and may fail in any way
                raise InputError(
                    f"{self.source}: Network(inputs={self.inputs}, outputs={self.outputs}, ...) fails: "
                    f"{type(error).__name__}: {error}"
                ) from error

    @property
    def source(self) -> str:
        """The path of the file, for messages."""
        return str(self.file.__file__)

    @cached_property
    def fields(self) -> dict[str, str]:
        """Identifier of each weight tensor, by the name of the parameter; the suffix `.weight` is left out.

        Raises InputError for two equal identifiers, and for a network without parameters.
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
        """Names of the trained parameters: those that require a gradient."""
        return [name for name, values in self.network.named_parameters() if values.requires_grad]

    @cached_property
    def studied(self) -> list[str]:
        """Names of the matrices under study: STUDIED of the file, or all trained matrices but the last (or the only
        one)."""
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
        """Buffers of the network by name, on the device of `like` and, unless they are integers, with its type."""
        key = like.device, like.dtype
        if key not in self._moved:
            self._moved[key] = {
                name: values.to(like.device, like.dtype if values.is_floating_point() else values.dtype)
                for name, values in self.network.named_buffers()
            }
        return self._moved[key]

    @cached_property
    def checked_steps(self) -> set[int]:
        """The numbers of time steps for which the forward pass has been checked."""
        return set()

    @cached_property
    def _moved(self) -> dict[tuple, dict[str, torch.Tensor]]:
        return {}


def architecture(parameters: Mapping, inputs: int, outputs: int) -> Architecture:
    """Architecture of the learner in `parameters`, with the parameters that its file declares."""
    file = learners.registry.find(parameters["learner"])
    return Architecture(file, {name: parameters[name] for name in getattr(file, "PARAMETERS", {})}, inputs, outputs)


def _identifier(name: str) -> str:
    field = name.removesuffix(".weight").replace(".", "_")
    return field if field[0].isalpha() else f"layer_{field}"
