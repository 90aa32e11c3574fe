"""A job's log, and its end with the process that it works for."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from faults.processes import wait_until
from richlazy.artefacts import job

# A parent that starts a child, which sleeps, says its number and waits. The child reads when it is to bind itself.
CHILD = """
import sys, time
from richlazy.artefacts.job import end_with
sys.stdin.read()
end_with({parent})
print(1, flush=True)
time.sleep(60)
"""
PARENT = """
import subprocess, sys, time, os
child = subprocess.Popen([sys.executable, "-c", {child!r}.format(parent=os.getpid())], stdin={stdin})
print(child.pid, flush=True)
time.sleep(60)
"""


def alive(process):
    try:
        stat = Path("/proc", str(process), "stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def ends(process, seconds=30):
    """Whether a process ends within so many seconds."""
    return wait_until(lambda: not alive(process), seconds)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a job runs on to its end")
@pytest.mark.parametrize("bound", ["before", "after"])
def test_a_job_ends_with_its_parent(bound):
    """Also one that was still starting when its parent was killed."""
    hold, let_go = os.pipe()
    os.set_inheritable(hold, True)
    text = PARENT.format(child=CHILD, stdin=hold)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    options = {"stdout": subprocess.PIPE, "pass_fds": [hold], "env": environment, "text": True}
    parent = subprocess.Popen([sys.executable, "-c", text], **options)
    child = int(parent.stdout.readline())
    os.close(hold)
    if bound == "before":
        os.close(let_go)
        assert parent.stdout.readline() == "1\n"
    parent.kill()
    parent.wait()
    if bound == "after":
        assert alive(child)
        os.close(let_go)
    try:
        assert ends(child)
    finally:
        if alive(child):
            os.kill(child, signal.SIGKILL)
        parent.stdout.close()


def test_the_log_has_what_was_printed_and_the_error(tmp_path):
    with pytest.raises(ValueError, match="wrong"), job.logged(tmp_path / "a.log"):
        print("step 1")
        raise ValueError("wrong")
    text = (tmp_path / "a.log").read_text(encoding="utf-8")
    assert text.startswith("step 1\nTraceback") and text.endswith("ValueError: wrong\n")


def test_a_log_on_a_full_disk_does_not_hide_the_error():
    with pytest.raises(ValueError, match="wrong"), job.logged("/dev/full"):
        raise ValueError("wrong")
