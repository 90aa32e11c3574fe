"""A CUDA graph's stand-in on a CPU: what PyTorch is asked to do is taken down, and done when it is replayed."""

from functools import partial

import torch
from torch.utils._python_dispatch import TorchDispatchMode

_HOST = ("_local_scalar_dense", "item", "is_nonzero", "nonzero", "equal", "lift_fresh")


class Recorder(TorchDispatchMode):
    """While it is active, operations that change memory are noted and not done, as in a capture.

    What makes a new tensor is done once for its memory, which every replay fills anew; numbers of Python are kept as
    they are now. Raises RuntimeError for what a capture cannot hold: a value that the host reads, or data from it.
    """

    def __init__(self):
        super().__init__()
        self.calls = []

    def __torch_dispatch__(self, function, types, arguments=(), keywords=None):
        call = partial(function, *arguments, **(keywords or {}))
        if function._schema.name.removeprefix("aten::") in _HOST:
            raise RuntimeError(f"{function} cannot be captured")
        written = _written(function, arguments, keywords or {})
        if written is not None:
            self.calls.append(call)
            return written
        result = call()
        made = dict(enumerate(result if isinstance(result, tuple | list) else [result]))
        new = {n: one for n, one in made.items() if isinstance(one, torch.Tensor) and not _is_view(one, arguments)}
        if new:
            self.calls.append(partial(_make_again, call, new))
        return result

    def replay(self):
        """Do all that was noted, in its order."""
        for call in self.calls:
            call()


def _make_again(call, new):
    """Fill the tensors `new`, by their places in the result, with what the call makes now."""
    result = call()
    results = result if isinstance(result, tuple | list) else [result]
    for place, tensor in new.items():
        tensor.copy_(results[place])


def _is_view(result, arguments):
    """Whether a result lies in the memory of an argument: in inference mode PyTorch's own flag says so too often."""
    places = [given.untyped_storage().data_ptr() for given in arguments if isinstance(given, torch.Tensor)]
    return result.untyped_storage().data_ptr() in places


def _written(function, arguments, keywords):
    """The tensor that an operation writes to, None where it makes a new one or a view."""
    schema = function._schema.arguments
    given = dict(zip((argument.name for argument in schema), arguments, strict=False)) | keywords
    written = [given[a.name] for a in schema if a.alias_info is not None and a.alias_info.is_write]
    return written[0] if written else None


def record(work):
    """As `replay.record`, on a CPU."""
    with Recorder() as recorder:
        work()
    return recorder.replay
