"""Measures of two torch modules of the caller: a network before learning, and the same one after it."""

import copy
import json
from collections import namedtuple
from collections.abc import Iterable, Mapping
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

from richlazy import measures as all_measures
from richlazy import objectives
from richlazy.contracts.measure_names import split
from richlazy.errors import InputError
from richlazy.interface import own_kernel
from richlazy.interface.own_data import Data, forward, placed, reason

if TYPE_CHECKING:
    import torch
    import xarray as xr

# What measures may ask of any torch module: see `learners`. There is a read-out where the last layer is linear.
OFFERS = ("outputs", "features", "tangent_kernel", "studied_matrices", "read_out")
# The parts of the learner of torch modules. No stage imports this module.
IMPORTS_BY_NAME = True
# Measures that need what a training knows: the learning rule, whose angle with the gradient is measured.
_OF_TRAININGS = ("gradient_angle",)
NETWORKS = ["before", "after"]
_MOST_KERNEL_TRIALS = 32
_KERNEL_MEMORY = 1e9
# Allowed difference between the outputs of the module and those by its parameters, as a share of the largest.
_ROUNDING = 1e-4


def measure(
    before: "torch.nn.Module",
    after: "torch.nn.Module",
    inputs: Any,
    targets: Any,
    *,
    measures: Iterable[str] | None = None,
    objective: str | None = None,
    studied: Iterable[str] | None = None,
    features: Iterable[str] | None = None,
    kernel_trials: int = _MOST_KERNEL_TRIALS,
    alpha: float = 1.0,
) -> "xr.Dataset":
    """How richly or lazily a network of your own has learned: measures of it before and after training.

    Both networks are evaluated without dropout, and stay as they are.

    Args:
        before: A `torch.nn.Module`, such as a `copy.deepcopy` made before training.
        after: The same module after training.
        inputs: A tensor [trial, ...] that they take; [trial, time, input] for modules with a time axis, which give
            [trial, time, output].
        targets: Classes (whole numbers) [trial], or real values [trial, output]; with a time axis [trial, time] and
            [trial, time, output].
        measures: Names, by default of all measures of the library that apply.
        objective: Name of the loss, by default `cross_entropy` for classes and `squared_error` for real targets.
        studied: Names of the parameters under study, by default of all trained matrices but the last.
        features: Names of submodules whose outputs are the representation, by default what enters the last layer.
        kernel_trials: Number of trials, the first ones, for tangent kernels.
        alpha: Scale of the outputs.

    Returns:
        A Dataset over `network` (before, after). Measures that do not apply are in its attribute `left_out`, each with
        the reason.

    Raises:
        InputError: The modules differ in more than their weights, or inputs, outputs and targets do not fit.

    >>> import copy, torch, richlazy as rl
    >>> before = torch.nn.Sequential(torch.nn.Linear(3, 8), torch.nn.Tanh(), torch.nn.Linear(8, 2))
    >>> after = copy.deepcopy(before)
    >>> with torch.no_grad():
    ...     _ = after[0].weight.mul_(2)
    >>> found = rl.measure(before, after, torch.randn(20, 3), torch.arange(20) % 2)
    >>> found.relative_weight_change.values.round(6).tolist()
    [0.0, 1.0]
    """
    import torch
    import xarray

    networks = [_evaluated(one, name) for one, name in ((before, "before"), (after, "after"))]
    _check_alike(*networks)
    data = placed(networks[0], inputs, targets)
    kind = "trials" if data.targets.dtype == torch.int64 else "regression"
    architecture = _architecture(networks[0], data, studied, features)
    probes = _probes(architecture, data, _objective(objective, kind), kernel_trials, alpha)
    values = [dict(_wrapped(one, data).named_parameters()) for one in networks]
    _check_outputs(architecture, networks, values, data, probes)
    fields = namedtuple("Weights", architecture.fields.values())
    weights = fields(*(torch.stack([one[name].detach() for one in values])[None] for name in architecture.fields))
    found, left_out = {}, {}
    for name in _names(measures):
        try:
            found[name] = _value(name, weights, probes, architecture, kind)
        except Exception as error:  # the module is the user's, and functions of it may fail in any way
            if measures is not None:
                raise InputError(f"measure: {name}: {reason(error)}; leave it out") from error
            left_out[name] = reason(error)
    result = xarray.Dataset(found, {"network": NETWORKS}, {"title": "measures of learning"})
    return result.assign_attrs(left_out=json.dumps(left_out))


