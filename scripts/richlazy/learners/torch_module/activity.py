"""Forward pass of a torch module: outputs and features in the layout of all learners."""

import torch
from torch import nn

from richlazy.errors import InputError
from richlazy.learners.torch_module.architecture import Architecture


def outputs(weights: tuple, inputs: torch.Tensor, architecture: Architecture) -> torch.Tensor:
    """Outputs of one network, [output, time, trial]; inputs: [input, time, trial]."""
    with torch.no_grad():
        return architecture.call(architecture.by_name(weights), inputs.permute(2, 1, 0)).permute(2, 1, 0)


def hidden_activity(weights: tuple, inputs: torch.Tensor, architecture: Architecture) -> torch.Tensor:
    """The last feature, [unit, time, trial]."""
    return list(features(weights, inputs, architecture).values())[-1]


def features(weights: tuple, inputs: torch.Tensor, architecture: Architecture) -> dict[str, torch.Tensor]:
    """Features by the name of their submodule, [unit, time, trial] each; inputs: [input, time, trial].

    A feature of a whole trial is repeated at every time step; a submodule that is called at every time step gives one
    step per call; further dimensions are joined as units. Raises InputError for unknown submodules and for values of
    another shape.
    """
    taken: dict[str, list] = {}
    hooks = [_take(name, module, before, taken) for name, module, before in _sources(architecture)]
    try:
        outputs(weights, inputs, architecture)
    finally:
        for hook in hooks:
            hook.remove()
    time, trials = inputs.shape[1:]
    return {name: _in_layout(name, calls, time, trials, architecture) for name, calls in taken.items()}


def read_out(weights: tuple, architecture: Architecture) -> torch.Tensor:
    """The read-out weights [output, unit]: the matrix of the last submodule with weights, which must be linear."""
    name, module = last_layer(architecture)
    if not isinstance(module, nn.Linear):
        raise InputError(
            f"{architecture.source}: the last submodule with weights, {name}, is no torch.nn.Linear, so that there is "
            "no matrix that reads the outputs; leave `read_out` out of OFFERS"
        )
    return architecture.by_name(weights)[f"{name}.weight"]


def last_layer(architecture: Architecture) -> tuple[str, nn.Module]:
    """The last submodule with parameters of its own, in the order of definition. Raises InputError without one."""
    own = [(name, module) for name, module in architecture.network.named_modules() if name and _has_own(module)]
    if not own:
        raise InputError(
            f"{architecture.source}: no submodule of Network has parameters, so that its features have no name; make "
            "the read-out a submodule, `self.output = torch.nn.Linear(units, outputs)`, or name some in FEATURES"
        )
    return own[-1]


def _has_own(module: nn.Module) -> bool:
    return next(module.parameters(recurse=False), None) is not None


def _sources(architecture: Architecture) -> list[tuple[str, nn.Module, bool]]:
    """Submodules of the features, and whether the feature is their input rather than their output."""
    given = getattr(architecture.file, "FEATURES", None)
    if given is None:
        return [(*last_layer(architecture), True)]
    known = dict(architecture.network.named_modules())
    for name in given:
        if not name or name not in known:
            raise InputError(
                f"{architecture.source}: FEATURES: found {name!r}, allowed are submodules of Network: "
                f"{', '.join(filter(None, known))}; write `FEATURES = ['{next(filter(None, known), '')}']`"
            )
    return [(name, known[name], False) for name in given]


def _take(name: str, module: nn.Module, before: bool, taken: dict[str, list]):
    calls = taken.setdefault(name, [])
    if before:
        return module.register_forward_pre_hook(lambda _, arguments: calls.append(arguments[0]))
    return module.register_forward_hook(lambda _, arguments, result: calls.append(result))


def _in_layout(name: str, calls: list, time: int, trials: int, architecture: Architecture) -> torch.Tensor:
    """Values of all calls as [unit, time, trial]."""
    arrays = [call[0] if isinstance(call, tuple) else call for call in calls]
    if len(arrays) == time > 1 and all(len(array) == trials for array in arrays):
        return torch.stack([array.flatten(1) for array in arrays], 1).permute(2, 1, 0).contiguous()
    if len(arrays) == 1:
        (array,) = arrays
        if array.ndim >= 3 and array.shape[:2] == (trials, time):
            return array.flatten(2).permute(2, 1, 0).contiguous()
        if array.ndim >= 2 and len(array) == trials:
            return array.flatten(1).T[:, None].expand(-1, time, -1).contiguous()
    shapes = ", ".join(str(list(array.shape)) for array in arrays[:3])
    raise InputError(
        f"{architecture.source}: the submodule {name} was called {len(arrays)} times with values of the form {shapes}, "
        f"which are no features of {trials} trials × {time} steps; name others in FEATURES, whose values are "
        "[trial, time, unit] or [trial, unit]"
    )
