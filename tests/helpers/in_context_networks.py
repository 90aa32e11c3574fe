"""Measures of networks that learn in context, whose values are written down, for tests of claims and figures."""

import json
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import xarray as xr

STEPS = (0, 250, 500, 750, 1000, 1250, 1500, 1750, 2000)
TRANSFORMER, LSTM, ELMAN = "in_context_transformer", "in_context_lstm", "in_context_elman"
PARAMETERS = {"task": "gaussian_classes", "learner": TRANSFORMER, "label_count": 32, "context_pairs": 4, "hidden": 64}
UNITLESS = {"units": "1"}
Values = Callable[[xr.Dataset], object]


def make_networks(
    sweep: Mapping[str, Sequence],
    in_context: Values = lambda at: 0.99,
    in_weights: Values = lambda at: 0.02,
    common: Values | None = None,
    change: Values = lambda at: 1.0,
    begins: Values = lambda at: 600.0,
    transient: Values = lambda at: 0.0,
    seeds: int = 8,
    steps: Sequence[int] = STEPS,
    name: str = "icl_burstiness",
    noise: float = 0.004,
    **parameters,
) -> xr.Dataset:
    """Networks at every point of a sweep: accuracies at the end, the change of weights, and the step at which learning
    in context begins are functions of the swept values.

    transient: what is lost of the accuracy in context after its peak, in the last quarter of training.
    """
    random = np.random.default_rng(0)
    coords = {dim: list(values) for dim, values in sweep.items()} | {"seed": np.arange(seeds), "step": list(steps)}
    at = xr.Dataset({dim: xr.DataArray(np.array(values), {dim: values}, dim) for dim, values in coords.items()})
    whole = xr.DataArray(np.zeros([len(values) for values in coords.values()]), coords, tuple(coords))

    def every(values: object, size: float = noise, low: float = 0.0, high: float = 1.0) -> xr.DataArray:
        full = (whole + values).transpose(*coords)
        found = np.clip(full + size * random.standard_normal(full.shape), low, high)
        return found.assign_attrs(UNITLESS)

    last = max(steps)
    learned = 1 / (1 + np.exp(-(at.step - begins(at)) / 60))
    lost = transient(at) * np.clip((at.step - 0.75 * last) / (0.25 * last), 0, 1)
    icl = 0.5 + (in_context(at) - 0.5) * learned - lost
    grown = 1 - np.exp(-3 * at.step / last)
    chance = 1 / 32
    iwl = in_weights(at) * grown + chance * (1 - grown)
    widely = (common or in_weights)(at) * grown + chance * (1 - grown)
    moved = change(at) * grown
    mostly = (icl - 0.5) / 0.5
    data = {
        "icl_closed_set_accuracy": every(icl),
        "flipped_closed_set_accuracy": every(icl - 0.02),
        "icl_open_set_accuracy": every(icl * grown),
        "iwl_open_set_accuracy": every(iwl),
        "iwl_common_open_set_accuracy": every(widely),
        "iwl_rare_open_set_accuracy": every(chance),
        "icl_attention_to_matching_label": every(2 / 9 + 0.7 * mostly),
        "icl_attention_to_own_item": every(0.26 + 0.7 * mostly),
        "weight_change": every(8 * moved, high=np.inf),
        "relative_weight_change": every(moved, high=np.inf),
        "representation_alignment": every(1 / (1 + moved)),
        "kernel_alignment": every(1 / (1 + moved)),
        "full_kernel_alignment": every(1 / (1 + moved / 2)),
        "accuracy": every(icl * grown),
        "loss": every(3.4 - 2 * icl * grown, high=np.inf),
    }
    groups = xr.DataArray([0.5, 1, 0.8, 1.5, np.nan], {"component": [1, 2, 3, 4, 5]}, "component")
    data["group_weight_change"] = (data["weight_change"] * groups).assign_attrs(UNITLESS)
    data["group_kernel_alignment"] = (1 / (1 + moved * groups) + 0 * whole).assign_attrs(UNITLESS)
    measures = xr.Dataset(data).assign(diverged=(0 * whole.isel(step=0, drop=True)).astype(np.int8))
    measures["step"] = ("step", list(steps), {"long_name": "training step"})
    given = {key: value for key, value in {**PARAMETERS, **parameters}.items() if key not in sweep}
    return measures.assign_attrs(
        sweep=json.dumps(list(sweep)), experiment=name, replicate="seed", parameters=json.dumps(given)
    )


