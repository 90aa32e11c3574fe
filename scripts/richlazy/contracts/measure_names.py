"""Names of measures, some of which say the part of the data that they are taken on: `training_loss` is the measure
`loss` on the part `training`."""

from richlazy.contracts.registry import Registry
from richlazy.errors import InputError

# Parts of every pool of data; a data set may name further ones in its contract.
PARTS = ("training", "probe", "test")


def split(registry: Registry, name: str) -> tuple[str, str | None]:
    """The measure and the part that a name stands for; None where the measure is of no part, or of its own.

    Imports no measure. Raises InputError for a name that is none, with the known measures.
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


def check_part(registry: Registry, name: str, parts: tuple[str, ...], where: str) -> None:
    """Raise InputError for a measure of a part that the data do not have; parts: those of the data set beside PARTS."""
    measure, part = split(registry, name)
    allowed = (*PARTS, *parts)
    if part is not None and part not in allowed:
        raise InputError(
            f"{where}: {name}: the data have no part {part!r}; allowed are {', '.join(allowed)}; write for example "
            f"`training_{measure}`"
        )
