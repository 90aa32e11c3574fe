"""An artefact: one file of a stage, and all that its address is made of."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Artefact:
    """One file of a stage: its path, the parameters it depends on, its seeds and the paths of its inputs.

    An input is named as the script of the stage knows it: a training reads `trials`, the artefacts of the further
    stages that its learner asks for, and `start` where it goes on from another training; a measurement reads
    `training`, `trials`, and `tested_on` where there are trials of another task.
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
    """Name of an artefact by its path."""
    return path.rpartition("/")[2].removesuffix(".nc")
