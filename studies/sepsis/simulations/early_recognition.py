"""Methods that recognise sepsis on simulated cohorts: how well, hours before onset."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from richlazy.artefacts.replicate_progress import counted

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
HOLDS = ["training_stays", "test_stays"]


def simulate(seeds: Sequence[int], **arguments: object) -> xr.Dataset:
    """Draw a cohort for every seed, teach it to every method at horizon 0 and test it at all horizons; `arguments` are
    ARGUMENTS.

    Returns a dataset over (sampling, classifier, horizon, seed), of which classifier is the method (`recognition`).
    Cohorts of a seed with and without informative sampling have the same stays and parts, and methods begin with the
    same random numbers. Prints a line a method.
    """
    task, samplings = Task.of(arguments), list(arguments["sampling"])
    found = {
        (sampling, seed): _of_cohort(seed, sampling, task, arguments)
        for seed in counted(seeds)
        for sampling in samplings
    }
    measures = assemble(found, samplings, list(seeds), task)
    return measures.assign_attrs(title="early recognition of simulated sepsis", source=SOURCE)


def _of_cohort(seed: int, sampling: str, task: Task, arguments: Mapping) -> dict[str, np.ndarray | float]:
    sizes = [arguments[f"{part}_stays"] for part in ("training", "validation", "test")]
    cohort = simulated_cohort(sum(sizes), seed, sampling == "informative")
    split = by_seed(cohort.patient, cohort.case, seed, sizes[2] / sum(sizes), sizes[1] / (sizes[0] + sizes[1]))
    return recognise(cohort, split, task, seed, f"seed {seed}, {sampling} sampling")
