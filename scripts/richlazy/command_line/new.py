"""Begin a part of a study, or a study: files from templates that are right at once, and a test of them."""

import keyword
import re
from collections.abc import Mapping
from pathlib import Path

import click

from richlazy.command_line.config import checkout, merged_config
from richlazy.command_line.templates import KINDS, Template, added, rendered
from richlazy.contracts import registry, study_parts
from richlazy.contracts.names import LONGEST, RESERVED
from richlazy.contracts.parts import KINDS as PARTS
from richlazy.errors import InputError

_EXAMPLES = """\b
Examples:
  richlazy new study my_question
  richlazy new measure weight_entropy --study my_question
  richlazy new claim Mine1_wide_is_lazy --study my_question

\b
  measure   a number of a network before and after learning
  matrix    a builder of initial matrices
  task      a table of samples (a NeuroGym task needs no code: see README.md)
  learner   a torch module, trained side by side over seeds
  claim     a statement, and its test on the measures of an experiment
  figure    a figure of an experiment, with its caption
  study     a question: a README, an experiment, a claim and a figure
"""
_CLAIM = re.compile(r"[A-Z][A-Za-z]*[0-9]+[a-z]?_[a-z0-9_]+")


@click.command(epilog=_EXAMPLES, short_help="Begin a measure, matrix, task, learner, claim, figure or study.")
@click.argument("kind", type=click.Choice(list(KINDS)), metavar="KIND")
@click.argument("name")
@click.option(
    "--study", default="mine", show_default=True, help="The study that it belongs to; it is made if it is not there."
)
def command(kind: str, name: str, study: str) -> None:
    """Begin a KIND of part called NAME: its file, a test, and an experiment that uses it.

    The files work at once, and are what CONTRIBUTING.md explains: change them step by step, and keep the tests passing.
    The experiment is small and is added to the study.yaml of the study, of which nothing else changes. No file is
    written over; a name that is taken or cannot be one is refused before anything is written.
    """
    project = checkout()
    study = name if kind == "study" else study
    check_name(KINDS[kind], name, study)
    files = files_of(KINDS[kind], name, study, project)
    there = {path for path in files if (project / path).exists()}
    write(files, project)
    for path in files:
        click.echo(f"{'added to' if path in there else 'made    '} {path}")
    click.echo("\n" + next_steps(KINDS[kind], name, study))


def is_new(study: str) -> bool:
    """Whether there is no study of this name."""
    return study not in registry.studies()


def _study_file(study: str) -> str:
    return f"studies/{study}/study.yaml"


def check_name(kind: Template, name: str, study: str) -> None:
    """Raise InputError for a name that is taken or that cannot be one; study: of the part."""
    if kind.kind == "claim":
        if not _CLAIM.fullmatch(name):
            raise InputError(
                f"{name}: a claim is called by an id, letters and a number, and what it says; write for example "
                "`richlazy new claim Mine1_wide_is_lazy`"
            )
    else:
        _check_word(name, kind.kind)
    _check_word(study, "study")
    longest = LONGEST - len("try_")
    for word in (name, study):
        if len(word) > longest:
            raise InputError(f"{word}: the name has {len(word)} letters; allowed are up to {longest}")
    meaning = RESERVED["experiments"].get(study.casefold())
    if meaning and is_new(study):
        raise InputError(f"{study}: this is {meaning}; choose another, for example `{study}_study`")
    _check_free(kind, name, study)


def _check_word(word: str, kind: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", word) or keyword.iskeyword(word):
        meant = re.sub(r"\W+", "_", word.casefold()).strip("_").lstrip("0123456789_")
        example = meant if re.fullmatch(r"[a-z][a-z0-9_]*", meant) and not keyword.iskeyword(meant) else f"my_{kind}"
        raise InputError(
            f"{word}: the name of a {kind} is of small letters, digits and underscores, and begins with a letter; "
            f"write for example `{example}`"
        )


def _check_free(kind: Template, name: str, study: str) -> None:
    config = merged_config([])
    taken = _taken(kind, config)
    own = kind.part_name(name)
    if own in taken:
        raise InputError(f"{own}: there is a {kind.kind} of this name, {taken[own]}; choose another")
    experiments = {experiment.casefold() for experiment in config["experiments"]}
    word = kind.experiment(name)
    if word.casefold() in experiments or word == study:
        raise InputError(f"{name}: there is an experiment `{word}`, as this would have; choose another name")
    if is_new(study) and study in config["experiments"]:
        raise InputError(f"{study}: an experiment has this name, and a study cannot; choose another")


def _taken(kind: Template, config: Mapping) -> dict[str, str]:
    """Names that a new part of a kind may not have, each with where it is."""
    if kind.kind == "study":
        return {study: f"studies/{study}" for study in registry.studies()}
    if kind.kind == "claim":
        return {name: f"the claim {name}" for name in study_parts.claims.available()}
    if kind.kind == "figure":
        return {name: _place(study_parts.figures.path(name)) for name in study_parts.figures.available()}
    parts = PARTS[kind.part]
    found = {name: _place(parts.path(name)) for name in parts.available()}
    section = {"matrix": "matrices", "task": "tasks"}.get(kind.kind)
    if section:
        reserved = RESERVED[section]
        found |= {name: f"under `{section}:` of a config" for name in config[section]} | dict(reserved)
    return found


def _place(path: Path) -> str:
    return path.relative_to(registry.PROJECT).as_posix()


def files_of(kind: Template, name: str, study: str, project: Path) -> dict[str, str]:
    """Text of every file that is written, by its path in the project: new files, and the file of the study with what
    is added. Raises InputError where the file of the study is written in a way that lines cannot be added to."""
    files = rendered(kind, name, study, project)
    if kind.kind == "study":
        return files
    lines, path = added(kind, name, project), _study_file(study)
    if is_new(study):
        readme = f"# What about {kind.part_name(name)}?\n\n<!-- A study asks one question. Say here what it is. -->\n"
        return files | {f"studies/{study}/README.md": readme, path: lines.text}
    text = (project / path).read_text(encoding="utf-8")
    together = lines.into(text)
    if together is None:
        raise InputError(
            f"{path}: nothing can be added to it as it is written, for `richlazy new` adds lines to sections that have "
            f"their entries in lines of their own; add these yourself, and then repeat the command with another "
            f"--study, or write the file from CONTRIBUTING.md:\n{lines.text}"
        )
    return files | {path: together}


def write(files: Mapping[str, str], project: Path) -> None:
    """Write all files. Raises InputError, before any is written, where a new one is there already."""
    from richlazy.artefacts.files import write_text

    for path in files:
        if (project / path).exists() and not path.endswith("/study.yaml"):
            raise InputError(f"{path} is there already, and nothing is written over; choose another name, or remove it")
    for path, text in files.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        write_text(project / path, text)


def next_steps(kind: Template, name: str, study: str) -> str:
    """What to do next, as text."""
    own, experiment = kind.part_name(name), kind.experiment(name)
    target = study if kind.kind == "study" else experiment
    tests = f"tests/studies/{study}" + (f"/{kind.room}/test_{own}.py" if kind.room else "")
    chosen = f"tests/conformity -k {study if kind.kind == 'study' else own}"
    lines = [
        "Next:",
        f"  pytest -n 0 {tests}",
        f"  pytest -n 0 {chosen}",
        f"  snakemake --cores all {target} --configfile config/quick.yaml",
    ]
    if kind.declares:
        lines.append("  python scripts/document_config.py   # writes it into the manual, config/README.md")
    return "\n".join(lines)
