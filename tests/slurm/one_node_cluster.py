"""A SLURM cluster of this machine alone, for as long as the tests need one.

It has no accounting, no containers and no encryption, listens on the loopback device only, and must be started by root.
Its GPU is a stand-in, so that jobs that ask for one can be scheduled anywhere.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

PROGRAMS = ("slurmctld", "slurmd", "sbatch", "squeue")
# A job step forgets where its cluster's settings lie and looks here, so that they cannot be in a folder of their own.
SETTINGS = Path("/etc/slurm/slurm.conf")
DEVICES = SETTINGS.with_name("gres.conf")
NODE = "testnode"

_SETTINGS = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={daemon_port}
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=root
AuthType=auth/none
CredType=cred/none
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/affinity
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
KillWait=2
MinJobAge=3600
GresTypes=gpu
SlurmdParameters=config_overrides
NodeName={node} NodeAddr=127.0.0.1 NodeHostname={host} CPUs={cpus} RealMemory={memory} Gres=gpu:1
PartitionName=all Nodes={node} Default=YES MaxTime=UNLIMITED State=UP
"""


def why_not() -> str:
    """Why such a cluster cannot be started here, as the reason of skipped tests; empty where it can."""
    lacking = [program for program in PROGRAMS if not shutil.which(program)]
    if lacking:
        return f"SLURM is not installed ({', '.join(lacking)} missing): apt-get install slurm-wlm"
    if os.geteuid():
        return "only root can start a SLURM cluster"
    return f"this machine belongs to a SLURM cluster already ({SETTINGS} is there)" if SETTINGS.exists() else ""


class OneNodeCluster:
    """A controller and a node, with their files in `folder`, from `start` to `stop`."""

    def __init__(self, folder: Path, cpus: int = 2, memory: int = 16000):
        self.folder, self.cpus, self.memory = folder, cpus, memory

    def start(self) -> None:
        """Start both daemons and wait until the node takes jobs; raises RuntimeError with their logs if it does not."""
        ports = _free_ports(2)
        (self.folder / "state").mkdir(parents=True)
        (self.folder / "spool").mkdir()
        places = {"folder": self.folder, "node": NODE, "host": socket.gethostname()}
        sizes = {"cpus": self.cpus, "memory": self.memory, "controller_port": ports[0], "daemon_port": ports[1]}
        SETTINGS.parent.mkdir(exist_ok=True)
        SETTINGS.write_text(_SETTINGS.format(**places, **sizes), encoding="utf-8")
        DEVICES.write_text(f"NodeName={NODE} Name=gpu File=/dev/null\n", encoding="utf-8")
        try:
            subprocess.run(["slurmctld", "-i"], check=True)
            subprocess.run(["slurmd", "-N", NODE], check=True)
            wait_for(lambda: "idle" in _answer("sinfo", "--noheader", "--format=%T"), "an idle node")
        except (RuntimeError, subprocess.CalledProcessError) as error:
            logs = "\n".join(path.read_text(errors="replace") for path in self.folder.glob("*.log"))
            self.stop()
            raise RuntimeError(f"{error}\n{logs}") from None

    def stop(self) -> None:
        """End all jobs and both daemons, and remove what was written outside the folder."""
        _answer("scancel", f"--nodelist={NODE}")
        for daemon in ("slurmd", "slurmctld"):
            _end(self.folder / f"{daemon}.pid")
        SETTINGS.unlink(missing_ok=True)
        DEVICES.unlink(missing_ok=True)

    def submissions(self) -> list[dict[str, str]]:
        """All jobs that were ever submitted, in order: fields of `scontrol show job` by name."""
        lines = _answer("scontrol", "--oneliner", "show", "job").splitlines()
        return [_fields(line) for line in lines if line.startswith("JobId=")]


def _fields(line: str) -> dict[str, str]:
    return dict(field.split("=", 1) for field in line.split() if "=" in field)


def _answer(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def wait_for(condition, what: str, seconds: float = 30) -> None:
    """Return once `condition()` holds; raises RuntimeError if it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError(f"waited {seconds} s in vain for {what}")
        time.sleep(0.1)


def _end(pid_file: Path) -> None:
    """End the process that wrote this file, and wait until it is gone."""
    try:
        pid = int(pid_file.read_text())
        os.kill(pid, signal.SIGTERM)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return
    wait_for(lambda: not Path(f"/proc/{pid}").exists(), f"process {pid} to end")


def _free_ports(number: int) -> list[int]:
    sockets = [socket.socket() for _ in range(number)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()
