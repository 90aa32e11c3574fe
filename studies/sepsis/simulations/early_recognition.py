"""Methods that recognise sepsis on simulated cohorts: how well, hours before onset."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from studies.sepsis import exactness
from studies.sepsis.method_inputs import at_horizon, scale_of
from studies.sepsis.methods.fitting import fit
from studies.sepsis.methods.learning import OnSamples, Settings
from studies.sepsis.scores import auprc, auroc
from studies.sepsis.simulator import NAMES
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
# Stays on which exactness is measured.
CHECKED = 3
_OF_HORIZON = {
    "auprc": "average precision on the test stays; chance is the prevalence",
    "auroc": "area under the ROC curve on the test stays; chance is 1/2",
}
_OF_METHOD = {
    "score_difference": "largest difference of a score in another batch, with all after the longest horizon changed"
}
_OF_COHORT = {
    "prevalence": "share of cases among the test stays",
    "posterior_difference": "largest difference between the pathwise sampler and the dense posterior, at the end",
}


def simulate(seeds: Sequence[int], **arguments: object) -> xr.Dataset:
    """Draw a cohort for every seed, teach it to every method at horizon 0 and test it at all horizons; `arguments` are
    ARGUMENTS.

    Returns a dataset over (sampling, classifier, horizon, seed), of which classifier is the method; what is the same at
    all horizons or of all methods lacks that dimension. Cohorts of a seed with and without informative sampling have
    the same stays and parts, and methods begin with the same random numbers. Prints a line a method.
    """
    methods, horizons = list(arguments["classifiers"]), sorted(arguments["horizons"])
    samplings = list(arguments["sampling"])
    axes = {"sampling": samplings, "classifier": methods, "horizon": horizons, "seed": list(seeds)}
    dims = (
        dict.fromkeys([*_OF_HORIZON, "diverged"], ("sampling", "classifier", "horizon", "seed"))
        | dict.fromkeys(_OF_METHOD, ("sampling", "classifier", "seed"))
        | dict.fromkeys(_OF_COHORT, ("sampling", "seed"))
    )
    data = {name: np.full([len(axes[dim]) for dim in own], np.nan) for name, own in dims.items()}
    for place, seed in enumerate(seeds):
        for row, sampling in enumerate(samplings):
            for name, values in _of_cohort(seed, sampling, methods, horizons, arguments).items():
                data[name][row, ..., place] = values
    words = _OF_HORIZON | _OF_METHOD | _OF_COHORT | {"diverged": "1 where a training was not finite"}
    data["diverged"] = data["diverged"].astype(np.int8)
    variables = {name: (dims[name], values, {"long_name": words[name], "units": "1"}) for name, values in data.items()}
    axes["horizon"] = ("horizon", horizons, {"long_name": "hours before onset", "units": "h"})
    return xr.Dataset(variables, axes).assign_attrs(title="early recognition of simulated sepsis", source=SOURCE)


def _of_cohort(seed: int, sampling: str, methods, horizons, arguments: Mapping) -> dict[str, np.ndarray | float]:
    """Measures of one cohort: [method, horizon], [method] or of all."""
    sizes = [arguments[f"{part}_stays"] for part in ("training", "validation", "test")]
    cohort = simulated_cohort(sum(sizes), seed, sampling == "informative")
    split = by_seed(cohort.patient, cohort.case, seed, sizes[2] / sum(sizes), sizes[1] / (sizes[0] + sizes[1]))
    scale = scale_of(cohort, split.training)
    training, validation = (at_horizon(cohort, part, 0, scale) for part in (split.training, split.validation))
    cut = [at_horizon(cohort, split.test, horizon, scale) for horizon in horizons]
    cases = cut[0].cases
    settings = Settings(epochs=arguments["epochs"], learning_rate=arguments["learning_rate"], width=arguments["width"])
    shape = len(methods), len(horizons)
    found = {name: np.full(shape, np.nan) for name in _OF_HORIZON} | {"diverged": np.zeros(shape, np.int8)}
    found |= {"score_difference": np.full(len(methods), np.nan), "posterior_difference": np.nan}
    found["prevalence"] = float(cases.mean())
    for row, method in enumerate(methods):
        fitted = fit(method, training, validation, settings, arguments["neighbours"], NAMES, seed)
        if fitted is None:
            found["diverged"][row] = 1
            continue
        scores, learner = fitted
        values = scores(cut)
        found["auprc"][row] = [auprc(one, cases) for one in values]
        found["auroc"][row] = [auroc(one, cases) for one in values]
        found["score_difference"][row] = exactness.score_difference(
            scores, values[-1], cohort, split.test, horizons[-1], scale, CHECKED
        )
        if learner is not None and isinstance(learner.learner, OnSamples):
            own = exactness.posterior_difference(learner.learner.process, cut[0], CHECKED)
            found["posterior_difference"] = np.fmax(found["posterior_difference"], own)
        print(f"seed {seed}, {sampling} sampling, {method}: AUPRC {found['auprc'][row].round(3).tolist()}")
    return found
