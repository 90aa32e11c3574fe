"""kill -9 of a job, of Snakemake or of both, at some moment of a stage, and what is left before and after recovery."""

import os
import random
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from faults import state
from faults.processes import jobs_of, left_over, wait_until
from faults.stages import STAGES

VICTIMS = {"job": ("job",), "Snakemake": ("snakemake",), "both": ("job", "snakemake")}
_HOOK = Path(__file__).parent / "hook"
_PATIENCE = 300  # seconds until a job must have started, or a command have ended


@dataclass(frozen=True)
class Kill:
    """Who is killed and when: so many seconds after a job of the stage began, or beside a renaming by that job."""

    victim: str
    stage: str
    seconds: float | None = None
    side: str = ""
    number: int = 0

    @property
    def moment(self) -> str:
        """The moment in words."""
        if self.seconds is not None:
            return f"{self.seconds:.1f} s after its start"
        return f"{self.side} renaming {self.number} of {STAGES[self.stage].files}"


@dataclass(frozen=True)
class Outcome:
    """What a kill did.

    met: whether the job still ran; code, recovery: exit codes of the command that was killed and of those after it;
    orphans: jobs that ran on; wrong_after_kill: files under their name that were wrong; partial: those half-written
    after the recovery; lost: those wrong or missing then.
    """

    kill: Kill
    met: bool
    code: int
    recovery: tuple[int, ...]
    orphans: int
    wrong_after_kill: tuple[str, ...]
    partial: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def harmless(self) -> bool:
        """Whether nothing was lost, and the documented commands sufficed."""
        return not (self.orphans or self.wrong_after_kill or self.partial or self.lost or any(self.recovery))


def random_kills(count: int, durations: dict[str, float], generator: random.Random) -> list[Kill]:
    """So many kills of each victim, over all stages in turn; every other one beside a renaming.

    durations: seconds that a job of a stage takes.
    """
    return [_random_kill(victim, place, durations, generator) for place in range(count) for victim in VICTIMS]


def _random_kill(victim: str, place: int, durations: dict[str, float], generator: random.Random) -> Kill:
    stage = list(durations)[place % len(durations)]
    if (place + place // len(durations)) % 2:
        number = generator.randint(1, STAGES[stage].files)
        return Kill(victim, stage, side=generator.choice(["before", "after"]), number=number)
    return Kill(victim, stage, seconds=generator.uniform(0, durations[stage]))


def carry_out(kill: Kill, undisturbed, folder: Path, changes: dict) -> Outcome:
    """Copy the undisturbed project to a folder, have the stage made again, kill, recover and look."""
    project = undisturbed.copy_to(folder)
    stage = STAGES[kill.stage]
    command = stage.targets(project)
    for path in stage.made(project):
        path.unlink()

    snakemake = project.start(changes, *command, variables=_variables(kill))
    met = _kill_after(kill, project, snakemake) if kill.seconds is not None else True
    snakemake.wait(_PATIENCE)
    orphans = left_over(project.folder)
    for orphan in orphans:
        os.kill(orphan, signal.SIGKILL)
    snakemake.communicate()
    met = met and snakemake.returncode != 0
    wrong = state.differing(project, undisturbed)

    unlock = [["--unlock"]] if "snakemake" in VICTIMS[kill.victim] else []
    recovery = tuple(project.snakemake(changes, *arguments).code for arguments in (*unlock, command))
    return Outcome(
        kill,
        met,
        snakemake.returncode,
        recovery,
        len(orphans),
        tuple(wrong),
        tuple(state.partial(project)),
        tuple(state.differing(project, undisturbed) + state.missing(project, undisturbed)),
    )


def _variables(kill: Kill) -> dict[str, str]:
    if not kill.number:
        return {}
    return {
        "PYTHONPATH": str(_HOOK),
        "KILL_VICTIMS": " ".join(VICTIMS[kill.victim]),
        "KILL_SIDE": kill.side,
        "KILL_NUMBER": str(kill.number),
        "KILL_SCRIPT": kill.stage,
    }


def _kill_after(kill: Kill, project, snakemake) -> bool:
    """Kill when the job has run for so long; whether it still ran."""
    wait_until(lambda: jobs_of(project.folder) or snakemake.poll() is not None, _PATIENCE)
    job = next(iter(jobs_of(project.folder)), 0)
    time.sleep(kill.seconds)
    met = job in jobs_of(project.folder)
    for victim, process in (("snakemake", snakemake.pid), ("job", job)):
        if met and victim in VICTIMS[kill.victim]:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
    return met
