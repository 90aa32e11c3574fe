"""The provenance page of a run: its experiments, files, code, libraries, environments and config."""

import os
import platform
from collections.abc import Iterable, Mapping, Sequence

from richlazy.artefacts.lineage import Origin
from richlazy.artefacts.pins import is_pinned
from richlazy.reporting import pages

_OF_EXPERIMENTS = ("aggregate", "simulate")


def to_html(stages: Sequence[Sequence[Origin]], spec: Mapping, commit: str, pins: Mapping[str, str]) -> str:
    """The page as HTML.

    stages: the lineage of the results. spec: `config` with its `digest` and `text`; `environments`, for each name the
    packages that its file pins, as text. commit: that of the code that writes the page. pins: the pinned version of
    each library. The computer on the page is the one that writes it.
    """
    values = {
        "stages": summaries(stages),
        "experiments": experiments(stages),
        "libraries": libraries(stages, pins),
        "commit": commit,
        "computer": computer(),
        **spec,
    }
    return pages.render("provenance", values, {})


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


def experiments(stages: Sequence[Sequence[Origin]]) -> list[dict]:
    """Each experiment: its name, its seeds, its swept parameters or its simulation, and for each value of derived
    parameters what follows from it."""
    tables = [
        at.facts for origins in stages for at in origins if at.stage in _OF_EXPERIMENTS and "experiment" in at.facts
    ]
    return [
        {
            "experiment": facts["experiment"],
            "seeds": ranges(facts["seeds"]),
            "varied": facts.get("simulation") or ", ".join(facts["sweep"]),
            "derived": [
                f"{given}: {', '.join(f'{name} {value}' for name, value in following.items())}"
                for given, following in facts.get("derived", {}).items()
            ],
        }
        for facts in tables
    ]


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
