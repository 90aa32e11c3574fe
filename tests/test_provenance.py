"""What an artefact says of where it was made: the kind of machine, and nothing that names one."""

import getpass
import json
import platform
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from richlazy.provenance import describe, host, processor

ROOT = Path(__file__).parents[1]
CPUINFO = """processor\t: 0
vendor_id\t: GenuineIntel
model name\t: Intel(R) Xeon(R)   Processor @ 2.60GHz
cpu MHz\t\t: 2599.998

processor\t: 1
model name\t: Another
"""


def test_the_model_of_the_processor_is_read(tmp_path):
    (tmp_path / "cpuinfo").write_text(CPUINFO, encoding="utf-8")
    assert processor(tmp_path / "cpuinfo") == "Intel(R) Xeon(R) Processor @ 2.60GHz"


@pytest.mark.parametrize("content", [None, "", "Features\t: fp asimd\n"])
def test_a_machine_that_does_not_tell_has_no_model(tmp_path, content):
    if content is not None:
        (tmp_path / "cpuinfo").write_text(content)
    assert processor(tmp_path / "cpuinfo") == ""


def test_an_artefact_tells_the_kind_of_machine():
    told = describe({"stage": "train"})
    found = json.loads(told["host"])
    assert set(found) == {"system", "architecture", "processor"} and all(found.values())
    assert found["system"] in ("Linux", "Darwin", "Windows")
    assert json.loads(told["versions"])["python"] == platform.python_version()


def test_it_names_neither_machine_nor_user_nor_cores():
    told = json.dumps(list(host().values()))
    assert socket.gethostname() not in told and getpass.getuser() not in told
    pinned = "import os; hasattr(os, 'sched_setaffinity') and os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})"
    code = f"{pinned}; import json; from richlazy.provenance import host; print(json.dumps(host()))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "scripts", capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == host()
