"""The lineage of a file of the results: which files it was made from, stage by stage, and what each says of itself.

Artefacts and tables of measures say it in their attributes; tables and figures have the plan beside them that they were
made from, and pictures the commit that drew them in their metadata.
"""

import csv
import json
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from richlazy.artefacts.file_list import is_as_noted
from richlazy.artefacts.picture_metadata import commit_in
from richlazy.artefacts.provenance import is_here
from richlazy.artefacts.records import read_record, record_of
from richlazy.artefacts.saved_config import NAME
from richlazy.artefacts.sealed import ATTRIBUTES_DIGEST
from richlazy.artefacts.verified import attributes, fault, leave
from richlazy.errors import InputError

_STAGES = ("scorecard", "figure", "claims", "aggregate", "simulate", "measure", "train", "connectivity", "trials")
_TABLES = ("scorecard", "claims", "aggregate", "simulate")
_PICTURES = (".pdf", ".png")
# What is of no interest to a reader.
_UNTOLD = ("parameters", "Conventions", ATTRIBUTES_DIGEST)
# What is done with a file that is not what it should be, and told: `verified.leave` or `files.set_aside`.
OnFault = Callable[[Path], str]


@dataclass(frozen=True)
class Origin:
    """One file: its stage, what it says of itself (parameters, seeds, code, versions, commit, ...), its inputs."""

    path: str
    stage: str
    facts: Mapping[str, object] = field(default_factory=dict)
    made_from: tuple[str, ...] = ()


def lineage(path: str, folder: Path, on_fault: OnFault = leave) -> list[list[Origin]]:
    """The file and all that it is made from, directly or not, by stage from the last to the first.

    path: relative to `folder`, the working directory of the run, as all paths in the files are. on_fault: what is done
    with a file that is not what it should be. Raises InputError for such a file, for one that is not there, and for one
    that says nothing of where it comes from.
    """
    found, waiting = {}, [path]
    while waiting:
        name = waiting.pop()
        if name not in found:
            there = name == path or (folder / name).is_file()
            found[name] = origin(name, folder, on_fault) if there else _missing(name)
            waiting.extend(found[name].made_from)
    stages = {stage: [at for at in found.values() if at.stage == stage] for stage in _STAGES}
    return [sorted(origins, key=lambda at: at.path) for origins in stages.values() if origins]


def origin(path: str, folder: Path, on_fault: OnFault = leave) -> Origin:
    """What a file and the plan beside it say. Raises InputError as `lineage` does."""
    file = folder / path
    if not file.is_file():
        raise InputError(f"{path}: there is no such file in {folder}; name one relative to the folder of the run")
    facts = _own_words(file, on_fault)
    if "stage" in facts:
        stage = str(facts.pop("stage"))
        return Origin(path, stage, facts, tuple(facts.pop("made_from", {}).values()))
    record = read_record(record_of(file))
    if record is None:
        raise InputError(
            f"{path}: it says nothing of where it comes from, and neither does {record_of(file).name} beside it; name "
            "a figure, a table or a NetCDF file of the results"
        )
    try:
        return _planned(path, json.loads(record[0]), facts)
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path}: {record_of(file).name} beside it, which tells where it comes from, is damaged; remove that and "
            "repeat the command that made the results"
        ) from error


def _planned(path: str, plan: Mapping, facts: Mapping) -> Origin:
    """Of a table or a figure, by what its plan speaks of."""
    home = Path(path).parent
    told = {key: value for key, value in plan.items() if key not in ("points", "measures", "matrices")} | dict(facts)
    if "figure" in plan:
        return Origin(path, "figure", told, tuple(plan["measures"]))
    if "claims" in plan:
        return Origin(path, "claims", told, ((home / "measures.nc").as_posix(),))
    if "experiments" in plan:
        return Origin(path, "scorecard", told, tuple((home / s / "claims.csv").as_posix() for s in plan["experiments"]))
    files = [file for point in plan.get("points", []) for file in (*point["measures"], *point["matrices"])]
    return Origin(path, "aggregate" if "points" in plan else "simulate", told, tuple(dict.fromkeys(files)))


def _missing(path: str) -> Origin:
    """Of an input that is gone; the folder that it was in is its stage."""
    place = Path(path)
    stage = {"measures": "aggregate", "claims": "claims"}.get(place.stem, place.parent.name)
    return Origin(path, stage, {"missing": "the file is not there any more"})


def _own_words(file: Path, on_fault: OnFault) -> dict[str, object]:
    """What a file says of itself, attributes that are JSON read. Raises InputError where it is not to be believed."""
    if file.suffix == ".nc":
        return {name: _value(value) for name, value in attributes(file, on_fault).items()}
    if wrong := fault(file):
        raise InputError(f"{file}: {wrong}; {on_fault(file)}")
    drawn_by = commit_in(file) if file.suffix in _PICTURES else None
    return {"commit": drawn_by} if drawn_by else {}


