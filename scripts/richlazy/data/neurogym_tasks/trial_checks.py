"""Checks of the trials of an environment: their size, whether they can be learned, and whether seeds reproduce them."""

from collections import Counter

import gymnasium

from richlazy.data.neurogym_tasks.durations import LONGEST
from richlazy.data.neurogym_tasks.environments import Definition
from richlazy.data.neurogym_tasks.observed import FEW, SOME, Observed, observe
from richlazy.data.neurogym_tasks.pool import check_labels
from richlazy.data.neurogym_tasks.refusals import refuse

# Largest number of inputs or classes of a task, and of input values in one trial.
MOST, MOST_VALUES = 10_000, 1_000_000
# With this many trials of each class, two seeds do not give the same labels by chance.
_OF_EACH = 10


def check_sizes(task: Definition, environment: gymnasium.Env) -> None:
    """Refuse inputs that are not a vector, and too many inputs or classes."""
    shape, classes = environment.observation_space.shape, int(environment.action_space.n)
    if shape is None or len(shape) != 1:
        raise refuse(task, "shape", f"has inputs of the shape {shape}; a network takes a list of numbers")
    for what, found, least in (("inputs", shape[0], 1), ("classes", classes, 2)):
        if not least <= found <= MOST:
            raise refuse(task, what, f"has {what}: {found}; allowed are {least} to {MOST}")


def check_values(task: Definition, base: gymnasium.Env) -> None:
    """Refuse a trial of too many time steps or input values."""
    if base.ob.shape[0] > LONGEST or base.ob.size > MOST_VALUES:
        shape = " × ".join(map(str, base.ob.shape))
        allowed = f"{LONGEST} time steps and {MOST_VALUES} inputs in all"
        raise refuse(task, "steps", f"has {shape} inputs in a trial (time steps × channels); allowed are {allowed}")


def check_learnable(task: Definition, environment: gymnasium.Env, seen: Observed) -> None:
    """Raise InputError for labels that are not classes; refuse inputs that are all zero and decisions of one class."""
    check_labels(task, list(seen.labels), int(environment.action_space.n))
    if not seen.finite:
        raise refuse(task, "inputs", "gives inputs that are not finite in single precision")
    if seen.silent:
        raise refuse(task, "inputs", f"gives the input 0 alone, in each of {len(seen.forms)} trials")
    if len(set(seen.decided)) == 1:
        raise refuse(
            task,
            "classes",
            f"asks for the class {seen.decided[0]:g} in each of {len(seen.forms)} trials at the decision (time step "
            f"{seen.forms[0][1]}, from 0): a network that always says so is right before any training",
        )


def check_seeds(task: Definition, seen: Observed) -> None:
    """Refuse an environment that is not reproducible by its seed, or that ignores it."""
    again, other = observe(task, 0, SOME), observe(task, 1)
    if again.prints != seen.prints[:SOME]:
        raise refuse(task, "seed", "draws other trials from the same seed: it has random numbers that no seed reaches")
    labels = other.decided[:FEW]
    mixed = len(set(labels)) > 1 and min(Counter(labels).values()) >= _OF_EACH
    if other.prints[:FEW] == seen.prints[:FEW] or (mixed and labels == seen.decided[:FEW]):
        raise refuse(task, "seed", "draws the same trials, or the same labels, from every seed")
