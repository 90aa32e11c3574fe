"""Names of measures, which may contain the part of the data: `training_loss` is the measure `loss` on the part
`training`."""

from collections.abc import Collection

from richlazy.contracts.registry import Registry
from richlazy.errors import InputError

# Parts of every pool; a data set can declare further ones in its contract.
PARTS = ("training", "probe", "test")

# Checkpoints at which a measure is taken: every stored one, or the first and the last.
CHECKPOINTS = ("all", "ends")

# Axes and variables of the table of measures that are no measures: marks of runs, and properties of initial matrices
# and of tasks.
_TAKEN = (
    *("seed", "step", "component", "index", "other_seed", "diverged", "divergence_step", "stopped_step"),
    *("singular_value", "eigenvalue_real", "eigenvalue_imag", "achieved_rank", "effective_rank", "participation_ratio"),
    *("stable_rank", "entropy_rank", "spectral_radius", "spectral_norm", "frobenius_norm", "units", "density"),
    *("negative_share", "mean_weight", "reciprocity", "convergence", "divergence", "chains"),
    *("chance_accuracy", "highest_accuracy", "divergence_reason", "diverged_candidates", "last_training_loss"),
)
# Prefixes of measures on the trials of another task, and of values that are chosen by loss.
_PREFIXES = ("other_", "chosen_")


def check_name(registry: Registry, measure: str, parameters: Collection[str]) -> None:
    """Raise InputError for a measure whose name a table of measures has for something else; parameters: names of those
    that can be swept."""
    if measure in (*_TAKEN, *parameters) or measure.startswith(_PREFIXES):
        raise InputError(
            f"{registry.path(measure)}: a measure cannot be called {measure!r}, in a table of measures the name of an "
            f"axis or of another variable; rename the file, for example to `mean_{measure}.py`"
        )


def group(registry: Registry, name: str) -> str:
    """The group of a measure by its name: further measures of one group are taken by one job. Without a group, the name
    itself. Raises InputError for a constant GROUP or CHECKPOINTS with a value that is not allowed."""
    measure, _ = split(registry, name)
    found, checkpoints = registry.constant(measure, "GROUP"), registry.constant(measure, "CHECKPOINTS", "all")
    if found is not None and not (isinstance(found, str) and found.isidentifier()):
        raise InputError(
            f"{registry.path(measure)}: GROUP: found {found!r}; allowed is a word of letters, digits and underscores: "
            "write for example `GROUP = 'richness'`"
        )
    if checkpoints not in CHECKPOINTS:
        raise InputError(
            f"{registry.path(measure)}: CHECKPOINTS: found {checkpoints!r}; allowed are "
            f"{' and '.join(map(repr, CHECKPOINTS))}: write `CHECKPOINTS = 'ends'`"
        )
    return f"group {found}" if found else name


def split(registry: Registry, name: str) -> tuple[str, str | None]:
    """The measure and the part of the data in a name; the part is None if the name has none.

    No measure is imported. Raises InputError for an unknown name, with the known measures.
    """
    known = registry.available()
    if name in known:
        return name, None
    taken = [measure for measure in known if registry.constant(measure, "PER_PART")]
    for measure in sorted(taken, key=len, reverse=True):
        part = name.removesuffix(f"_{measure}")
        if part not in ("", name):
            return measure, part
    raise InputError(
        f"no measure {name!r}; known: {', '.join(known)}; and {', '.join(taken)} of a part of the data, as "
        f"`training_{taken[0] if taken else 'loss'}`"
    )


def lacks_part(registry: Registry, name: str, parts: tuple[str, ...]) -> bool:
    """Whether a measure is taken on a part that the data do not have; parts: the data set's own, beside PARTS."""
    _, part = split(registry, name)
    return part is not None and part not in (*PARTS, *parts)


def check_part(registry: Registry, name: str, parts: tuple[str, ...], where: str) -> None:
    """Raise InputError for a measure on a part that the data do not have; parts: the data set's own, beside PARTS."""
    if lacks_part(registry, name, parts):
        measure, part = split(registry, name)
        allowed = (*PARTS, *parts)
        raise InputError(
            f"{where}: {name}: the data have no part {part!r}; allowed are {', '.join(allowed)}; write for example "
            f"`training_{measure}`"
        )
