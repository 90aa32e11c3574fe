"""How long each experiment of a run took: the seconds by the clock that Snakemake kept of every job, added up.

Not part of run.py: it times nothing, but reads the results of a run that has come to its end. Jobs have one core each,
but those of trials, which have two.
"""

import argparse
import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import timing
from richlazy.artefacts.saved_config import read_saved_config
from richlazy.contracts.artefact import name_of
from richlazy.errors import InputError
from richlazy.planning.plan import Experiment
from richlazy.planning.project import Project, read_project

STAGES = ("trials", "connectivity", "train", "measure", "compare", "replicate")
COLUMNS = (*STAGES, "others")


@dataclass(frozen=True)
class Row:
    """A line of the table: an experiment, or what is of none or of all.

    trainings: those that no experiment before it has. seconds: of its jobs, by column.
    """

    experiment: str
    trainings: int
    seconds: dict[str, float]

    def cells(self) -> list[str]:
        """Cells of the row, in minutes."""
        times = [self.seconds.get(column, 0) / 60 for column in COLUMNS]
        return [self.experiment, str(self.trainings), *(f"{t:.1f}" for t in times), f"{sum(times):.1f}"]


def seconds_of(benchmark: Path) -> float:
    """Seconds by the clock of a job. Raises InputError where its file is not there."""
    if not benchmark.is_file():
        raise InputError(f"{benchmark} is not there; allowed are runs that have come to their end, by this very code")
    with benchmark.open(encoding="utf-8", newline="") as file:
        return float(next(csv.DictReader(file, delimiter="\t"))["s"])


def artefacts_of(project: Project, experiment: Experiment) -> Iterator[tuple[str, str]]:
    """Stage and name of all that an experiment is made from, in no order and more than once."""
    plan = project.plan
    for _, condition in experiment.points:
        for block in plan.of_point(condition, experiment.seeds):
            yield from ((artefact.stage, artefact.name) for artefact in block.values())
            for other in plan.prerequisite_trainings(block["train"].path):
                yield from ((stage, name_of(path)) for stage, path in plan.upstream_paths(other).items())


def rows(project: Project, folder: Path) -> Iterator[Row]:
    """The experiments in the order of the config; what several share counts for the first of them."""
    plan, output, counted = project.plan, folder / project.output / "benchmarks", set()
    for name in project.illustrated:
        seconds: dict[str, float] = {}
        made = set(artefacts_of(project, plan.experiments[name])) if name in plan.experiments else set()
        made |= {(artefact.stage, artefact.name) for artefact in plan.replicates.get(name, [])}
        new = made - counted
        counted |= new
        for stage, artefact in new:
            spent = seconds_of(folder / "results" / "benchmarks" / stage / f"{artefact}.tsv")
            seconds[stage] = seconds.get(stage, 0) + spent
        own = [*output.glob(f"*/{name}.tsv"), *output.glob(f"figures/{name}-*.tsv")]
        seconds["others"] = sum(map(seconds_of, own))
        yield Row(f"`{name}`", sum(stage == "train" for stage, _ in new), seconds)
    yield Row("downloads, scorecard, provenance", 0, {"others": sum(map(seconds_of, _shared(folder, output)))})


def _shared(folder: Path, output: Path) -> Iterator[Path]:
    """Records of the jobs that are of no experiment."""
    for fetched in ("fetch", "images"):
        yield from (folder / "results" / "benchmarks" / fetched).glob("*.tsv")
    yield from (output / f"{page}.tsv" for page in ("scorecard", "provenance"))


def main(results: Path) -> str:
    """The table of the run whose `output` folder is `results`, in Markdown. Raises InputError for an unfinished one."""
    config = read_saved_config(results)
    folder = results.resolve().parents[len(Path(config["output"]).parts) - 1]
    found = list(rows(read_project(config, timing.ROOT), folder))
    whole = {column: sum(row.seconds.get(column, 0) for row in found) for column in COLUMNS}
    found.append(Row("all", sum(row.trainings for row in found), whole))
    head = ["experiment", "new trainings", *COLUMNS, "minutes"]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *(r.cells() for r in found)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path, nargs="?", default=Path("results"), help="the `output` folder of a run")
    try:
        print(main(parser.parse_args().results))
    except InputError as error:
        sys.exit(f"experiments: {error}")