def of_burstiness(shares: Sequence[float] = (0, 0.5, 0.9, 1), **others) -> xr.Dataset:
    """Networks that learn in context with bursts, in weights without."""
    asked = {
        "in_context": lambda at: 0.53 + 0.46 * at.burstiness**0.5,
        "in_weights": lambda at: 0.97 - 0.95 * at.burstiness,
        "change": lambda at: 2 - at.burstiness,
    }
    return make_networks({"burstiness": [float(share) for share in shares]}, **{**asked, **others})


def of_classes(counts: Sequence[int] = (64, 512, 2048, 8192), lost: float = 0.2, **others) -> xr.Dataset:
    """Networks that learn in context from many classes; of 512 they lose it again."""
    asked = {
        "in_context": lambda at: 0.52 + 0.47 * (at.class_count > 64) - 0.01 * (at.class_count == 2048),
        "in_weights": lambda at: 0.98 * 0.6 ** np.log2(at.class_count / 64),
        "transient": lambda at: lost * (at.class_count == 512),
        "name": "icl_classes",
    }
    return make_networks({"class_count": counts}, **{**asked, **others})


def of_zipf(exponents: Sequence[float] = (0, 1, 2, 3), **others) -> xr.Dataset:
    """Networks that learn both ways where classes are as frequent as words."""
    asked = {
        "in_context": lambda at: 0.98 - 0.02 * at.zipf_exponent**2.5,
        "common": lambda at: 0.05 + 0.9 * np.minimum(at.zipf_exponent, 1),
        "name": "icl_zipf",
    }
    return make_networks({"zipf_exponent": [float(exponent) for exponent in exponents]}, **{**asked, **others})


def of_learners(**others) -> xr.Dataset:
    """A transformer that learns in context, and two recurrent networks that do not; these have no attention."""
    asked = {"in_context": lambda at: xr.where(at.learner == TRANSFORMER, 0.99, 0.53), "name": "icl_networks"}
    measures = make_networks({"learner": [TRANSFORMER, LSTM, ELMAN]}, **{**asked, **others})
    recurrent = {"learner": [LSTM, ELMAN]}
    for name in ("icl_attention_to_matching_label", "icl_attention_to_own_item", "weight_change"):
        measures[name].loc[recurrent] = np.nan
    return measures


def of_labels(counts: Sequence[int] = (32, 128, 512), **others) -> xr.Dataset:
    """Networks that learn in context the less the more labels there are."""
    asked = {"in_context": lambda at: 1.0 - 0.1 * np.log2(at.label_count / 32), "name": "icl_labels"}
    return make_networks({"label_count": counts}, **{**asked, **others})


def of_alpha(alphas: Sequence[float] = (0.5, 1, 8, 64), **others) -> xr.Dataset:
    """Networks that do not learn in context, and move less, where their output scale is large."""
    asked = {
        "in_context": lambda at: 0.5 + 0.49 / (1 + (at.alpha / 2) ** 3),
        "change": lambda at: 2 / at.alpha,
        "name": "icl_laziness",
    }
    return make_networks({"alpha": [float(alpha) for alpha in alphas]}, **{**asked, **others})


def of_rank(ranks: Sequence[int] = (1, 4, 16, 64), **others) -> xr.Dataset:
    """Networks that learn in context the earlier, and move the less, the higher the rank of their attention is."""
    asked = {
        "begins": lambda at: 1200 - 130 * np.log2(at["rank"]),
        "change": lambda at: 2 - 0.2 * np.log2(at["rank"]),
        "steps": tuple(range(0, 2001, 50)),
        "name": "icl_rank",
    }
    return make_networks({"rank": ranks}, **{**asked, **others})


def lose(measures: xr.Dataset, **place) -> xr.Dataset:
    """Have all runs at a place diverge."""
    after = {"step": measures.step.values[1:]}
    for values in measures.data_vars.values():
        if "step" in values.dims:
            values.loc[place | after] = np.nan
    measures.diverged.loc[place] = 1
    return measures
