"""Damaged files: those in the middle of the DAG, and tables, pages, figures and notes that a run has left."""

import random
import re
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from faults import state
from faults.damage import DAMAGES
from faults.stages import STAGES

# Who reads the files of a stage; every pair with every damage.
_PAIRS = [
    ("trials", "train"),
    ("connectivity", "train"),
    ("train", "measure"),
    ("trials", "measure"),
    ("measure", "aggregate"),
    ("train", "compare"),
    ("compare", "aggregate"),
    ("replicate", "simulate"),
    ("aggregate", "claims"),
    ("aggregate", "figure"),
]
READERS = [(*pair, damage) for pair, damage in product(_PAIRS, DAMAGES)]
# What people read, and what the workflow notes beside it; whether it is told that a note was damaged does not matter.
PRODUCTS = (".csv", ".html", ".pdf", ".png", ".txt")
NOTES = ("index.csv", "*.plan.json")
PLANS = ".snakemake/rich-lazy"  # the library is not imported here: Snakemake is forked, and imports that of the project


@dataclass(frozen=True)
class Ruin:
    """What came of a damaged file of a stage.

    named: whether the message named it, and what was in its place was set aside; None for a note. commands: how many
    times the command was given until it ended well; lost: what was wrong or missing then.
    """

    stage: str
    reader: str
    damage: str
    named: bool | None
    commands: int
    lost: tuple[str, ...]

    @property
    def harmless(self) -> bool:
        """Whether it was noticed and nothing was lost."""
        return self.named is not False and self.commands <= 2 and not self.lost


def damage_and_repeat(
    stage: str, reader: str, damage: str, undisturbed, folder: Path, changes: dict, generator: random.Random
) -> Ruin:
    """Copy the undisturbed project, damage a file of a stage, have its reader run, and repeat the command."""
    project = undisturbed.copy_to(folder)
    command = STAGES[reader].targets(project)
    for path in STAGES[reader].made(project):
        path.unlink()
    damaged = next(path for path in STAGES[stage].made(project) if path.suffix == ".nc")
    DAMAGES[damage](damaged, generator)
    answers = [project.snakemake(changes, *command)]
    while answers[-1].code and len(answers) < 4:
        answers.append(project.snakemake(changes, *command))
    lost = state.differing(project, undisturbed) + state.missing(project, undisturbed)
    return Ruin(stage, reader, damage, _is_named(damaged, project, answers[0].text), len(answers), tuple(lost))


def _is_named(path: Path, project, text: str) -> bool:
    name = re.escape(path.relative_to(project.folder).as_posix())
    faults = "damaged|not what its name says|not as the pipeline wrote it"
    return re.search(rf"{name}: the file is ({faults})", text) is not None


def damage_results_and_repeat(
    damage: str, undisturbed, folder: Path, changes: dict, generator: random.Random
) -> list[Ruin]:
    """Copy the undisturbed project, damage all tables, pages and figures, or all notes, and give the command."""
    return [
        *_damage_all(_products, damage, undisturbed, folder / "products", changes, generator),
        *_damage_all(_notes, damage, undisturbed, folder / "notes", changes, generator),
    ]


def _products(project) -> list[Path]:
    found = [path for path in state.files(project) if path.suffix in PRODUCTS]
    return [path for path in found if path.name != "index.csv"]


def _notes(project) -> list[Path]:
    beside = [path for pattern in NOTES for path in project.results.glob(f"**/{pattern}")]
    return sorted([*beside, *(project.folder / PLANS).rglob("*.json")])


def _damage_all(chosen, damage: str, undisturbed, folder: Path, changes: dict, generator: random.Random) -> list[Ruin]:
    project = undisturbed.copy_to(folder)
    contents = {}
    for path in chosen(project):
        before = path.read_bytes()
        DAMAGES[damage](path, generator)
        if path.read_bytes() != before:
            contents[path] = path.read_bytes()
    answers = [project.snakemake(changes)]
    while answers[-1].code and len(answers) < 4:
        answers.append(project.snakemake(changes))
    lost = state.differing(project, undisturbed) + state.missing(project, undisturbed)
    damaged_files = []
    for path, content in contents.items():
        aside = path.with_name(f"{path.name}.damaged")
        kept = aside.is_file() and aside.read_bytes() == content
        named = kept and _is_named(path, project, answers[0].text) if chosen is _products else None
        name = path.relative_to(project.folder).as_posix().removeprefix("results/")
        damaged_files.append(
            Ruin(name, "the Snakefile", damage, named, len(answers), tuple(at for at in lost if at == name))
        )
    others = tuple(at for at in lost if project.results / at not in contents)
    return [*damaged_files, Ruin("all others", "the Snakefile", damage, None, len(answers), others)]
