"""Lineage of a result file: the files that it was made from, stage by stage, and the provenance of each.

Artefacts and tables of measures hold their provenance in their attributes. Other tables and figures have the record of
their job beside them, which holds its plan. Pictures hold the commit of the code that drew them in their metadata.
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

_STAGES = (
    *("scorecard", "figure", "claims", "aggregate", "simulate"),
    *("replicate", "compare", "measure", "train", "connectivity", "trials"),
)
_TABLES = ("scorecard", "claims", "aggregate", "simulate")
# Keys of plans that list files.
_LISTS = ("points", "replicates", "measures", "matrices")
_PICTURES = (".pdf", ".png")
# Attributes that are not shown to a reader.
_HIDDEN = ("parameters", "Conventions", ATTRIBUTES_DIGEST)
# Acts on a damaged file and returns the end of the error message: `verified.leave` or `files.set_aside`.
OnFault = Callable[[Path], str]


@dataclass(frozen=True)
class Origin:
    """One file: its stage, its provenance (parameters, seeds, code, versions, commit, ...) and its inputs."""

    path: str
    stage: str
    facts: Mapping[str, object] = field(default_factory=dict)
    made_from: tuple[str, ...] = ()


def lineage(path: str, folder: Path, on_fault: OnFault = leave) -> list[list[Origin]]:
    """The file and everything that it was made from, directly or indirectly, by stage from the last to the first.

    path: relative to `folder`, the working directory of the run, as all paths in the files are. on_fault: what to do
    with a damaged file. Raises InputError for a damaged file, for one that does not exist, and for one without
    provenance.
    """
    by_path, waiting = {}, [path]
    while waiting:
        name = waiting.pop()
        if name not in by_path:
            exists = name == path or (folder / name).is_file()
            by_path[name] = origin(name, folder, on_fault) if exists else _missing(name)
            waiting.extend(by_path[name].made_from)
    stages = {stage: [one for one in by_path.values() if one.stage == stage] for stage in _STAGES}
    return [sorted(origins, key=lambda one: one.path) for origins in stages.values() if origins]


def origin(path: str, folder: Path, on_fault: OnFault = leave) -> Origin:
    """The origin of one file, by its attributes and by the record beside it. Raises InputError as `lineage` does."""
    file = folder / path
    if not file.is_file():
        raise InputError(f"{path}: there is no such file in {folder}; name one relative to the folder of the run")
    facts = _provenance_in(file, on_fault)
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
    """The origin of a table or a figure; the keys of its plan tell its stage."""
    folder = Path(path).parent
    facts = {key: value for key, value in plan.items() if key not in _LISTS} | dict(facts)
    if "figure" in plan:
        return Origin(path, "figure", facts, tuple(plan["measures"]))
    if "claims" in plan:
        return Origin(path, "claims", facts, ((folder / "measures.nc").as_posix(),))
    if "experiments" in plan:
        tables = tuple((folder / experiment / "claims.csv").as_posix() for experiment in plan["experiments"])
        return Origin(path, "scorecard", facts, tables)
    kinds = ("measures", "between_seeds", "matrices")
    files = [file for point in plan.get("points", []) for kind in kinds for file in point.get(kind, [])]
    files += plan.get("replicates", [])
    return Origin(path, "aggregate" if "points" in plan else "simulate", facts, tuple(dict.fromkeys(files)))


def _missing(path: str) -> Origin:
    """The origin of an input that does not exist any more; its folder tells its stage."""
    file = Path(path)
    stage = {"measures": "aggregate", "claims": "claims"}.get(file.stem, file.parent.name)
    return Origin(path, stage, {"missing": "the file is not there any more"})


def _provenance_in(file: Path, on_fault: OnFault) -> dict[str, object]:
    """The provenance that a file itself holds, JSON attributes decoded. Raises InputError for a damaged file."""
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
    """The lineage as text: for each stage the facts that all its files share, then each file with its own facts."""
    return "\n\n".join(_describe_stage(origins) for origins in stages)


def _describe_stage(origins: Sequence[Origin]) -> str:
    flat = [_flat(one.facts) for one in origins]
    shared = {key: value for key, value in flat[0].items() if all(other.get(key) == value for other in flat)}
    lines = [f"{origins[0].stage}: {len(origins)} file{'s' if len(origins) > 1 else ''}"]
    lines += [f"  {key}: {_listed(value)}" for key, value in _nested(shared).items()]
    for one, facts in zip(origins, flat, strict=True):
        own = [f"{key.rpartition('.')[2]}={_text(value)}" for key, value in facts.items() if key not in shared]
        lines += [f"  {one.path}", *(["    " + "  ".join(own)] if own else [])]
    return "\n".join(lines)


def _flat(facts: Mapping) -> dict[str, object]:
    """Facts with each entry of `parameters` as a fact of its own, so that each can be shared or not."""
    entries = {f"parameters.{name}": value for name, value in facts.get("parameters", {}).items()}
    shown = {key: value for key, value in facts.items() if key not in _HIDDEN}
    return {key: value for key, value in (shown | entries).items() if value not in ("", [], {})}


def _nested(flat: Mapping) -> dict[str, object]:
    parameters = {key.partition(".")[2]: value for key, value in flat.items() if key.startswith("parameters.")}
    others = {key: value for key, value in flat.items() if not key.startswith("parameters.")}
    return others | ({"parameters": parameters} if parameters else {})


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _listed(value: object) -> str:
    return ", ".join(f"{k} {_text(v)}" for k, v in value.items()) if isinstance(value, Mapping) else _text(value)


def remake(stages: Sequence[Sequence[Origin]], folder: Path) -> str:
    """The shell commands that make the first file of a lineage again."""
    (made,) = stages[0]
    config = config_beside(made, folder)
    lines = _checkout(stages)
    lines += [] if config else ["# no config that asks for it is kept: add the --configfile that it was made with"]
    overlay = ["--configfile", config] if config else []
    return "\n".join([*lines, shlex.join(["snakemake", "--cores", "all", *overlay, "--", made.path])])


def _checkout(stages: Sequence[Sequence[Origin]]) -> list[str]:
    """Shell lines that check out the code that made the first file; comments where no commit holds that code."""
    first = stages[0][0]
    with_commit = next((one for origins in stages for one in origins if "commit" in one.facts), first)
    made_by = "" if with_commit is first else f", which made {with_commit.path}: {first.path} names none itself"
    commit, _, changes = str(with_commit.facts.get("commit", "unknown")).partition("-")
    if commit == "unknown":
        return ["# the code that made it is not known: git did not track it; the present code may give another result"]
    if not changes:
        notes = [f"# of the commit{made_by}"] if made_by else []
        notes += (
            [] if is_here(commit) else ["# a commit that this checkout of the project does not hold: fetch it first"]
        )
        return [*notes, shlex.join(["git", "checkout", commit])]
    kinds = {"dirty": "changes that were not committed", "untracked": "files that git did not track"}
    differences = " and ".join(kinds.get(kind, kind) for kind in changes.split("-"))
    code = f", whose digest was {with_commit.facts['code']}" if "code" in with_commit.facts else ""
    return [
        f"# no commit holds the code that made it{code}: it was commit {commit} with {differences}{made_by}",
        "# a checkout of that commit may give another result, and so may the present code",
    ]


def config_beside(made: Origin, folder: Path) -> str | None:
    """Path of the config that was saved beside the results that a file belongs to; None where there is none."""
    parent = Path(made.path).parent
    if made.stage == "figure":
        candidates = [parent.parent / made.facts["experiment"]]
    else:
        candidates = [parent] if made.stage in _TABLES else _experiments_that_use(made.path, folder)
    return next(((one / NAME).as_posix() for one in candidates if (folder / one / NAME).is_file()), None)


def _experiments_that_use(artefact: str, folder: Path) -> list[Path]:
    """Folders of the experiments that list an artefact in their index; a damaged index is skipped."""
    folders = []
    for index in filter(is_as_noted, sorted((folder / "results").glob("**/index.csv"))):
        try:
            with index.open(encoding="utf-8", newline="") as table:
                experiments = [row["experiment"] for row in csv.DictReader(table) if artefact in row.values()]
        except (KeyError, UnicodeDecodeError, csv.Error):  # no index, or a damaged one of an earlier version
            continue
        folders += [index.parent.relative_to(folder) / experiment for experiment in dict.fromkeys(experiments)]
    return folders
