"""What every job does: it writes a log, and ends when the process that it works for does."""

import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress

# Variable of the environment with the process that jobs work for.
MASTER = "RICHLAZY_MASTER"
_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


@contextmanager
def logged(path: str) -> Iterator[None]:
    """Send what a script prints to its log; an error goes there too, and on to Snakemake.

    The job is killed with its Snakemake, however that ends.
    """
    if MASTER in os.environ:
        end_with(int(os.environ[MASTER]))
    log = open(path, "w", encoding="utf-8", buffering=1)  # noqa: SIM115 - closed below, whatever the disk says
    try:
        with redirect_stdout(log), redirect_stderr(log):
            yield
    except BaseException:
        with suppress(OSError):  # a full disk must not hide the error that it caused
            traceback.print_exc(file=log)
        raise
    finally:
        with suppress(OSError):
            log.close()


def end_with(parent: int) -> None:
    """Have this process killed when its parent ends, or now if that is gone already.

    Only Linux can; elsewhere a process runs to its end, and what it writes is what another would write.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if not is_running(parent):
            os.kill(os.getpid(), signal.SIGKILL)


def is_running(process: int) -> bool:
    """Whether there is a process of this number on this machine."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it is somebody else's
        return True
    return True
