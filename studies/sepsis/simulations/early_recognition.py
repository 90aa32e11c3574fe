"""Methods that recognise sepsis on simulated cohorts: how well, hours before onset."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from studies.sepsis.recognition import Task, assemble, recognise
from studies.sepsis.simulator import simulate as simulated_cohort
from studies.sepsis.splits import by_seed

SOURCE = (
    "the methods of Moor, Horn, Rieck, Roqueiro & Borgwardt 2019 (MLHC) on a cohort that is simulated as "
    "studies/sepsis/README.md says"
)
ARGUMENTS = {
    "training_stays": {
        "description": "Number of stays that methods learn from, up to rounding.",
        "unit": "stays",
        "type": "integer",
        "minimum": 100,
        "maximum": 100_000,
        "default": 2400,
    },
    "validation_stays": {
        "description": "Number of stays that choose the epoch of networks and the number of neighbours.",
        "unit": "stays",
        "type": "integer",
        "minimum": 50,
        "maximum": 100_000,
        "default": 400,
    },
    "test_stays": {
        "description": "Number of stays that are scored.",
        "unit": "stays",
        "type": "integer",
        "minimum": 50,
        "maximum": 100_000,
        "default": 600,
    },
    "horizons": {
        "description": "Hours before onset after which nothing is known; methods learn at 0.",
        "unit": "h",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "integer", "minimum": 0, "maximum": 7},
        "allowed": "a list of different whole numbers ≥ 0 and ≤ 7",
        "default": [0, 1, 3, 5, 7],
    },
    "classifiers": {
        "description": "Methods that are compared, by name.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"enum": ["mgp_tcn", "mgp_rnn", "raw_tcn", "dtw_knn", "floor"]},
        "allowed": "a list of different names among mgp_tcn, mgp_rnn, raw_tcn, dtw_knn and floor",
        "default": ["mgp_tcn", "mgp_rnn", "raw_tcn", "dtw_knn", "floor"],
    },
    "sampling": {
        "description": "Whether stays that are worse are measured more often, and the same cohorts without that.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"enum": ["informative", "uninformative"]},
        "allowed": "a list of informative, uninformative or both",
        "default": ["informative"],
    },
    "epochs": {
        "description": "Epochs of the networks; the best on the validation stays is kept.",
        "type": "integer",
        "minimum": 1,
        "maximum": 1000,
        "default": 6,
    },
    "learning_rate": {
        "description": "Learning rate of Adam.",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1000,
        "default": 0.003,
    },
    "width": {
        "description": "Features of the convolutions, and units of the recurrent network.",
        "unit": "units",
        "type": "integer",
        "minimum": 1,
        "maximum": 1024,
        "default": 32,
    },
    "neighbours": {
        "description": "Numbers of nearest neighbours, of which the validation stays choose one.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "integer", "minimum": 1, "maximum": 50_000},
        "allowed": "a list of different whole numbers ≥ 1 and ≤ 50000",
        "default": [5, 15, 45, 135],
    },
}
ADVICE = {
    "training_stays": {
        "recommended": [600, 2400],
        "reason": "with 600 and fewer the floor is above every method, with 2400 it is level with the networks",
        "cost": "networks are linear in it, DTW-kNN in training × test stays",
    },
    "validation_stays": {
        "recommended": [200, 400],
        "cost": "networks are scored on them after every epoch; DTW-kNN is linear in training × validation stays",
    },
    "test_stays": {
        "recommended": [300, 1000],
        "reason": "with 9 % cases 600 stays hold about 55",
        "cost": "linear in it at every horizon, and for DTW-kNN in training × test stays",
    },
    "sampling": {
        "recommended": "`[informative]`; both to ask what the sampling itself tells",
        "cost": "both learn twice",
    },
    "horizons": {
        "recommended": [0, 7],
        "reason": "0, 3 and 7 hours show the rise",
        "cost": "scores of each; methods learn once",
    },
    "classifiers": {
        "recommended": "all with `floor`, which an honest comparison needs",
        "cost": (
            "of 148 s of a core for a seed at about the default size MGP-TCN takes 48, MGP-RNN 41, "
            "DTW-kNN 54, Raw-TCN 5 and the floor .5"
        ),
    },
    "epochs": {
        "recommended": [3, 8],
        "cost": "time of networks is linear in it",
    },
    "learning_rate": {
        "recommended": [0.001, 0.003],
        "cost": "none",
    },
    "width": {
        "recommended": [16, 32],
        "cost": "time of networks grows with it, products as its square",
    },
    "neighbours": {
        "recommended": [5, 135],
        "reason": "with one in ten stays a case, 45 hold about four of them",
        "cost": "none: distances are computed once",
    },
}
HOLDS = ["training_stays", "test_stays"]
SEEDS_APART = True
EXAMPLE = {
    "arguments": {
        "training_stays": 120,
        "validation_stays": 60,
        "test_stays": 60,
        "horizons": [7, 0],
        "classifiers": ["mgp_tcn", "raw_tcn", "floor"],
        "epochs": 1,
        "width": 4,
        "neighbours": [5],
    }
}


def simulate(seeds: Sequence[int], **arguments: object) -> xr.Dataset:
    """Draw a cohort for every seed, teach it to every method at horizon 0 and test it at all horizons; `arguments` are
    ARGUMENTS.

    Returns a dataset over (sampling, classifier, horizon, seed), of which classifier is the method (`recognition`).
    Cohorts of a seed with and without informative sampling have the same stays and parts, and methods begin with the
    same random numbers. Prints a line a method.
    """
    task, samplings = Task.of(arguments), list(arguments["sampling"])
    found = {(sampling, seed): _of_cohort(seed, sampling, task, arguments) for seed in seeds for sampling in samplings}
    measures = assemble(found, samplings, list(seeds), task)
    return measures.assign_attrs(title="early recognition of simulated sepsis", source=SOURCE)


def _of_cohort(seed: int, sampling: str, task: Task, arguments: Mapping) -> dict[str, np.ndarray | float]:
    sizes = [arguments[f"{part}_stays"] for part in ("training", "validation", "test")]
    cohort = simulated_cohort(sum(sizes), seed, sampling == "informative")
    split = by_seed(cohort.patient, cohort.case, seed, sizes[2] / sum(sizes), sizes[1] / (sizes[0] + sizes[1]))
    return recognise(cohort, split, task, seed, f"seed {seed}, {sampling} sampling")