def _value(attribute: object) -> object:
    if not isinstance(attribute, str):
        return attribute.item()
    return json.loads(attribute) if attribute.startswith(("[", "{")) else attribute


def describe(stages: Sequence[Sequence[Origin]]) -> str:
    """The lineage as text: per stage what all its files share, then each file with what is its own."""
    return "\n\n".join(_describe_stage(origins) for origins in stages)


def _describe_stage(origins: Sequence[Origin]) -> str:
    flat = [_flat(at.facts) for at in origins]
    shared = {key: value for key, value in flat[0].items() if all(other.get(key) == value for other in flat)}
    lines = [f"{origins[0].stage}: {len(origins)} file{'s' if len(origins) > 1 else ''}"]
    lines += [f"  {key}: {_listed(value)}" for key, value in _nested(shared).items()]
    for at, facts in zip(origins, flat, strict=True):
        own = [f"{key.rpartition('.')[2]}={_text(value)}" for key, value in facts.items() if key not in shared]
        lines += [f"  {at.path}", *(["    " + "  ".join(own)] if own else [])]
    return "\n".join(lines)


def _flat(facts: Mapping) -> dict[str, object]:
    """Facts with the entries of `parameters` as facts of their own, so that those that differ stand out."""
    entries = {f"parameters.{name}": value for name, value in facts.get("parameters", {}).items()}
    told = {key: value for key, value in facts.items() if key not in _UNTOLD}
    return {key: value for key, value in (told | entries).items() if value not in ("", [], {})}


def _nested(flat: Mapping) -> dict[str, object]:
    parameters = {key.partition(".")[2]: value for key, value in flat.items() if key.startswith("parameters.")}
    others = {key: value for key, value in flat.items() if not key.startswith("parameters.")}
    return others | ({"parameters": parameters} if parameters else {})


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _listed(value: object) -> str:
    return ", ".join(f"{k} {_text(v)}" for k, v in value.items()) if isinstance(value, Mapping) else _text(value)


def remake(stages: Sequence[Sequence[Origin]], folder: Path) -> str:
    """The commands that make the first file of a lineage again, as lines of shell."""
    (made,) = stages[0]
    config = frozen_config(made, folder)
    lines = _checkout(stages)
    lines += [] if config else ["# no config that asks for it is kept: add the --configfile that it was made with"]
    overlay = ["--configfile", config] if config else []
    return "\n".join([*lines, shlex.join(["snakemake", "--cores", "all", *overlay, "--", made.path])])


def _checkout(stages: Sequence[Sequence[Origin]]) -> list[str]:
    """Lines that bring the code back that made the first file; where no commit holds it, lines that say so."""
    telling = next((at for origins in stages for at in origins if "commit" in at.facts), stages[0][0])
    made_by = "" if telling is stages[0][0] else f", which made {telling.path}: {stages[0][0].path} names none itself"
    commit, _, changes = str(telling.facts.get("commit", "unknown")).partition("-")
    if commit == "unknown":
        return ["# the code that made it is not known: git did not track it; the present code may give another result"]
    if not changes:
        notes = [f"# of the commit{made_by}"] if made_by else []
        notes += (
            [] if is_here(commit) else ["# a commit that this checkout of the project does not hold: fetch it first"]
        )
        return [*notes, shlex.join(["git", "checkout", commit])]
    kinds = {"dirty": "changes that were not committed", "untracked": "files that git did not track"}
    found = " and ".join(kinds.get(kind, kind) for kind in changes.split("-"))
    code = f", whose digest was {telling.facts['code']}" if "code" in telling.facts else ""
    return [
        f"# no commit holds the code that made it{code}: it was commit {commit} with {found}{made_by}",
        "# a checkout of that commit may give another result, and so may the present code",
    ]


def frozen_config(made: Origin, folder: Path) -> str | None:
    """Path of the config that is kept beside the results that a file belongs to; None where none is kept."""
    home = Path(made.path).parent
    if made.stage == "figure":
        candidates = [home.parent / made.facts["experiment"]]
    else:
        candidates = [home] if made.stage in _TABLES else _experiments_that_use(made.path, folder)
    return next(((place / NAME).as_posix() for place in candidates if (folder / place / NAME).is_file()), None)


def _experiments_that_use(artefact: str, folder: Path) -> list[Path]:
    """Folders of the experiments that the indexes name beside an artefact; a damaged index names none."""
    found = []
    for index in filter(is_as_noted, sorted((folder / "results").glob("**/index.csv"))):
        try:
            with index.open(encoding="utf-8", newline="") as table:
                experiments = [row["experiment"] for row in csv.DictReader(table) if artefact in row.values()]
        except (KeyError, UnicodeDecodeError, csv.Error):  # of an earlier version that noted no digest, or no index
            continue
        found += [index.parent.relative_to(folder) / experiment for experiment in dict.fromkeys(experiments)]
    return found
