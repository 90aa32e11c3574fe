"""Artefacts: the files of the stages, with everything that their addresses depend on."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Artefact:
    """One file of a stage: its name, the parameters that it depends on, its seeds, its inputs and its code.

    inputs: paths by the names that the script of the stage uses. A training reads `trials`, the artefacts of the other
    stages that its learner needs, and `start`, if it continues another training. A measurement reads `training`,
    `trials`, and `tested_on`, if it uses trials of another task; a comparison of seeds `trials` and every training with
    some of them, `training_0`, `training_1`, ...
    """

    stage: str
    name: str
    parameters: Mapping[str, object]
    seeds: tuple[int, ...]
    inputs: Mapping[str, str]
    code: str

    @property
    def path(self) -> str:
        """Path relative to the working directory."""
        return f"results/{self.stage}/{self.name}.nc"


def name_of(path: str) -> str:
    """Name of an artefact, from its path."""
    return path.rpartition("/")[2].removesuffix(".nc")
