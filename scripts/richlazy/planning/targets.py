"""What a run is asked to make: rules and files by name, and what else is called almost so where there is none."""

import os
import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from pathlib import Path

from richlazy.artefacts.records import SUFFIX
from richlazy.contracts.study_parts import figures
from richlazy.errors import InputError
from richlazy.planning.output_files import files_by_plan
from richlazy.planning.workflow import Workflow

# How alike a name must be to be offered, between 0 and 1, and how many are.
_ALIKE = 0.6
_OFFERED = 3


def check_targets(targets: Iterable[str], rules: Mapping[str, bool], work: Workflow) -> None:
    """Raise InputError for a target that is neither a rule nor a file that the config makes.

    rules: whether each makes files of many names, so that it is no target by itself.
    """
    unknown = [target for target in targets if target not in rules]
    files = _files(work) if unknown else []
    for target in unknown:
        name = target if os.path.isabs(target) else os.path.relpath(target)  # as Snakemake takes it
        if name not in files and not _is_a_further_figure(name, work):
            raise InputError(_explain(target, [rule for rule, many in rules.items() if not many], files))


def _files(work: Workflow) -> list[str]:
    """The files that jobs of the config make, those that people ask for first."""
    made = [name for plan, names in files_by_plan(work).items() if plan for name in names]
    asked_for = sorted(made, key=lambda name: (name.endswith(SUFFIX), not name.startswith("figures/")))
    resources = {file for name in work.plan.artefacts["trials"] for file in work.resources_of(name)}
    wheels = {file for name in work.plan.artefacts["connectivity"] for file in work.wheels_of(name)}
    shown = [f"{work.output}/{name}" for name in asked_for if not name.startswith("logs/")]
    return [*shown, *work.artefact_paths(), *sorted(resources | wheels)]


def _is_a_further_figure(target: str, work: Workflow) -> bool:
    """Whether the target is a figure that its experiment does not name but that can be drawn of it."""
    named = re.fullmatch(rf"{re.escape(work.output)}/figures/(\w+)-(\w+)\.(pdf|png|txt)", target)
    return bool(named) and named[1] in work.illustrated and named[2] in figures.available()


def _explain(target: str, rules: list[str], files: list[str]) -> str:
    if Path(target).suffix in (".yaml", ".yml", ".json") and Path(target).is_file():
        return f"{target}: this is a file of config, which stands as a target; write `--configfile {target}`"
    offered = _close(target, [*rules, *files])
    hint = f"; did you mean {' or '.join(f'`{name}`' for name in offered)}?" if offered else "."
    example = offered[0] if offered else files[0]
    return (
        f"{target}: no rule and no file that this config makes has this name{hint} A target is a rule "
        f"({', '.join(rules)}) or a file of the results, and stands before --configfile: "
        f"`snakemake --cores 1 {example} --configfile FILE`"
    )


def _close(target: str, names: list[str]) -> list[str]:
    """The names that are most like the target, as a whole or in a part of theirs."""
    wanted = target.removeprefix(f"{Path.cwd()}/")
    scores = {name: _likeness(wanted, name) for name in names}
    best = sorted(scores, key=lambda name: -scores[name])  # keeps their order where they are equal
    return [name for name in best[:_OFFERED] if scores[name] >= _ALIKE]


def _likeness(wanted: str, name: str) -> float:
    if f"/{name}".endswith(f"/{wanted}"):
        return 2.0
    stem = wanted.rpartition("/")[2].partition(".")[0]
    parts = re.split(r"[/.-]", name) if "/" not in wanted else []
    return max(SequenceMatcher(None, a, b).ratio() for a, b in [(wanted, name), *((stem, part) for part in parts)])