def _evaluated(module: object, name: str) -> "torch.nn.Module":
    """A copy of the module in evaluation mode, on the CPU."""
    import torch

    if not isinstance(module, torch.nn.Module):
        raise InputError(f"measure: {name}: found {type(module).__name__}; allowed is a torch.nn.Module")
    try:
        copied = copy.deepcopy(module)
    except Exception as error:  # tensors that are no leaves, open files, ...
        raise InputError(
            f"measure: {name}: {type(module).__name__} cannot be copied ({error}); keep no results of a forward pass "
            "in its attributes"
        ) from None
    copied = copied.cpu().eval()
    if not any(True for _ in copied.parameters()):
        raise InputError(
            f"measure: {name}: {type(module).__name__} has no parameters; allowed is a network that learns"
        )
    if not any(one.requires_grad for one in copied.parameters()):
        copied.requires_grad_(True)  # frozen after training
    return copied


def _check_alike(before: "torch.nn.Module", after: "torch.nn.Module") -> None:
    """Raise InputError for modules that differ in more than the values of their parameters."""
    import torch

    shapes = [{name: list(values.shape) for name, values in one.named_parameters()} for one in (before, after)]
    for name in dict.fromkeys([*shapes[0], *shapes[1]]):
        there = [str(one.get(name, "none")) for one in shapes]
        if there[0] != there[1]:
            raise InputError(
                f"measure: the parameter {name}: found {there[0]} before and {there[1]} after; allowed are two states "
                "of one network: write `before = copy.deepcopy(network)`, then train `network`"
            )
    found = dict(after.named_buffers())
    for name, values in before.named_buffers():
        if name not in found or not torch.equal(values, found[name]):
            raise InputError(
                f"measure: the buffer {name} differs between before and after, as that of batch norm does, so that not "
                "weights alone have changed; write torch.nn.LayerNorm or GroupNorm for BatchNorm, or give both "
                f"networks the same one: `before.get_buffer({name!r}).copy_(after.get_buffer({name!r}))`"
            )


def _wrapped(network: "torch.nn.Module", data: Data) -> "torch.nn.Module":
    """The network as the library calls it: with inputs and outputs over time."""
    import torch

    if data.shape is None:
        return network

    class OneStep(torch.nn.Module):
        """A network without time, as one of a single step."""

        def __init__(self):
            super().__init__()
            self.network = network

        def forward(self, inputs: torch.Tensor) -> torch.Tensor:
            return self.network(inputs.reshape(-1, *data.shape))[:, None]

    return OneStep().eval()


def _architecture(
    network: "torch.nn.Module", data: Data, studied: Iterable[str] | None, features: Iterable[str] | None
):
    from richlazy.learners.torch_module.architecture import Architecture

    prefix = "" if data.shape is None else "network."
    named = {}
    for key, names in (("STUDIED", studied), ("FEATURES", features)):
        if names is not None:
            names = [names] if isinstance(names, str) else list(names)
            known = network.named_parameters() if key == "STUDIED" else network.named_modules()
            known = [name for name, values in known if name and (key != "STUDIED" or values.ndim > 1)]
            for name in names:
                if name not in known:
                    raise InputError(
                        f"measure: {key.lower()}: found {name!r}; allowed are {', '.join(known)}; write for example "
                        f"`{key.lower()}=[{known[0]!r}]`"
                    )
            named[key] = [f"{prefix}{name}" for name in names]
    wrapped = _wrapped(network, data)
    file = SimpleNamespace(Network=lambda inputs, outputs: wrapped, __file__=type(network).__name__, **named)
    outputs = forward(wrapped, data.inputs[:1]).shape[-1]
    found = Architecture(file, {}, data.inputs.shape[-1], outputs)
    if not found.studied:
        raise InputError("measure: the module has no trained matrix; name parameters with `studied=[...]`")
    return found


