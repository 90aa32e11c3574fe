"""The stages of the tiny experiment and of two simulations beside it: what their jobs write."""

from dataclasses import dataclass
from pathlib import Path

SIMULATION = {
    "experiments": {
        "rank": {"measures": ["weight_distance"]},
        "stays": {
            "simulation": "early_recognition",
            "seeds": 2,
            "arguments": {"training_stays": 120, "validation_stays": 60, "test_stays": 60, "horizons": [0]}
            | {"neighbours": [5], "classifiers": ["floor"]},
            "claims": [],
            "figures": [],
        },
        "theory": {
            "simulation": "two_layer_linear",
            "seeds": 2,
            "arguments": {"inputs": 4, "hidden": 6, "ranks": [1], "exponents": [0], "overlaps": [1], "kappas": [1]}
            | {"scales": [0.1], "outputs": [1], "learning_rates": [0.1]},
            "claims": [],
            "figures": [],
        },
    },
}


@dataclass(frozen=True)
class Stage:
    """A stage by the name of its script; outputs: patterns below results; files: how many a job writes."""

    script: str
    outputs: tuple[str, ...]
    files: int

    def made(self, project) -> list[Path]:
        """What the stage made in a project."""
        return sorted(path for pattern in self.outputs for path in project.results.glob(pattern))

    def targets(self, project) -> list[str]:
        """The same as Snakemake names it."""
        return [path.relative_to(project.folder).as_posix() for path in self.made(project)]


STAGES = {
    stage.script: stage
    for stage in (
        Stage("trials", ("trials/*.nc",), 1),
        Stage("connectivity", ("connectivity/*.nc",), 1),
        Stage("train", ("train/*.nc",), 1),
        Stage("measure", ("measure/*.nc",), 1),
        Stage("compare", ("compare/*.nc",), 1),
        Stage("aggregate", ("rank/measures.*", "rank/summary.csv"), 3),
        Stage("claims", ("rank/claims.*",), 2),
        Stage("figure", ("figures/rank-figure1.*",), 4),
        Stage("scorecard", ("scorecard.*",), 5),
        Stage("replicate", ("replicate/*.nc",), 1),
        Stage("simulate", ("theory/measures.*", "theory/summary.csv", "stays/measures.*", "stays/summary.csv"), 3),
    )
}
