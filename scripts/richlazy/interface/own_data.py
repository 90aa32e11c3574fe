"""Inputs and targets of a caller's torch module, in the layout of the library."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from richlazy.errors import InputError

if TYPE_CHECKING:
    import torch


class Data(NamedTuple):
    """Inputs and targets in the layout of the library.

    inputs: [trial, time, input]. targets: classes [trial, time] int64, or real values [trial, time, output]. shape: of
    one trial as the module takes it, None for [time, input]. last_only: whether the last step alone is scored.
    """

    inputs: "torch.Tensor"
    targets: "torch.Tensor"
    shape: Sequence[int] | None
    last_only: bool


def placed(network: "torch.nn.Module", inputs: object, targets: object) -> Data:
    """The data in the layout of the library. Raises InputError for what does not fit the network's outputs."""

    shown, wanted = _tensor(inputs, "inputs"), _tensor(targets, "targets")
    if not shown.ndim or len(shown) < 2:
        raise InputError(f"measure: inputs: found {list(shown.shape)}; allowed are two or more trials, [trial, ...]")
    if not wanted.ndim or len(wanted) != len(shown):
        found = len(wanted) if wanted.ndim else "no"
        raise InputError(f"measure: targets: found {found} for {len(shown)} trials; give one for each trial")
    dtype = next(one.dtype for one in network.parameters() if one.is_floating_point())
    shown = shown.to(dtype) if shown.is_floating_point() else shown
    outputs = forward(network, shown)
    if outputs.ndim not in (2, 3) or len(outputs) != len(shown):
        raise InputError(
            f"measure: the module gives outputs {list(outputs.shape)} for {len(shown)} trials; allowed are [trial, "
            "output], or [trial, time, output] for inputs [trial, time, input]"
        )
    over_time = outputs.ndim == 3 and shown.ndim == 3 and outputs.shape[1] == shown.shape[1]
    if outputs.ndim == 3 and not over_time:
        raise InputError(
            f"measure: the module gives outputs {list(outputs.shape)} for inputs {list(shown.shape)}; with a time axis "
            "allowed are inputs [trial, time, input] and outputs [trial, time, output] of as many steps"
        )
    if not outputs.isfinite().all():
        raise InputError("measure: the module gives outputs that are not finite; give inputs on which it is defined")
    time = shown.shape[1] if over_time else 1
    over, last_only = _targets(wanted, outputs.shape[-1], time)
    if over_time:
        return Data(shown, over, None, last_only)
    if not shown.is_floating_point():
        raise InputError(
            f"measure: inputs: found {shown.dtype}; allowed are real numbers: give what the embedding of whole numbers "
            "makes, and the module without it"
        )
    return Data(shown.flatten(1)[:, None], over, list(shown.shape[1:]), last_only)


def _targets(wanted: "torch.Tensor", outputs: int, time: int) -> tuple["torch.Tensor", bool]:
    """Targets over time, and whether the last step alone is scored, as where targets have no time axis."""
    import torch

    trials = len(wanted)
    if not wanted.is_floating_point():
        labels = wanted.to(torch.int64)
        if labels.ndim > 2 or (labels.ndim == 2 and labels.shape[1] != time):
            raise InputError(
                f"measure: targets: found classes {list(wanted.shape)}; allowed are [trial] = {[trials]}, or "
                f"[trial, time] = {[trials, time]}"
            )
        if labels.min() < 0 or labels.max() >= outputs:
            raise InputError(
                f"measure: targets: found classes from {int(labels.min())} to {int(labels.max())}, and the module has "
                f"{outputs} outputs; allowed are classes from 0 to {outputs - 1}; write `.float()` for real targets"
            )
        return (labels, False) if labels.ndim == 2 else (labels[:, None].expand(-1, time).contiguous(), True)
    values = wanted[:, None] if wanted.ndim == 1 and outputs == 1 else wanted
    if values.ndim == 2 and values.shape[1] == outputs:
        return values[:, None].expand(-1, time, -1).contiguous(), True
    if values.ndim == 3 and values.shape[1:] == (time, outputs):
        return values, False
    raise InputError(
        f"measure: targets: found real values {list(wanted.shape)}; allowed are [trial, output] = {[trials, outputs]}, "
        f"or [trial, time, output] = {[trials, time, outputs]}; write `.long()` for classes"
    )


def _tensor(values: object, name: str) -> "torch.Tensor":
    import torch

    try:
        found = values if isinstance(values, torch.Tensor) else torch.as_tensor(values)
    except (TypeError, ValueError, RuntimeError):
        raise InputError(
            f"measure: {name}: found {type(values).__name__}; allowed is a tensor, or what torch.as_tensor makes one of"
        ) from None
    found = found.detach().cpu()
    if found.is_floating_point() and not found.isfinite().all():
        raise InputError(f"measure: {name}: found numbers that are not finite; leave these trials out")
    return found


def forward(network: "torch.nn.Module", inputs: "torch.Tensor") -> "torch.Tensor":
    import torch

    try:
        with torch.no_grad():
            outputs = network(inputs)
    except Exception as error:  # the module is the user's
        raise InputError(f"measure: the module fails on inputs {list(inputs.shape)}: {reason(error)}") from error
    if not isinstance(outputs, torch.Tensor):
        raise InputError(
            f"measure: the module gives {type(outputs).__name__}; allowed is one tensor: wrap it in a module whose "
            "`forward` returns the outputs alone"
        )
    return outputs


def reason(error: Exception) -> str:
    """The first line of an error; that of a user's code with its type."""
    text = str(error).strip().split("\n")[0]
    return text if isinstance(error, InputError) else f"{type(error).__name__}: {text}"
