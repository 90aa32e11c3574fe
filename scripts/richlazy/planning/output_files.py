"""Which files of an output folder are the pipeline's own: only these may be written over.

A run lists, before its first job, the files that it may write. So what a killed job left is known as well. Where there
is no list, a table or figure is known by the copy of its plan beside it.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from richlazy.artefacts.file_list import listed
from richlazy.artefacts.records import SUFFIX, read_record
from richlazy.artefacts.saved_config import NAME as CONFIG
from richlazy.artefacts.saved_config import is_foreign as is_foreign_config
from richlazy.planning.index import NAME as INDEX
from richlazy.planning.index import is_index
from richlazy.planning.workflow import Workflow


def files_by_plan(work: Workflow) -> dict[str, list[str]]:
    """Names, below the output folder, of all files that a run may write: by plan, and by "" what belongs to none."""
    found = {"": [INDEX, CONFIG, *(f"{experiment}/{CONFIG}" for experiment in work.illustrated)]}
    for experiment in work.experiments:
        rule = "simulate" if experiment in work.plan.simulations else "aggregate"
        found |= _job(
            f"{experiment}/measures", [f"{experiment}/measures.nc", f"{experiment}/summary.csv"], f"{rule}/{experiment}"
        )
        found |= _job(f"{experiment}/claims", [f"{experiment}/claims.csv"], f"claims/{experiment}")
    for name in (
        f"{experiment.name}-{figure}" for experiment in work.illustrated.values() for figure in experiment.figures
    ):
        found |= _job(
            f"figures/{name}", [f"figures/{name}.{kind}" for kind in ("pdf", "png", "txt")], f"figures/{name}"
        )
    found |= _job("scorecard", [f"scorecard.{kind}" for kind in ("csv", "html", "pdf", "png")], "scorecard")
    return found | _job("provenance", ["provenance.html"], "provenance")


def own_names(work: Workflow) -> set[str]:
    """Names, below the output folder, of the files that a run may write, and of those that are listed."""
    return (listed(Path(work.output)) or set()).union(*files_by_plan(work).values())


def _job(plan: str, made: list[str], log: str) -> dict[str, list[str]]:
    return {plan: [*made, f"{plan}{SUFFIX}", f"logs/{log}.log", f"benchmarks/{log}.tsv"]}


def foreign_files(folder: Path, files: Mapping[str, list[str]]) -> list[str]:
    """Of the files that a run may write, `files_by_plan`, those that are there and are not the pipeline's."""
    own = listed(folder)
    if own is None and is_index(folder / INDEX):  # an output folder of a version that kept no list
        own = {name for names in files.values() for name in names}
    unlisted = {plan: [name for name in names if name not in (own or ())] for plan, names in files.items()}
    found = [
        name
        for plan, names in unlisted.items()
        for name in names
        if os.path.lexists(folder / name) and not _carries_mark(folder, plan, name)
    ]
    kept = [name for name in files[""] if name.endswith(CONFIG)]
    return list(dict.fromkeys([*found, *(name for name in kept if is_foreign_config(folder / name))]))


def _carries_mark(folder: Path, plan: str, name: str) -> bool:
    if plan:
        return _is_record(folder / f"{plan}{SUFFIX}")
    return is_index(folder / name) if name == INDEX else not is_foreign_config(folder / name)


def _is_record(path: Path) -> bool:
    """Whether a file is what a job leaves of its plan."""
    record = read_record(path)
    try:
        return record is not None and "code" in json.loads(record[0])
    except ValueError:
        return False
