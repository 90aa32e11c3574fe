"""The page that tells where results come from: their experiments, files, code, libraries, environments and config."""

import os
import platform
from collections.abc import Iterable, Mapping, Sequence

from richlazy.artefacts.lineage import Origin
from richlazy.artefacts.pins import is_pinned
from richlazy.reporting import pages

_OF_EXPERIMENTS = ("aggregate", "simulate")


def to_html(stages: Sequence[Sequence[Origin]], spec: Mapping, commit: str, pins: Mapping[str, str]) -> str:
    """The page of the results with the lineage `stages`.

    spec: `config` with its `digest` and `text`; `environments`, per name the packages that its file pins, as text.
    commit: of the code that writes the page. pins: version of each library that the environments pin. The computer is
    the one that the page is written on.
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
    """Each stage in the order of the work: how many files, how many of them are gone, commits and digests of code."""
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
    """Each experiment: its name, its seeds, and the parameters that it sweeps, or its simulation."""
    tables = [
        at.facts for origins in stages for at in origins if at.stage in _OF_EXPERIMENTS and "experiment" in at.facts
    ]
    return [
        {
            "experiment": facts["experiment"],
            "seeds": ranges(facts["seeds"]),
            "varied": facts.get("simulation") or ", ".join(facts["sweep"]),
        }
        for facts in tables
    ]


def ranges(numbers: Iterable[int]) -> str:
    """Whole numbers for reading: 0 to 9, 20."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def libraries(stages: Sequence[Sequence[Origin]], pins: Mapping[str, str]) -> list[dict]:
    """Each version of a library that any file was written with, the stages of these files, and the pinned version where
    that is another."""
    found: dict[tuple[str, str], list[str]] = {}
    for at in (at for origins in reversed(stages) for at in origins):
        for library in at.facts.get("versions", {}).items():
            found.setdefault(library, []).append(at.stage)
    return [
        {
            "library": library,
            "version": version,
            "stages": list(dict.fromkeys(used)),
            "pinned": "" if is_pinned(version, pins.get(library, version)) else pins[library],
        }
        for (library, version), used in sorted(found.items())
    ]


def computer() -> dict[str, str]:
    """What kind of computer this is; nothing that tells whose."""
    return {
        "system": f"{platform.system()}, {platform.machine()}",
        "cores": str(os.cpu_count()),
        "Python": platform.python_version(),
    }


def _different(values: Iterable[object]) -> list[str]:
    return sorted({str(value) for value in values if value is not None})
