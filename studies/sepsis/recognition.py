"""Methods on one split of a cohort: learned once at horizon 0, tested at all horizons, and what is measured of them.

Experiments on simulated cohorts and on cohorts from files have these measures alike.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr

from studies.sepsis import exactness
from studies.sepsis.method_inputs import at_horizon, scale_of
from studies.sepsis.methods.fitting import fit
from studies.sepsis.methods.learning import OnSamples, Settings
from studies.sepsis.methods.padding import Stays
from studies.sepsis.scores import auprc, auroc, bootstrap, calibration, interval
from studies.sepsis.splits import Split
from studies.sepsis.stays import Cohort

# Stays on which exactness is measured, draws of the bootstrap, and bins of the calibration curve.
CHECKED, DRAWS, BINS = 3, 1000, 10
_HORIZON, _METHOD, _SPLIT = ("classifier", "horizon"), ("classifier",), ()
_BIN = (*_HORIZON, "step")
# Dimensions and long name of every measure, the seed aside.
MEASURES = {
    "auprc": (_HORIZON, "average precision on the test stays; chance is the prevalence"),
    "auprc_low": (_HORIZON, "average precision, lower end of the 95 % bootstrap interval over test stays"),
    "auprc_high": (_HORIZON, "average precision, upper end of the 95 % bootstrap interval over test stays"),
    "auroc": (_HORIZON, "area under the ROC curve on the test stays; chance is 1/2"),
    "auroc_low": (_HORIZON, "area under the ROC curve, lower end of the 95 % bootstrap interval over test stays"),
    "auroc_high": (_HORIZON, "area under the ROC curve, upper end of the 95 % bootstrap interval over test stays"),
    "predicted": (_BIN, "mean score of the test stays of a bin"),
    "observed": (_BIN, "share of cases among the test stays of a bin"),
    "binned_stays": (_BIN, "number of test stays of a bin"),
    "score_difference": (
        _METHOD,
        "largest difference of a score in another batch, with all after the longest horizon changed",
    ),
    "prevalence": (_SPLIT, "share of cases among the test stays"),
    "posterior_difference": (
        _SPLIT,
        "largest difference between the pathwise sampler and the dense posterior, at the end",
    ),
    "diverged": (_HORIZON, "1 where a training was not finite"),
}


class Task(NamedTuple):
    """What methods are asked: horizons in rising order, in hours; methods by name; how networks learn; the k of nearest
    neighbours, of which the validation stays choose."""

    horizons: Sequence[int]
    methods: Sequence[str]
    settings: Settings
    neighbours: Sequence[int]

    @classmethod
    def of(cls, arguments: Mapping) -> "Task":
        """The task of the arguments of a simulation."""
        settings = Settings(
            epochs=arguments["epochs"], learning_rate=arguments["learning_rate"], width=arguments["width"]
        )
        return cls(sorted(arguments["horizons"]), list(arguments["classifiers"]), settings, arguments["neighbours"])


def recognise(cohort: Cohort, split: Split, task: Task, seed: int, words: str) -> dict[str, np.ndarray | float]:
    """The MEASURES of one split. seed: of initial weights, minibatches and noise. Prints a line a method, after
    `words`. Raises InputError for a horizon beyond the earliest onset."""
    scale = scale_of(cohort, split.training)
    training, validation = (at_horizon(cohort, part, 0, scale) for part in (split.training, split.validation))
    cut = [at_horizon(cohort, split.test, horizon, scale) for horizon in task.horizons]
    cases = cut[0].cases
    found = _empty(task)
    found["prevalence"] = float(cases.mean())
    for row, method in enumerate(task.methods):
        fitted = fit(method, training, validation, task.settings, task.neighbours, cohort.names, seed)
        if isinstance(fitted, str):
            found["diverged"][row] = 1
            print(f"{words}, {method}: diverged, {fitted}")
            continue
        scores, learner = fitted
        values = scores(cut)
        for place, one in enumerate(values):
            for name, value in _of_scores(one, cases, seed).items():
                found[name][row, place] = value
        found["score_difference"][row] = exactness.score_difference(
            scores, values[-1], cohort, split.test, task.horizons[-1], scale, CHECKED
        )
        if learner is not None and isinstance(learner.learner, OnSamples):
            own = exactness.posterior_difference(learner.learner.process, _of_middle_size(cut[0], CHECKED), CHECKED)
            found["posterior_difference"] = np.fmax(found["posterior_difference"], own)
        print(f"{words}, {method}: AUPRC {found['auprc'][row].round(3).tolist()}")
    return found


def assemble(
    found: Mapping[tuple[str, int], Mapping[str, object]], samplings: Sequence[str], seeds: Sequence[int], task: Task
) -> xr.Dataset:
    """The measures of all splits, by sampling and seed, as a dataset over (sampling, classifier, horizon, seed). What
    is the same at all horizons or of all methods lacks that dimension; the calibration curve is along `step`."""
    variables = {}
    for name, (dims, words) in MEASURES.items():
        values = np.array([[found[sampling, seed][name] for seed in seeds] for sampling in samplings])
        values = values.astype(np.int8) if name == "diverged" else values
        described = {"long_name": words, "units": "1"}
        variables[name] = (("sampling", *dims, "seed"), np.moveaxis(values, 1, -1), described)
    coordinates = {
        "sampling": list(samplings),
        "classifier": list(task.methods),
        "horizon": ("horizon", list(task.horizons), {"long_name": "hours before onset", "units": "h"}),
        "seed": list(seeds),
        "step": ("step", np.arange(1, BINS + 1), {"long_name": "calibration bin"}),
    }
    return xr.Dataset(variables, coordinates)


def _empty(task: Task) -> dict[str, np.ndarray | float]:
    sizes = {"classifier": len(task.methods), "horizon": len(task.horizons), "step": BINS}
    found = {name: np.full([sizes[dim] for dim in dims], np.nan) for name, (dims, _) in MEASURES.items() if dims}
    return found | {"diverged": np.zeros_like(found["diverged"]), "prevalence": np.nan, "posterior_difference": np.nan}


def _of_middle_size(stays: Stays, count: int) -> Stays:
    """`count` stays with as many measurements as most: the dense formula of the largest takes gigabytes."""
    order = np.argsort([len(stay[0]) for stay in stays.irregular], kind="stable")
    return stays.take(np.sort(order[(len(order) - count) // 2 :][:count]))


def _of_scores(scores: np.ndarray, cases: np.ndarray, seed: int) -> dict[str, float | np.ndarray]:
    """Measures of the scores of one method at one horizon, both [stay]."""
    low_and_high = [interval(draws) for draws in bootstrap(scores, cases, DRAWS, seed)]
    found = {"auprc": auprc(scores, cases), "auroc": auroc(scores, cases)}
    for name, ends in zip(("auprc", "auroc"), low_and_high, strict=True):
        found |= {f"{name}_low": ends[0], f"{name}_high": ends[1]}
    curve = calibration(scores, cases, BINS)
    return found | dict(zip(("predicted", "observed", "binned_stays"), curve, strict=True))
