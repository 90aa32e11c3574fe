"""What every job does: it writes a log, and it is killed when its Snakemake process ends."""

import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress

# Environment variable with the process id of the Snakemake that started the jobs.
MASTER = "RICHLAZY_MASTER"
_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


@contextmanager
def logged(path: str) -> Iterator[None]:
    """Redirect what a script prints to its log; an exception is logged too, and raised again for Snakemake.

    The job is killed when its Snakemake ends, for whatever reason.
    """
    if MASTER in os.environ:
        end_with(int(os.environ[MASTER]))
    log = open(path, "w", encoding="utf-8", buffering=1)  # noqa: SIM115 - closed below, where a full disk is no error
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
    """Have this process killed when the process `parent` ends, or now if it has ended already.

    Only on Linux. On other systems the process runs to its end, which does no harm: a second job would write the same.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if not is_running(parent):
            os.kill(os.getpid(), signal.SIGKILL)


def is_running(process: int) -> bool:
    """Whether a process with this id exists on this machine."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it belongs to another user
        return True
    return True
