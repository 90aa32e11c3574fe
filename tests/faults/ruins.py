"""A damaged file in the middle of the DAG: it is named, set aside and made again by the same command."""

import random
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
    ("aggregate", "claims"),
    ("aggregate", "figure"),
]
READERS = [(*pair, damage) for pair, damage in product(_PAIRS, DAMAGES)]


@dataclass(frozen=True)
class Ruin:
    """What came of a damaged file of a stage.

    named: whether the message named it; commands: how many times the command was given until it ended well; lost: what
    was wrong or missing then.
    """

    stage: str
    reader: str
    damage: str
    named: bool
    commands: int
    lost: tuple[str, ...]

    @property
    def harmless(self) -> bool:
        """Whether it was noticed and nothing was lost."""
        return self.named and self.commands == 2 and not self.lost


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
    named = damaged.relative_to(project.folder).as_posix() + ": the file is damaged" in answers[0].text
    lost = state.differing(project, undisturbed) + state.missing(project, undisturbed)
    return Ruin(stage, reader, damage, named, len(answers), tuple(lost))
