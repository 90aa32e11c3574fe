"""Python imports this module when it starts, if its folder is on PYTHONPATH: it kills a job, its Snakemake or both at
the moment when the job gives a file its name.

KILL_VICTIMS: `job`, `snakemake` or both, with a space between; KILL_SIDE: `before` or `after` the renaming;
KILL_NUMBER: which renaming, from 1; KILL_SCRIPT: the name of the job's script.
"""

import os
import signal
import sys

_rename, _count = os.replace, 0


def _kill():
    victims = os.environ["KILL_VICTIMS"].split()
    for victim, process in (("snakemake", os.getppid()), ("job", os.getpid())):
        if victim in victims:
            os.kill(process, signal.SIGKILL)
    signal.pause()  # a job that only loses its Snakemake must not do one step more


def _replace(source, target, **options):
    global _count
    ours = sys.argv[0].endswith(f".{os.environ['KILL_SCRIPT']}.py")
    _count += ours
    chosen = ours and _count == int(os.environ["KILL_NUMBER"])
    if chosen and os.environ["KILL_SIDE"] == "before":
        _kill()
    _rename(source, target, **options)
    if chosen:
        _kill()


if "KILL_NUMBER" in os.environ:
    os.replace = _replace
