"""Checks of a torch module before training: whether it can be stacked over replicates and evaluated trial by trial."""

import torch

from richlazy.errors import InputError
from richlazy.learners.torch_module.architecture import Architecture

# Number and seed of the random trials on which a module is tried.
_TRIALS = 3
_SEED = 0
# Allowed difference between two orders of summation, as a share of the largest value.
_ROUNDING = 1e-4


def check_module(architecture: Architecture) -> None:
    """Raise InputError for weights that cannot be stacked or trained. No forward pass is run."""
    if not architecture.trained:
        raise InputError(f"{architecture.source}: no parameter of Network requires a gradient; leave one to be trained")
    for name, values in architecture.network.named_parameters():
        if values.dtype != torch.float32:
            raise InputError(
                f"{architecture.source}: the parameter {name} is {values.dtype}, allowed is float32; write "
                f"`{name} = torch.nn.Parameter(values.float())`, and change no type in Network"
            )
    other = dict(architecture.build(seed=1).named_buffers())
    for name, values in architecture.network.named_buffers():
        if not torch.equal(values, other[name]):
            raise InputError(
                f"{architecture.source}: the buffer {name} differs from one network to another and would not be "
                "stored; write `torch.nn.Parameter(values, requires_grad=False)`"
            )


def check_forward(architecture: Architecture, steps: int) -> None:
    """Raise InputError for a forward pass over `steps` time steps that cannot be stacked or evaluated by trial.

    It is run on a few random trials: together, trial by trial, and stacked over two networks as in training.
    """
    network = architecture.network
    generator = torch.Generator().manual_seed(_SEED)
    inputs = torch.randn((_TRIALS, steps, architecture.inputs), generator=generator)
    weights = {name: values.detach().clone() for name, values in network.named_parameters()}
    before = {name: values.clone() for name, values in _memory(architecture, weights, inputs).items()}
    outputs = _run(architecture, weights, inputs)
    _check_outputs(architecture, outputs, steps)
    for name, values in _memory(architecture, weights, inputs).items():
        if not torch.equal(values, before[name]):
            raise InputError(
                f"{architecture.source}: `forward` changes {name}, as batch norm does; networks are trained without a "
                "state that outlives a call: write torch.nn.LayerNorm for BatchNorm, and x = x + 1 for x += 1"
            )
    if not torch.allclose(_run(architecture, weights, inputs), outputs, rtol=0, atol=0, equal_nan=True):
        raise InputError(
            f"{architecture.source}: `forward` gives other outputs when it is called again; it may draw no random "
            "numbers and keep no state: write `torch.nn.Identity()` for Dropout"
        )
    alone = torch.cat([_run(architecture, weights, one[None]) for one in inputs])
    if not _alike(alone, outputs):
        raise InputError(
            f"{architecture.source}: the outputs of a trial depend on the trials beside it, as with batch norm; write "
            "`forward` for each trial by itself, for example with torch.nn.LayerNorm"
        )
    _check_stacked(architecture, weights, inputs, outputs)
    _check_gradients(architecture, weights, inputs)


def _memory(architecture: Architecture, weights: dict, inputs: torch.Tensor) -> dict[str, torch.Tensor]:
    """All tensors that a forward pass could change, by their names in messages."""
    buffers = {f"the buffer {name}": values for name, values in architecture.buffers(inputs).items()}
    return {"its inputs": inputs, **{f"the parameter {name}": w for name, w in weights.items()}, **buffers}


def _alike(found: torch.Tensor, expected: torch.Tensor) -> bool:
    size = expected[expected.isfinite()].abs().max() if expected.isfinite().any() else 0
    return torch.allclose(found, expected, rtol=0, atol=_ROUNDING * float(size), equal_nan=True)


def _run(architecture: Architecture, weights: dict, inputs: torch.Tensor) -> torch.Tensor:
    try:
        with torch.no_grad():
            return architecture.call(weights, inputs)
    except (RuntimeError, ValueError, IndexError, TypeError, AttributeError) as error:
        raise InputError(
            f"{architecture.source}: `forward` fails on inputs [trial, time, input] of {list(inputs.shape)}: {error}"
        ) from error


