"""A config of real stages that takes seconds."""

from collections.abc import Mapping
from copy import deepcopy

from helpers.configs import read_config

# The experiments of all studies are left out but for the first, which becomes tiny.
EXPERIMENTS = read_config()["experiments"]

FIGURES = ("figure1", "spectra")  # of the experiment `rank`; one of them reads matrices
TINY = {
    "seeds": 2,
    "ensemble": 2,
    "default_measures": [],
    "parameters": {
        "hidden": 8,
        "steps": 20,
        "batch": 4,
        "training_trials": 120,
        "probe_trials": 20,
        "test_trials": 20,
        "kernel_trials": 4,
    },
    "experiments": dict.fromkeys(EXPERIMENTS)
    | {
        "rank": {
            "sweep": {"task": ["2AF"], "rank": [1, 4]},
            "measures": [],
            "claims": ["C1", "C2", "C7"],
            "figures": list(FIGURES),
        },
    },
    "statistics": {"resamples": 199},
    "figures": {"dpi": 50},
    "machine": {"device": "cpu"},
}


def tiny(changes: Mapping = {}) -> dict:  # noqa: B006 - only read
    """The tiny config with `changes` merged into it key by key; a list replaces a list."""
    return _merged(TINY, changes)


def _merged(old: object, new: object) -> object:
    if not (isinstance(old, Mapping) and isinstance(new, Mapping)):
        return deepcopy(new)
    return {key: _merged(old.get(key), new[key]) if key in new else deepcopy(old[key]) for key in {**old, **new}}
