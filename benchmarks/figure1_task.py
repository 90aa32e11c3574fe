"""The figure-1 experiment for one task as a user runs it, against the matrix products of its training alone."""

import argparse
import csv
import os
import statistics
import tempfile
from pathlib import Path

import recurrent
import timing
import yaml
from richlazy.contracts.studies import with_studies

RANKS, STEPS, TIME_STEPS, UNITS = [1, 30, 100, 300], 10_000, 8, 300


def overlay(steps: int) -> dict:
    """What differs from the paper's config: one experiment, one task, four ranks, one seed."""
    paper = with_studies(yaml.safe_load((timing.ROOT / "config" / "config.yaml").read_text(encoding="utf-8")))
    others = dict.fromkeys(experiment for experiment in paper["experiments"] if experiment != "rank")
    rank = {"sweep": {"task": ["2AF"], "rank": RANKS}}
    return {"seeds": 1, "parameters": {"steps": steps}, "experiments": {**others, "rank": rank}}


def run_workflow(steps: int) -> tuple[float, float, dict[str, list[float]]]:
    """Wall and processor seconds of the whole workflow in a fresh folder, and the seconds of the jobs of each rule."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "overlay.yaml").write_text(yaml.safe_dump(overlay(steps)), encoding="utf-8")
        options = ("--cores", "all", "--quiet", "all", "--configfile", str(folder / "overlay.yaml"))
        before = timing.processor_seconds()
        seconds = timing.clock(lambda: timing.snakemake(timing.ROOT / "workflow" / "Snakefile", folder, *options))
        return seconds, timing.processor_seconds() - before, job_seconds(folder / "results" / "benchmarks")


def job_seconds(folder: Path) -> dict[str, list[float]]:
    """Seconds of each rule's jobs, from the files that Snakemake writes for `benchmark:`."""
    jobs: dict[str, list[float]] = {}
    for path in sorted(folder.rglob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as table:
            rule = path.relative_to(folder).with_suffix("").parts[0]
            jobs.setdefault(rule, []).extend(float(row["s"]) for row in csv.DictReader(table, delimiter="\t"))
    return jobs


def product_seconds(repeats: int = 200) -> float:
    """Seconds of the matrix products of one step on one core."""
    run = recurrent.products(recurrent.Shape(UNITS, TIME_STEPS))
    run()
    return statistics.median(timing.clock(run) for _ in range(repeats))


def main(steps: int = STEPS) -> list[timing.Result]:
    """Run once; the products are timed just before and just after."""
    recurrent.prepare()
    before = product_seconds()
    seconds, processor, jobs = run_workflow(steps)
    product = (before + product_seconds()) / 2
    floor = len(RANKS) * steps * product / os.cpu_count()
    for rule, each in jobs.items():
        print(f"{rule}: {len(each)} jobs, {sum(each):.1f} s: {', '.join(f'{s:.1f}' for s in each)}")
    name = f"figure 1, one task, {len(RANKS)} ranks, 1 seed, {steps} steps"
    measured = f"{seconds:.1f} s, {processor:.0f} s of processors"
    return [
        timing.Result(name, measured, "time", seconds, "s", bound=50 if steps == STEPS else None),
        timing.Result(name, measured, f"products of the training alone {floor:.1f} s", seconds / floor),
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=STEPS, help="fewer, to see that it works")
    timing.report(main(parser.parse_args().steps))
