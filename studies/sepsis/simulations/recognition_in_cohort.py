"""Methods that recognise sepsis in a cohort from files: how well, hours before onset, in splits of the cohort."""

from collections.abc import Sequence
from dataclasses import replace

import xarray as xr
from richlazy.errors import InputError

from studies.sepsis.matching import cohort_of_source
from studies.sepsis.recognition import Task, assemble, recognise
from studies.sepsis.sources import read_source
from studies.sepsis.splits import Split, folds
from studies.sepsis.stays import Cohort

SOURCE = (
    "the methods of Moor, Horn, Rieck, Roqueiro & Borgwardt 2019 (MLHC) on stays from files, with cases and controls "
    "as studies/sepsis/README.md says"
)
RESOURCES = ["resources/icu_cohort-{cohort}.nc"]
SHARED_ARGUMENTS = {"early_recognition": ["classifiers", "epochs", "learning_rate", "width", "neighbours"]}
ARGUMENTS = {
    "cohort": {
        "description": "`eicu_demo`: the open demo of eICU; or the identity of a cohort of one's own that "
        "`machine.icu_cohort` names, which the message tells that refuses it.",
        "type": "string",
        "pattern": "^(eicu_demo|[0-9a-f]{64})$",
        "allowed": "`eicu_demo`, or 64 hexadecimal digits",
        "default": "eicu_demo",
    },
    "folds": {
        "description": "Parts of the patients, each of which is tested in turn. A replicate is a split: with 5 folds, "
        "seeds 0 to 4 are the first division of the patients, 5 to 9 another one, and so on.",
        "type": "integer",
        "minimum": 2,
        "maximum": 100,
        "default": 5,
    },
    "fewest_observations": {
        "description": "Number of observations below which a channel is left out.",
        "type": "integer",
        "minimum": 1,
        "maximum": 1_000_000_000,
        "default": 500,
    },
    "horizons": {
        "description": "Hours before onset after which nothing is known; methods learn at 0.",
        "unit": "h",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "integer", "minimum": 0, "maximum": 7},
        "allowed": "a list of different whole numbers ≥ 0 and ≤ 7",
        "default": [0, 1, 2, 3, 4, 5, 6, 7],
    },
}
ADVICE = {
    "cohort": {
        "recommended": "`eicu_demo` to try it; a verdict needs more than its 57 cases",
        "cost": "the open demo is 0.5 MB to download",
    },
    "folds": {
        "recommended": [5, 10],
        "cost": "none a replicate; each tests one part, so that `seeds` of 5, 10, 25 are 1, 2, 5 divisions",
    },
    "fewest_observations": {
        "recommended": [100, 1000],
        "reason": "500 leaves 37 channels of the demo of eICU",
        "cost": "the Gaussian processes grow with the number of channels that are left",
    },
    "horizons": {
        "recommended": [0, 7],
        "cost": "scores of each; methods learn once",
    },
}
# Pairs of points that networks hold at once. Real stays differ much in size (104 measurements in the median, 943 at
# most): in smaller parts less is filled up, and the arrays stay in the cache. An epoch takes 4.1 s of a core, with
# 1 200 000 it is 5.5 s; with 300 000 no less.
PAIRS = 500_000
SEEDS_APART = True
# What `sampling` is called where it is not simulated.
SAMPLING = "observed"


def simulate(seeds: Sequence[int], **arguments: object) -> xr.Dataset:
    """Teach every split of the cohort to every method at horizon 0 and test it at all horizons; `arguments` are
    ARGUMENTS. Seed s tests fold s mod `folds` of division s // `folds`.

    Returns a dataset over (sampling, classifier, horizon, seed), of which classifier is the method (`recognition`), and
    whose attribute `tested_per_trained` is the number of tested folds for each of the others. Raises InputError, before
    anything is learned, for a cohort without enough cases or observations, and for more neighbours than half of the
    training stays of any fold of these divisions. Prints a line a method.
    """
    task, path = Task.of(arguments), RESOURCES[0].format_map(arguments)
    task = task._replace(settings=replace(task.settings, pairs=PAIRS))
    source, about = read_source(path)
    cohort = cohort_of_source(path, source, fewest_observations=arguments["fewest_observations"])
    splits = splits_until(cohort, max(seeds), arguments["folds"])
    _check(splits, task)
    print(f"{path}: {len(cohort)} stays, {int(cohort.case.sum())} cases, {len(cohort.names)} channels")
    found = {(SAMPLING, seed): recognise(cohort, splits[seed], task, seed, f"split {seed}") for seed in seeds}
    return assemble(found, [SAMPLING], list(seeds), task).assign_attrs(
        title="early recognition of sepsis in a cohort",
        source=SOURCE,
        cohort=f"{len(cohort)} stays with {int(cohort.case.sum())} cases ({about['title']})",
        attribution=about["attribution"],
        replicate="split",
        tested_per_trained=1 / (arguments["folds"] - 1),
    )


def splits_until(cohort: Cohort, seed: int, count: int) -> list[Split]:
    """The splits of all seeds up to the end of the division of `seed`; `count` of them make a division of the patients.
    Raises InputError as `folds`."""
    return folds(cohort.patient, cohort.case, count, seed // count + 1, seed=0)


def _check(splits: Sequence[Split], task: Task) -> None:
    """Raise InputError for more neighbours than half of the training stays."""
    fewest, most = min(len(split.training) for split in splits), max(task.neighbours)
    if "dtw_knn" in task.methods and most > fewest // 2:
        raise InputError(
            f"neighbours: found {most}, more than half of the {fewest} training stays of a split; allowed are 1 to "
            f"{fewest // 2}; write `neighbours: [{fewest // 2}]`, or give more stays"
        )
