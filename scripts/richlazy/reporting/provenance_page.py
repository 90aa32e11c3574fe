"""The provenance page of a run: its experiments, files, code, times, machines, libraries, environments and config."""

import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath

from richlazy.artefacts.lineage import Origin
from richlazy.artefacts.pins import is_pinned
from richlazy.artefacts.run_times import RunTime
from richlazy.reporting import pages
from richlazy.reporting.times_and_machines import relative, time_text, times

_OF_EXPERIMENTS = ("aggregate", "simulate")
# Files beside the measures of an experiment, each with what a link to it says.
_BESIDE = {"measures.nc": "measures", "summary.csv": "means", "claims.csv": "tests", "config.yaml": "config"}


def to_html(
    stages: Sequence[Sequence[Origin]],
    spec: Mapping,
    commit: str,
    pins: Mapping[str, str],
    run_times: Mapping[str, RunTime],
    page: str,
) -> str:
    """The page as HTML.

    stages: the lineage of the results. spec: `config` with its `digest` and `text`; `environments`, for each name the
    packages that its file pins, as text; `figures`, for each experiment the titles of its figures by name. commit: that
    of the code that writes the page. pins: the pinned version of each library. run_times: those of files whose jobs
    recorded it. page: path of the page, from where paths in `stages` are. The computer on the page is the one that
    writes it.
    """
    folder = PurePath(page).parent
    values = {
        "stages": summaries(stages),
        "experiments": experiments(stages, spec["figures"], folder),
        "times": times(stages, run_times, folder),
        "libraries": libraries(stages, pins),
        "commit": commit,
        "computer": computer(),
        "study": PurePath(page).stem.removeprefix("provenance"),
        "config": spec["config"],
        "environments": spec["environments"],
    }
    return pages.render("provenance", values, {"duration": time_text})


def summaries(stages: Sequence[Sequence[Origin]]) -> list[dict]:
    """Each stage in processing order: number of files, number of missing ones, commits, and digests of code."""
    return [
        {
            "stage": origins[0].stage,
            "files": len(origins),
            "missing": sum("missing" in at.facts for at in origins),
            "commits": _different(at.facts.get("commit") for at in origins),
            "codes": _different(at.facts.get("code") for at in origins),
        }
        for origins in reversed(stages)
    ]


def experiments(
    stages: Sequence[Sequence[Origin]], figures: Mapping[str, Mapping[str, str]], folder: PurePath
) -> list[dict]:
    """Each experiment: its name, its seeds, its swept parameters or its simulation, for each value of derived
    parameters what follows from it, and links to its files and its figures, each as (text, path from `folder`).

    figures: for each experiment the titles of its figures by name; experiments without measures of their own come last.
    """
    tables = [at for origins in stages for at in origins if at.stage in _OF_EXPERIMENTS and "experiment" in at.facts]
    rows = [_experiment(at.facts, PurePath(at.path).parent, folder) for at in tables]
    rows += [{**_NO_TABLE, "experiment": name} for name in figures if name not in {row["experiment"] for row in rows}]
    for row in rows:
        name = row["experiment"]
        row["figures"] = [(title, f"figures/{name}-{figure}.png") for figure, title in figures.get(name, {}).items()]
    return rows


_NO_TABLE = {"seeds": "", "varied": "no measures of its own", "derived": [], "files": []}


def _experiment(facts: Mapping, own: PurePath, folder: PurePath) -> dict:
    return {
        "experiment": facts["experiment"],
        "seeds": ranges(facts["seeds"]),
        "varied": facts.get("simulation") or ", ".join(facts["sweep"]),
        "derived": [
            f"{given}: {', '.join(f'{name} {value}' for name, value in following.items())}"
            for given, following in facts.get("derived", {}).items()
        ],
        "files": [(text, relative(str(own / name), folder)) for name, text in _BESIDE.items()],
    }


def ranges(numbers: Iterable[int]) -> str:
    """Whole numbers as text, consecutive ones as a range: "0 to 9, 20"."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def libraries(stages: Sequence[Sequence[Origin]], pins: Mapping[str, str]) -> list[dict]:
    """Each library and version that a file was written with, the stages of these files, and the pinned version if it is
    another."""
    stages_by_library: dict[tuple[str, str], list[str]] = {}
    for at in (at for origins in reversed(stages) for at in origins):
        for library in at.facts.get("versions", {}).items():
            stages_by_library.setdefault(library, []).append(at.stage)
    return [
        {
            "library": library,
            "version": version,
            "stages": list(dict.fromkeys(used)),
            "pinned": "" if is_pinned(version, pins.get(library, version)) else pins[library],
        }
        for (library, version), used in sorted(stages_by_library.items())
    ]


def computer() -> dict[str, str]:
    """The kind of this computer; nothing that identifies it."""
    return {
        "system": f"{platform.system()}, {platform.machine()}",
        "cores": str(os.cpu_count()),
        "Python": platform.python_version(),
    }


def _different(values: Iterable[object]) -> list[str]:
    return sorted({str(value) for value in values if value is not None})
