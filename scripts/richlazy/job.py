"""The log of a job."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout


@contextmanager
def logged(path: str) -> Iterator[None]:
    """Send what a script prints to its log; an error goes there too, and on to Snakemake."""
    with open(path, "w", encoding="utf-8", buffering=1) as log:
        try:
            with redirect_stdout(log), redirect_stderr(log):
                yield
        except BaseException:
            traceback.print_exc(file=log)
            raise
