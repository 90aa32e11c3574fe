"""Check of the memory that a pool of trials needs, before it is drawn."""

from collections.abc import Mapping

from richlazy.errors import InputError

# Bytes per input: four copies in single precision, while blocks are joined and written.
_BYTES = 4 * 4


def check_pool_size(parameters: Mapping, values: int, memory: int | None) -> None:
    """Raise InputError for a pool that needs more than `memory` bytes; None where that is not known.

    values: number of inputs of a trial, time steps × channels.
    """
    sizes = {part: parameters[f"{part}_trials"] for part in ("training", "probe", "test")}
    needed = _BYTES * values * sum(sizes.values())
    if memory is None or needed <= memory:
        return
    most = memory // (_BYTES * values) - sizes["probe"] - sizes["test"]
    fits = most >= sizes["probe"]  # the training part must be at least as large as the probe part
    advice = f"`training_trials: {most}` or less" if fits else "fewer trials, a longer `dt` or a task of fewer inputs"
    asked = " + ".join(f"{part}_trials = {size}" for part, size in sizes.items())
    raise InputError(
        f"tasks.{parameters['task']}: {asked} trials of {values} inputs (time steps × channels) need "
        f"{needed / 2**30:.3g} GiB of memory, and this machine has {memory / 2**30:.3g}; write {advice}"
    )