def _probes(architecture: object, data: Data, objective: str, kernel_trials: int, alpha: float) -> object:
    from richlazy.measures.snapshot import Probes

    if not isinstance(kernel_trials, int) or kernel_trials < 1:
        raise InputError(f"measure: kernel_trials: found {kernel_trials!r}; allowed is a whole number from 1")

    class OwnProbes(Probes):
        """Probes whose learner is a torch module without a file."""

        def part(self, name: str) -> ModuleType:
            return own_kernel if name == "kernel" else import_module(f"richlazy.learners.torch_module.{name}")

    inputs = data.inputs.permute(2, 1, 0).contiguous()
    order = (1, 0) if data.targets.ndim == 2 else (2, 1, 0)
    labels = data.targets.permute(*order).contiguous()
    declared = objectives.registry.constant(objective, "PARAMETERS", {})
    return OwnProbes(
        inputs,
        labels,
        inputs,
        labels,
        kernel_trials=min(kernel_trials, inputs.shape[-1]),
        decision_step=inputs.shape[1] - 1,
        learner="torch_module",
        architecture=architecture,
        last_only=data.last_only,
        trained_weights="all",
        kernel_memory=_KERNEL_MEMORY,
        objective=objective,
        alpha=alpha,
        objective_values={name: entry["default"] for name, entry in declared.items()},
    )


def _objective(name: str | None, kind: str) -> str:
    """The objective. Raises InputError for one that does not exist or does not take targets of this kind."""
    if name is None:
        return "cross_entropy" if kind == "trials" else "squared_error"
    fitting = [one for one in objectives.registry.available() if kind in objectives.registry.constant(one, "TAKES", ())]
    if name not in fitting:
        what = "classes" if kind == "trials" else "real targets"
        raise InputError(f"measure: objective: found {name!r}; allowed for {what} are {', '.join(fitting)}")
    return name


def _check_outputs(architecture: Any, networks: list, values: list[Mapping], data: Data, probes: Any) -> None:
    """Raise InputError where the parameters do not make the outputs of a network, or the objective has other ones."""
    import torch

    for name, network, own in zip(NETWORKS, networks, values, strict=True):
        with torch.no_grad():
            found, expected = architecture.call(own, data.inputs), _wrapped(network, data)(data.inputs)
        size = float(expected.abs().max())
        if not torch.allclose(found, expected, rtol=0, atol=_ROUNDING * size):
            raise InputError(
                f"measure: the outputs of {name} do not follow from its parameters alone; both modules must have the "
                "same structure, settings and buffers: write `before = copy.deepcopy(network)`, then train `network`, "
                "and let `forward` draw no random numbers"
            )
    if data.targets.ndim == 2:
        needed = probes.objective_module.output_count(int(data.targets.max()) + 1)
        if needed > architecture.outputs:
            raise InputError(
                f"measure: {probes.objective} takes {needed} outputs, the module has {architecture.outputs}"
            )


def _names(asked: Iterable[str] | None) -> list[str]:
    registry = all_measures.registry
    if asked is not None:
        names = [asked] if isinstance(asked, str) else list(asked)
        for name in names:
            try:
                split(registry, name)
            except InputError as error:
                raise InputError(f"measure: {error}") from None
        return names
    own = [name for name in registry.available() if registry.path(name).parent == registry.folder]
    return [*(name for name in all_measures.STANDARD), *(name for name in own if name not in all_measures.STANDARD)]


def _value(name: str, weights: tuple, probes: Any, architecture: Any, kind: str) -> tuple:
    """A variable over `network`. Raises InputError for a measure that does not apply."""
    from richlazy.measures.evaluate import evaluate, find

    registry, measure = all_measures.registry, split(all_measures.registry, name)[0]
    lacking = [one for one in registry.constant(measure, "ASKS", []) if one not in OFFERS]
    if lacking or measure in _OF_TRAININGS:
        raise InputError(
            f"asks for {', '.join(lacking) or 'a learning rule'}, which a torch module alone does not offer"
        )
    data = registry.constant(measure, "DATA")
    if data is not None and kind not in data:
        raise InputError(f"is taken on {' or '.join(data)}, not on data of the kind {kind}")
    (values,) = evaluate(weights, probes, [name]).values()
    dims = ("network", "component")[: values.ndim - 1]
    return dims, values[0], find(name).attributes(probes)