def _check_outputs(architecture: Architecture, outputs: object, steps: int) -> None:
    needed = [_TRIALS, steps, architecture.outputs]
    if not isinstance(outputs, torch.Tensor) or list(outputs.shape) != needed:
        found = list(outputs.shape) if isinstance(outputs, torch.Tensor) else type(outputs).__name__
        raise InputError(
            f"{architecture.source}: `forward` gives {found} for {_TRIALS} trials of {steps} steps; allowed is a "
            f"tensor [trial, time, output] of {needed}"
        )
    if outputs.dtype != torch.float32:
        raise InputError(
            f"{architecture.source}: `forward` gives {outputs.dtype}, allowed is float32; write "
            "`return outputs.float()`"
        )
    # Some may be none where a network is made for other inputs, as with a logarithm.
    if not outputs.isfinite().any():
        raise InputError(
            f"{architecture.source}: `forward` gives no finite output for Gaussian inputs, found "
            f"{outputs.flatten()[0]}; no step of training could change that"
        )


def _check_stacked(architecture: Architecture, weights: dict, inputs: torch.Tensor, outputs: torch.Tensor) -> None:
    two = {name: torch.stack([values, values]) for name, values in weights.items()}
    try:
        stacked = torch.func.vmap(architecture.call)(two, torch.stack([inputs, inputs]))
    except (RuntimeError, ValueError, NotImplementedError) as error:
        reason = str(error).partition("\n")[0]
        raise InputError(
            f"{architecture.source}: `forward` cannot be stacked over networks by torch.func.vmap: {reason}; it may "
            "not decide by values of tensors (`if x.sum() > 0`, `.item()`), write into tensors that it made without "
            "their stack (`h[:, 0] = x`: write torch.cat or torch.stack), or use torch.nn.RNN, LSTM and GRU (write "
            "their equations with torch.nn.Linear in a loop over time)"
        ) from error
    if not _alike(stacked, outputs.expand_as(stacked)):
        raise InputError(
            f"{architecture.source}: networks that are stacked give other outputs than each alone; write `forward` "
            "with functions of torch alone"
        )


def _check_gradients(architecture: Architecture, weights: dict, inputs: torch.Tensor) -> None:
    """Check that gradients of stacked networks (as in training) and of single trials (as in kernels) are those of one
    network."""
    names = architecture.trained
    fixed = {name: values for name, values in weights.items() if name not in names}

    def total(*trained: torch.Tensor) -> torch.Tensor:
        return architecture.call({**dict(zip(names, trained, strict=True)), **fixed}, inputs).sum()

    def of_trial(trial: torch.Tensor) -> tuple[torch.Tensor, ...]:
        changed = {name: weights[name] for name in names}
        outputs, pull_back = torch.func.vjp(lambda varied: architecture.call({**varied, **fixed}, trial[None]), changed)
        return tuple(pull_back(torch.ones_like(outputs))[0].values())

    leaves = [weights[name].clone().requires_grad_() for name in names]
    two = [torch.stack([weights[name]] * 2).requires_grad_() for name in names]
    try:
        with torch.enable_grad():
            expected = torch.autograd.grad(total(*leaves), leaves, materialize_grads=True)
            stacked = torch.autograd.grad(torch.func.vmap(total)(*two).sum(), two, materialize_grads=True)
        by_trial = torch.func.vmap(of_trial)(inputs)
    except (RuntimeError, ValueError, NotImplementedError) as error:
        reason = str(error).partition("\n")[0]
        raise InputError(
            f"{architecture.source}: gradients of `forward` cannot be taken over stacks of networks and trials: "
            f"{reason}; write it with differentiable functions that torch.func.vmap knows, for example torch.nn.Linear "
            "in the place of RNNCell and GRUCell"
        ) from error
    for name, one, found, parts in zip(names, expected, stacked, by_trial, strict=True):
        if not (_alike(found, one.expand_as(found)) and _alike(parts.sum(0), one)):
            raise InputError(
                f"{architecture.source}: the gradient of {name} in stacks of networks and trials is not that of "
                "one network; write `forward` with functions of torch alone"
            )
