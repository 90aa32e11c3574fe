"""Text on figures: names of ids of the config, axis labels with units, and sentences for captions."""

from collections.abc import Mapping

import xarray as xr

from richlazy.connectivity import builders, null_models
from richlazy.hypercube import reading

UNITLESS = ("", "1", "dimensionless", "-", "none")
CONFIDENCE = 0.95
# Text of captions on the bars of means.
INTERVAL = f"{CONFIDENCE:.0%} t interval (bounded measures: on a logit or log scale)"

# Names of ids that are not words. A user's own part can have a constant LABEL instead.
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
    "sgd_clipped": "SGD, clipped",
    "adam_clipped": "Adam, clipped",
    "adam": "Adam",
    "rflo": "RFLO",
    "feedforward": "feed-forward",
    "lyapunov_exponent": "Lyapunov exponent",
    "read_out_alignment": "read-out alignment",
    "kernel_target_alignment": "kernel-target alignment",
    "frobenius_norm": "Frobenius norm",
    "path_length_1": "path length (sum of absolute updates)",
    "path_length_2": "path length (sum of norms of updates)",
}
# Names of values that depend on the parameter.
VALUES = {
    "normalise": {"none": "nothing", "frobenius": "Frobenius norm"},
    "constraint": {"none": "none", "dale": "Dale's law"},
    "null_model": {"none": "circuit itself"},
    "trained_weights": {"all": "all weights", "studied": "recurrent alone"},
    "truncated_layers": {"all": "all layers", "first": "first layer"},
    "rule": {"gradient": "gradient (BPTT)", "truncated": "truncated BPTT"},
}
# Names of parameters whose name in the config is no explanation.
PARAMETERS = {
    "alpha": "output scale",
    "dt": "time step (ms)",
    "tau": "time constant (ms)",
    "hidden": "number of units",
    "connectivity": "initial matrix",
    "normalise": "held equal",
    "rule": "learning rule",
    "trained_weights": "weights that learn",
    "truncated_layers": "truncated",
}


def words_of(name: object) -> str:
    """Name of the id of a task, matrix, null model, measure or other value of the config."""
    text = str(name)
    if text in WORDS:
        return WORDS[text]
    for registry in (null_models.registry, builders.registry):
        if text in registry.available():
            return str(registry.constant(text, "LABEL", text.replace("_", " ")))
    return text.replace("_", " ")


def parameter_words(parameter: str) -> str:
    """Name of a parameter of the config."""
    return PARAMETERS.get(parameter, words_of(parameter))


def value_words(parameter: str, value: object) -> str:
    """Name of a parameter's value: a number with few digits, or the name of an id."""
    if isinstance(value, float):
        return f"{value:g}"
    return VALUES.get(parameter, {}).get(str(value), words_of(value))


def group_label(measures: xr.Dataset, group: Mapping[str, object], task: str | None = None) -> str:
    """Label of a combination of swept values: the task, then every other value after its parameter, as "gain 0.5".

    task: replaces the name of the task; an empty one, or the "-" of an unknown task, is left out.
    """
    first = group.get("task") or reading.only_task(measures) if task is None else task
    others = [f"{parameter_words(dim)} {value_words(dim, value)}" for dim, value in group.items() if dim != "task"]
    return ", ".join([words_of(first), *others] if first and (first != "-" or not others) else others)


def capitalised(words: str) -> str:
    """Words with a capital first letter, the others unchanged."""
    return words[:1].upper() + words[1:]


def axis_label(measures: xr.Dataset, name: str) -> str:
    """Name and unit of a variable for an axis; its long name would be too long."""
    unit = str(measures[name].attrs.get("units", ""))
    text = capitalised(words_of(name))
    return text if unit.lower() in UNITLESS else f"{text} ({unit})"


def seeds_text(measures: xr.Dataset) -> str:
    """Number of replicates as text, such as "10 seeds"."""
    return reading.replicates(measures, measures.sizes["seed"])


def seed_count(count: int) -> str:
    """A number of seeds as text."""
    return f"{count} {'seed' if count == 1 else 'seeds'}"


def diverged_text(measures: xr.Dataset, most_named: int = 4) -> str:
    """Sentence on diverged runs: how many of how many, which ones if they are few, and the effect on means."""
    total, diverged = reading.planned_runs(measures), reading.diverged_runs(measures)
    if diverged == 0:
        return f"None of the {total} runs diverged."
    which = ""
    if diverged <= most_named:
        dims = measures.diverged.dims
        marked = measures.diverged.stack(run=dims)
        runs = marked.run.values[marked.values == 1]
        which = " (" + "; ".join(_run_name(dict(zip(dims, run, strict=True))) for run in runs) + ")"
    unimproved = reading.unimproved_runs(measures)
    why = f", {unimproved} of them with a loss no lower at the end than at the start" if unimproved else ""
    return (
        f"{diverged} of the {total} runs diverged{which}{why}; a seed that lacks a value in a panel that other seeds "
        f"have does not enter the means of that panel."
    )


def _run_name(run: Mapping[str, object]) -> str:
    parts = {dim: f"seed {value}" if dim == "seed" else value_words(dim, value) for dim, value in run.items()}
    return ", ".join(
        words if dim in ("task", "seed") else f"{parameter_words(dim)} {words}" for dim, words in parts.items()
    )
