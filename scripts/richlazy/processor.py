"""How a process computes: its number of threads, and whether numbers below the normal ones become zero."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch


def flushes_denormals() -> bool:
    """Whether this thread takes denormal numbers for zero."""
    return sys.float_info.min / 2 == 0


@contextmanager
def processor(threads: int, flush_denormals: bool = False) -> Iterator[None]:
    """Compute on `threads` cores, with denormals or without, and put back what was set before.

    Denormals arise as momentum decays, and slow down every product. What computes after a training, in a notebook or
    a test, would flush them too. The number of threads is that of the process. Denormals are a setting of the calling
    thread and of threads that it starts first; those that PyTorch started before keep theirs.
    """
    np.finfo(np.float32), np.finfo(np.float64)  # NumPy inspects denormals once, which must be before they are flushed
    before = torch.get_num_threads(), flushes_denormals()
    torch.set_num_threads(threads)
    torch.set_flush_denormal(flush_denormals)
    try:
        yield
    finally:
        torch.set_num_threads(before[0])
        torch.set_flush_denormal(before[1])
