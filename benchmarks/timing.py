"""What all benchmarks share: where the library is, interleaved rounds, medians, and the table of results."""

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "scripts"
sys.path[:0] = [str(SCRIPTS), str(ROOT)]  # importing this module makes the library and the studies importable


@dataclass(frozen=True)
class Result:
    """One row of the table. `bound` limits `judged` (a ratio, or seconds) from above, or from below where `least`."""

    name: str
    measured: str
    peer: str
    judged: float
    unit: str = "×"
    bound: float | None = None
    least: bool = False

    @property
    def met(self) -> bool:
        """Whether the target is met; true where there is none."""
        return self.bound is None or (self.judged >= self.bound if self.least else self.judged <= self.bound)

    def cells(self) -> list[str]:
        """Cells of the row."""
        target = "" if self.bound is None else f"{'≥' if self.least else '≤'} {self.bound:g} {self.unit}"
        mark = "" if self.bound is None else ("met" if self.met else "**missed**")
        return [self.name, self.measured, self.peer, f"{self.judged:.3g} {self.unit}", target, mark]


def table(results: Sequence[Result]) -> str:
    """The results as a Markdown table."""
    rows = [["what", "measured", "against", "result", "target", ""], ["---"] * 6, *(r.cells() for r in results)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def report(results: Sequence[Result]) -> None:
    """Print the table with the load of the machine, which says how far to trust it."""
    print(f"\n{table(results)}\n\n{os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}", flush=True)


def clock(action: Callable[[], object]) -> float:
    """Wall seconds of a call."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def interleaved(peers: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Wall seconds of each peer in every round, after one round of warming up.

    Each round runs all peers, each time starting with another: what else the machine does then hits all alike.
    """
    names = list(peers)
    for name in names:
        peers[name]()
    times: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        start = number % len(names)
        for name in names[start:] + names[:start]:
            times[name].append(clock(peers[name]))
    return times


def median(times: Mapping[str, Sequence[float]], name: str) -> float:
    """Median seconds of a peer."""
    return statistics.median(times[name])


def ratio(times: Mapping[str, Sequence[float]], above: str, below: str) -> float:
    """Median over the rounds of one peer's time over another's."""
    return statistics.median(a / b for a, b in zip(times[above], times[below], strict=True))


def processor_seconds() -> float:
    """Processor time that ended child processes have taken."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def snakemake(snakefile: Path, directory: Path, *options: str) -> str:
    """Run Snakemake and return what it printed; raises CalledProcessError with the output where it fails."""
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(snakefile), "--directory", str(directory)]
    # Where this is set, the library is compiled anew in every run, which no user would have.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [*command, *options], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment
    )
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        done.check_returncode()
    return done.stdout
