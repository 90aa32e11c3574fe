"""Steps that a GPU repeats by itself: recorded once as a CUDA graph, then replayed without Python in between."""

from collections.abc import Callable
from functools import cache, partial

import torch


def repeatable(work: Callable[[int], None], device: torch.device) -> Callable[[int], None]:
    """`work(steps)` as it is on a CPU, and as a `Replay` on a GPU."""
    return Replay(work, run_aside, record) if device.type == "cuda" else work


class Replay:
    """`work(steps)`, recorded for every number of steps that comes a second time, and replayed from then on.

    The first call for a number of steps does the work itself: before they can be recorded, kernels must have run. The
    work must read and write the same memory whenever it is called, decide nothing by what it finds there, and take
    from the host nothing that changes from one call to the next.
    """

    def __init__(
        self,
        work: Callable[[int], None],
        run: Callable[[Callable[[], None]], None],
        record: Callable[[Callable[[], None]], Callable[[], None]],
    ):
        """run: does a piece of work; record: takes it down without doing it, and returns what does it."""
        self._work, self._run, self._record = work, run, record
        self._seen: set[int] = set()
        self._recorded: dict[int, Callable[[], None]] = {}

    def __call__(self, steps: int) -> None:
        """Do the work for so many steps."""
        if steps not in self._seen:
            self._seen.add(steps)
            self._run(partial(self._work, steps))
            return
        if steps not in self._recorded:
            self._recorded[steps] = self._record(partial(self._work, steps))
        self._recorded[steps]()


@cache
def _stream() -> torch.cuda.Stream:
    """The one stream of all recordings: cuBLAS keeps a workspace for every stream that it has been called on."""
    return torch.cuda.Stream()


def run_aside(work: Callable[[], None]) -> None:
    """Do the work on the stream of the recordings, as PyTorch asks for before a recording."""
    stream, current = _stream(), torch.cuda.current_stream()
    stream.wait_stream(current)
    with torch.cuda.stream(stream):
        work()
    current.wait_stream(stream)


def record(work: Callable[[], None]) -> Callable[[], None]:
    """Record the work as a CUDA graph without doing it; returns what replays it on the current stream."""
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph, stream=_stream()):
        work()
    return graph.replay
