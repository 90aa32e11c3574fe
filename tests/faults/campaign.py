"""Kill jobs and Snakemake at random moments of every stage, damage every file that a job reads and all that is left for
people, and print what was lost as Markdown: python tests/faults/campaign.py --trials 20 --seed 0
"""

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "scripts")]

from faults.damage import DAMAGES  # noqa: E402
from faults.damaged_files import READERS, Ruin, damage_and_repeat, damage_results_and_repeat  # noqa: E402
from faults.kills import VICTIMS, Kill, Outcome, carry_out, random_kills  # noqa: E402
from faults.stages import SIMULATION, STAGES  # noqa: E402
from workflow.conftest import Project, copy_sources  # noqa: E402


def durations(undisturbed: Project) -> dict[str, float]:
    """Seconds that the longest job of each stage took, from the run times that Snakemake kept."""
    folders = {"figure": "figures", "scorecard": ""}
    found = {}
    for stage in STAGES:
        tables = (undisturbed.results / "benchmarks" / folders.get(stage, stage)).glob("*.tsv")
        found[stage] = max(float(table.read_text(encoding="utf-8").splitlines()[1].split()[0]) for table in tables)
    return found


def kill_table(outcomes: Sequence[Outcome]) -> str:
    """How the kills of each victim in each stage ended."""
    rows = [
        "| killed | stage | kills: moments | orphans | wrong after the kill | half-written in the end | lost |",
        "|---|---|---|---|---|---|---|",
    ]
    for victim in VICTIMS:
        for stage in STAGES:
            if chosen := [at for at in outcomes if (at.kill.victim, at.kill.stage) == (victim, stage)]:
                moments = f"{len(chosen)}: {'; '.join(at.kill.moment for at in chosen)}"
                found = [sum(at.orphans for at in chosen), *(_count(chosen, what) for what in FILES)]
                rows.append(f"| {victim} | {stage} | {moments} | {' | '.join(map(str, found))} |")
    return "\n".join(rows)


FILES = ("wrong_after_kill", "partial", "lost")


def _count(outcomes: Sequence[Outcome], what: str) -> int:
    return sum(len(getattr(outcome, what)) for outcome in outcomes)


def ruin_table(damaged_files: Sequence[Ruin]) -> str:
    """How the damaged files were met."""
    rows = ["| damaged file of | how | read by | named | commands | lost |", "|---|---|---|---|---|---|"]
    for at in damaged_files:
        named = {True: "yes", False: "**no**", None: "–"}[at.named]
        rows.append(f"| {at.stage} | {at.damage} | {at.reader} | {named} | {at.commands} | {len(at.lost)} |")
    return "\n".join(rows)


def results_table(damaged_files: Sequence[Ruin]) -> str:
    """How damaged tables, pages, figures and notes were met: one row a kind of damage."""
    rows = ["| damage | files | named and set aside | commands | lost |", "|---|---|---|---|---|"]
    for damage in DAMAGES:
        chosen = [at for at in damaged_files if at.damage == damage]
        told = [at for at in chosen if at.named is not None]
        notes = [at for at in chosen if at.named is None and at.stage != "all others"]
        named = f"{sum(at.named for at in told)} of {len(told)}"
        commands, lost = max((at.commands for at in chosen), default=0), sum(len(at.lost) for at in chosen)
        rows.append(f"| {damage} | {len(told)} results, {len(notes)} notes | {named} | {commands} | {lost} |")
    return "\n".join(rows)


def kill_until_met(kill: Kill, undisturbed: Project, folder: Path) -> Outcome:
    """Carry out a kill; one that came when the job had ended is tried again in half the time."""
    outcome = carry_out(kill, undisturbed, folder, SIMULATION)
    shutil.rmtree(folder)
    if not outcome.met:
        return kill_until_met(Kill(kill.victim, kill.stage, kill.seconds / 2), undisturbed, folder)
    return outcome


def told(found: Outcome | Ruin) -> Outcome | Ruin:
    """The same, after it was printed."""
    print(found, file=sys.stderr, flush=True)
    return found


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=20, help="kills of each victim")
    parser.add_argument("--seed", type=int, default=0, help="of the random moments")
    parser.add_argument("--at-once", type=int, default=1, help="trials side by side")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="faults-") as place, ThreadPoolExecutor(given.at_once) as pool:
        undisturbed = copy_sources(Path(place) / "undisturbed")
        # With an interpreter for every job, as where jobs are killed: moments are drawn from how long jobs take.
        process = undisturbed.start(SIMULATION, cores=2)
        text, _ = process.communicate()
        if process.returncode:
            sys.exit(text)
        folders = (Path(place) / f"trial{number}" for number in count())

        def kill(chosen: Kill) -> Outcome:
            return told(kill_until_met(chosen, undisturbed, next(folders)))

        def ruin(chosen: tuple[str, str, str]) -> Ruin:
            folder = next(folders)
            found = damage_and_repeat(*chosen, undisturbed, folder, SIMULATION, random.Random(given.seed))
            shutil.rmtree(folder)
            return told(found)

        def ruin_results(damage: str) -> list[Ruin]:
            folder = next(folders)
            found = damage_results_and_repeat(damage, undisturbed, folder, SIMULATION, random.Random(given.seed))
            shutil.rmtree(folder)
            return [told(at) for at in found]

        kills = random_kills(given.trials, durations(undisturbed), random.Random(given.seed))
        left = [at for found in pool.map(ruin_results, DAMAGES) for at in found]
        damaged_files, outcomes = list(pool.map(ruin, READERS)), list(pool.map(kill, kills))
    harmless = all(at.harmless for at in (*outcomes, *damaged_files, *left))
    damaged = len(damaged_files) + sum(at.stage != "all others" for at in left)
    print(f"Seed {given.seed}: {len(outcomes)} kills, {damaged} damaged files.\n")
    print(kill_table(outcomes), ruin_table(damaged_files), results_table(left), sep="\n\n")
    sys.exit(not harmless)


if __name__ == "__main__":
    main(sys.argv[1:])
