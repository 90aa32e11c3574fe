"""The files of an output folder that belong to the pipeline: only these may be overwritten.

A run lists all files that it may write before its first job, so that files of killed jobs are known as well. Without a
list, a table or figure is recognised by the record beside it.
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
from richlazy.planning.result_plans import Asked, Result, Results


def files_by_plan(results: Results, asked: Asked) -> dict[str, list[str]]:
    """Names, below the output folder, of all files that a run may write, by plan; "" for files without a plan."""
    kept = {"": [INDEX, CONFIG, *(f"{experiment}/{CONFIG}" for experiment in asked.experiments)]}
    return kept | {result.name: files_of(result) for result in results.of(asked)}


def files_of(result: Result) -> list[str]:
    """Names, below the output folder, of all files of a job: its results, record, log and benchmark."""
    return [*result.made, f"{result.name}{SUFFIX}", f"logs/{result.log}.log", f"benchmarks/{result.log}.tsv"]


def own_names(output: str, files: Mapping[str, list[str]]) -> set[str]:
    """Names, below the output folder, of the files that a run may write, and of those on the folder's list."""
    return (listed(Path(output)) or set()).union(*files.values())


def foreign_files(folder: Path, files: Mapping[str, list[str]]) -> list[str]:
    """Those of `files` (from `files_by_plan`) that exist and do not belong to the pipeline."""
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
    """Whether a file is the record of a job."""
    record = read_record(path)
    try:
        return record is not None and "code" in json.loads(record[0])
    except ValueError:
        return False
