"""Replay of training steps on a GPU: steps are recorded once as a CUDA graph, and then launched without Python."""

from collections.abc import Callable
from functools import cache, partial

import torch


def repeatable(work: Callable[[int], None], device: torch.device) -> Callable[[int], None]:
    """`work` as a `Replay` on a GPU; unchanged on a CPU."""
    return Replay(work, run_on_side_stream, record) if device.type == "cuda" else work


class Replay:
    """`work(steps)`, recorded at the second call with the same number of steps and replayed from then on.

    The first call with a number of steps runs the work directly, since kernels must have run before they are recorded.
    The work must use the same memory at every call, must not branch on values in it, and must use no value of the host
    that changes between calls.
    """

    def __init__(
        self,
        work: Callable[[int], None],
        run: Callable[[Callable[[], None]], None],
        record: Callable[[Callable[[], None]], Callable[[], None]],
    ):
        """run: calls a function; record: records it without running it, and returns a function that replays it."""
        self._work, self._run, self._record = work, run, record
        self._seen: set[int] = set()
        self._recorded: dict[int, Callable[[], None]] = {}

    def __call__(self, steps: int) -> None:
        """Do the work for `steps` steps."""
        if steps not in self._seen:
            self._seen.add(steps)
            self._run(partial(self._work, steps))
            return
        if steps not in self._recorded:
            self._recorded[steps] = self._record(partial(self._work, steps))
        self._recorded[steps]()


@cache
def _stream() -> torch.cuda.Stream:
    """The stream of all recordings; there is only one, since cuBLAS allocates a workspace for every stream."""
    return torch.cuda.Stream()


def run_on_side_stream(work: Callable[[], None]) -> None:
    """Run the work on the stream of the recordings, which PyTorch requires before a recording."""
    stream, current = _stream(), torch.cuda.current_stream()
    stream.wait_stream(current)
    with torch.cuda.stream(stream):
        work()
    current.wait_stream(stream)


def record(work: Callable[[], None]) -> Callable[[], None]:
    """Record the work as a CUDA graph without running it; returns a function that replays it on the current stream."""
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph, stream=_stream()):
        work()
    return graph.replay
