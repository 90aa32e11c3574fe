"""Words on figures: what ids of the config are called, names with units, and what a caption must own up to."""

from collections.abc import Mapping

import xarray as xr

from richlazy.connectivity import builders, null_models
from richlazy.hypercube import reading

UNITLESS = ("", "1", "dimensionless", "-", "none")
CONFIDENCE = 0.95
# What the bars of means are, in a caption.
INTERVAL = f"{CONFIDENCE:.0%} t interval (bounded measures: on a logit or log scale)"

# Ids that are no words, by whatever they name. A part of one's own says its own as LABEL in its module.
WORDS = {
    "2AF_long": "2AF, long trials",
    "teacher_power_law": "teacher, power-law inputs",
    "digits_pixels": "digits, raw pixels",
    "mnist": "MNIST",
    "smnist": "sMNIST",
    "cortex_campagnola": "cortex (Campagnola)",
    "dale": "Dale",
    "dale_balanced": "Dale, balanced",
    "song": "Song",
    "celegans": "C. elegans",
    "celegans_white": "C. elegans (White)",
    "mushroom_body_right": "mushroom body, right",
    "gaussian": "Gaussian",
    "power_law": "power law",
    "rank_matched": "rank-matched",
    "sign_matched": "sign-matched",
    "block_low_rank": "low-rank blocks",
    "svd": "SVD",
    "relu": "ReLU",
    "sgd": "SGD",
    "adam": "Adam",
    "feedforward": "feed-forward",
    "lyapunov_exponent": "Lyapunov exponent",
    "read_out_alignment": "read-out alignment",
    "kernel_target_alignment": "kernel-target alignment",
    "frobenius_norm": "Frobenius norm",
    "path_length_1": "path length (sum of absolute updates)",
    "path_length_2": "path length (sum of norms of updates)",
}
# Values whose meaning depends on the parameter.
VALUES = {
    "normalise": {"none": "nothing", "frobenius": "Frobenius norm"},
    "constraint": {"none": "none", "dale": "Dale's law"},
    "null_model": {"none": "circuit itself"},
    "trained_weights": {"all": "all weights", "studied": "recurrent alone"},
    "truncated_layers": {"all": "all layers", "first": "first layer"},
}
# Parameters that their name in the config does not explain.
PARAMETERS = {
    "alpha": "output scale",
    "dt": "time step (ms)",
    "tau": "time constant (ms)",
    "hidden": "number of units",
    "connectivity": "initial matrix",
    "normalise": "held equal",
    "trained_weights": "weights that learn",
    "truncated_layers": "truncated",
}


def words_of(name: object) -> str:
    """What the id of a task, matrix, null model, measure or other value of the config is called."""
    text = str(name)
    if text in WORDS:
        return WORDS[text]
    for registry in (null_models.registry, builders.registry):
        if text in registry.available():
            return str(registry.constant(text, "LABEL", text.replace("_", " ")))
    return text.replace("_", " ")


def parameter_words(parameter: str) -> str:
    """What a parameter of the config is called."""
    return PARAMETERS.get(parameter, words_of(parameter))


def value_words(parameter: str, value: object) -> str:
    """What a value of a parameter is called: numbers in few digits, ids in words."""
    if isinstance(value, float):
        return f"{value:g}"
    return VALUES.get(parameter, {}).get(str(value), words_of(value))


def group_label(measures: xr.Dataset, group: Mapping[str, object], task: str | None = None) -> str:
    """Name of a group for people: the task, then every other swept value behind its parameter, such as "gain 0.5".

    `task` stands in for the task's name; an empty one, or "-" where the experiment names none, is left out.
    """
    first = group.get("task") or reading.only_task(measures) if task is None else task
    others = [f"{parameter_words(dim)} {value_words(dim, value)}" for dim, value in group.items() if dim != "task"]
    return ", ".join([words_of(first), *others] if first and (first != "-" or not others) else others)


def capitalised(words: str) -> str:
    """Words as they begin a line: the first letter large, the others as they are."""
    return words[:1].upper() + words[1:]


def axis_label(measures: xr.Dataset, name: str) -> str:
    """Name and unit of a variable; an axis has no room for the long name that the data carry."""
    unit = str(measures[name].attrs.get("units", ""))
    text = capitalised(words_of(name))
    return text if unit.lower() in UNITLESS else f"{text} ({unit})"


def seeds_text(measures: xr.Dataset) -> str:
    """How many seeds there are, such as "10 seeds", or splits of the data."""
    return reading.replicates(measures, measures.sizes["seed"])


def seed_count(count: int) -> str:
    """A number of seeds in words."""
    return f"{count} {'seed' if count == 1 else 'seeds'}"


def diverged_text(measures: xr.Dataset, most_named: int = 4) -> str:
    """Say how many runs of how many diverged, which, while they are few, and what that does to the means."""
    total, diverged = reading.planned_runs(measures), reading.diverged_runs(measures)
    if diverged == 0:
        return f"None of the {total} runs diverged."
    named = ""
    if diverged <= most_named:
        dims = measures.diverged.dims
        marked = measures.diverged.stack(run=dims)
        places = marked.run.values[marked.values == 1]
        named = " (" + "; ".join(_run_name(dict(zip(dims, place, strict=True))) for place in places) + ")"
    return (
        f"{diverged} of the {total} runs diverged{named}; a seed that lacks a value in a panel that other seeds have "
        f"does not enter the means of that panel."
    )


def _run_name(place: Mapping[str, object]) -> str:
    # The seed by its id, all else in words.
    parts = {dim: f"seed {value}" if dim == "seed" else value_words(dim, value) for dim, value in place.items()}
    return ", ".join(
        words if dim in ("task", "seed") else f"{parameter_words(dim)} {words}" for dim, words in parts.items()
    )
