"""First steps at which the accuracy of networks reached a bound, and whether they come later at larger output scale."""

import json
from collections.abc import Iterator

import numpy as np
import xarray as xr
from richlazy.errors import InputError
from richlazy.hypercube import reading
from richlazy.scoring.rows import Comparison, Settings
from richlazy.scoring.trends import follow

# What training records with `tracked: accuracy_steps`.
TRAINING, HELD_OUT = "training_accuracy_step", "held_out_accuracy_step"


def known(measures: xr.Dataset) -> bool:
    """Whether an experiment recorded first steps."""
    return TRAINING in measures and HELD_OUT in measures


def first_steps(measures: xr.Dataset, name: str) -> xr.DataArray:
    """The first step over all dimensions but step; +inf where the bound was never reached, NaN for a run that diverged.

    Raises InputError where steps were not recorded.
    """
    if not known(measures):
        experiment = measures.attrs.get("experiment", "<name>")
        raise InputError(
            f"experiments.{experiment}.parameters.tracked: delays need the first steps at which accuracies reached a "
            "bound; write `tracked: accuracy_steps`"
        )
    return measures[name].isel(step=-1, drop=True)


def bound_of(part: xr.Dataset) -> float:
    """The accuracy whose first steps were recorded, in a part of an experiment with one value of it."""
    if "accuracy_bound" in part.coords:
        return float(part.accuracy_bound)
    return float(json.loads(part.attrs["parameters"])["accuracy_bound"])


def parts(measures: xr.Dataset, without: tuple[str, ...]) -> Iterator[tuple[str, xr.Dataset]]:
    """The parts of an experiment at each combination of its swept values but those of `without`, alpha ascending; each
    with that combination in words, which are empty where there is one."""
    ordered = measures.sortby("alpha")
    for group in reading.groups(ordered, without):
        values = {dim: f"{value:g}" if isinstance(value, float) else value for dim, value in group.items()}
        words = ", ".join(f"{dim}={value}" for dim, value in values.items())
        yield words, ordered.sel(group)


def delays(measures: xr.Dataset, settings: Settings) -> list[Comparison]:
    """Whether the first step of the held-out accuracy, and its ratio to that of the training accuracy, rise with alpha,
    at each point of other swept parameters. measures: over (alpha, seed, step)."""
    rows = []
    for words, part in parts(measures, ("alpha",)):
        trained, held_out = (first_steps(part, name) for name in (TRAINING, HELD_OUT))
        # What was reached before learning took no steps, of which there is no ratio.
        ratio = xr.where(np.isposinf(held_out), np.inf, held_out / trained).where(trained > 0)
        where = f"accuracy {bound_of(part):g}, {part.sizes['alpha']} output scales"
        for name, values in (("step of held-out accuracy", held_out), ("ratio of the steps", ratio)):
            finding = follow(values.transpose("seed", "alpha").values[:, None], settings, "alphas")
            named = f"{where}, {words}" if words else where
            rows.append(Comparison(name, None, named, "rises with alpha", finding, diverged=int(part.diverged.sum())))
    return rows
