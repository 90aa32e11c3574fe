"""`snakemake -n` with everything built, against a bare Snakefile with as many jobs and the same files."""

import argparse
import json
import os
import re
import statistics
import tempfile
import time
from collections.abc import Mapping
from contextlib import chdir
from pathlib import Path

import timing
import yaml
from richlazy.artefacts.records import write_record
from richlazy.contracts.studies import study_of, with_studies
from richlazy.planning.output_files import files_by_plan
from richlazy.planning.project import Project, read_project
from richlazy.planning.result_plans import Results
from richlazy.planning.targets import made_for, possible
from snakemake.utils import update_config

OURS, BARE = timing.ROOT / "workflow" / "Snakefile", timing.ROOT / "benchmarks" / "bare.smk"
TARGET = 1.3


def grid(conditions: int) -> dict:
    """Overlay of the config: one experiment with at least so many conditions (three tasks, ten ranks, many gains)."""
    paper = with_studies(yaml.safe_load((timing.ROOT / "config" / "config.yaml").read_text(encoding="utf-8")))
    gains = [round(0.5 + 0.01 * step, 2) for step in range(-(-conditions // 30))]
    sweep = {"task": ["2AF", "DMS", "CXT"], "rank": [1, 2, 5, 10, 20, 30, 60, 100, 200, 300], "gain": gains}
    return {"experiments": {**dict.fromkeys(paper["experiments"]), "rank": {"sweep": sweep}}}


def merged(overlay: Mapping) -> dict:
    """The config that Snakemake makes of the paper's and an overlay."""
    config = with_studies(yaml.safe_load((timing.ROOT / "config" / "config.yaml").read_text(encoding="utf-8")))
    update_config(config, overlay)
    return config


def graph(project: Project, results: Results) -> dict:
    """The files that each job of the bare Snakefile reads, as the workflow's own jobs do."""
    plan = project.plan
    connectivity, train, measure = (
        {name: list(artefact.inputs.values()) for name, artefact in plan.artefacts[stage].items()}
        for stage in ("connectivity", "train", "measure")
    )
    kinds = ("measures", "matrices")
    aggregate = {
        experiment: [file for kind in kinds for file in results.experiment_files(experiment, kind)]
        for experiment in plan.experiments
    }
    aggregate |= {experiment: [] for experiment in plan.simulations}
    stages = {"connectivity": connectivity, "train": train, "measure": measure, "aggregate": aggregate}
    return {"all": made_for(results, possible(project, "all")), "plans": results.plans.paths(), **stages}


def build(folder: Path, results: Results) -> None:
    """Make every file that the workflow makes, all of one time, which is later than that of the plans.

    They are empty but for the records of jobs, which the workflow compares with the plans and the files.
    """
    listed = timing.snakemake(OURS, folder, "--summary", *_overlay(folder))
    paths = [folder / "results" / name for name in re.findall(r"^results/(\S+)\t", listed, re.MULTILINE)]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    for plan, names in files_by_plan(results, possible(results.project)).items():
        if plan:
            made = [folder / "results" / name for name in names if not name.startswith(("logs/", "benchmarks/"))]
            write_record(folder / results.plans.record(plan), results.plans.text(plan), made)
    now = time.time()
    for path in paths:
        os.utime(path, (now, now))


def _overlay(folder: Path) -> list[str]:
    return ["--configfile", str(folder / "overlay.yaml")]


def dry_run(snakefile: Path, folder: Path, *options: str) -> str:
    """What a dry run prints."""
    overlay = _overlay(folder) if snakefile == OURS else []
    return timing.snakemake(snakefile, folder, "--dry-run", "--rerun-triggers", "mtime", *overlay, *options)


def _count_jobs(snakefile: Path, folder: Path) -> int:
    return int(re.findall(r"^total +(\d+)", dry_run(snakefile, folder, "--forceall", "--quiet", "rules"), re.M)[0])


def _check_same_work(folder: Path) -> int:
    counts = {_count_jobs(snakefile, folder) for snakefile in (OURS, BARE)}
    idle = all("Nothing to be done" in dry_run(snakefile, folder) for snakefile in (OURS, BARE))
    if len(counts) != 1 or not idle:
        raise RuntimeError(f"not the same work: jobs {counts}, nothing to be done: {idle}")
    return counts.pop()


def compare(name: str, overlay: Mapping, rounds: int, target: float | None) -> timing.Result:
    """Compare the two on one config; `target` bounds the ratio."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "overlay.yaml").write_text(yaml.safe_dump(dict(overlay)), encoding="utf-8")
        with chdir(folder):
            project = read_project(merged(overlay), timing.ROOT, study_of())
            results = Results(project)
            for result in results.of(possible(project)):
                results.plans.write(result.name)
        (folder / "graph.json").write_text(json.dumps(graph(project, results)), encoding="utf-8")
        build(folder, results)
        jobs = _check_same_work(folder)
        spent: dict[str, list[float]] = {"ours": [], "bare": []}

        def run(peer: str, snakefile: Path) -> None:
            before = timing.processor_seconds()
            dry_run(snakefile, folder)
            spent[peer].append(timing.processor_seconds() - before)

        times = timing.interleaved({"ours": lambda: run("ours", OURS), "bare": lambda: run("bare", BARE)}, rounds)
    processor = {peer: statistics.median(values[1:]) for peer, values in spent.items()}
    print(f"{name}: {jobs} jobs; processor time {processor['ours']:.2f} s, bare {processor['bare']:.2f} s")
    return timing.Result(
        f"dry run, {name}, {jobs} jobs",
        f"{timing.median(times, 'ours'):.2f} s",
        f"bare Snakefile {timing.median(times, 'bare'):.2f} s",
        timing.ratio(times, "ours", "bare"),
        bound=target,
    )


def main(rounds: int = 9, conditions: int = 1000) -> list[timing.Result]:
    """Compare on the paper's config, for which there is a target, and on a large grid."""
    results = [compare("the paper", {}, rounds, TARGET)]
    return [*results, compare(f"{conditions} conditions", grid(conditions), max(3, rounds // 3), None)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--conditions", type=int, default=1000)
    arguments = parser.parse_args()
    timing.report(main(arguments.rounds, arguments.conditions))
