"""Whether a pool of trials fits into memory, known from one trial before any is drawn."""

from collections.abc import Mapping

from richlazy.errors import InputError

# Copies of the inputs while blocks are joined and written, in single precision.
_BYTES = 4 * 4


def check_pool_size(parameters: Mapping, values: int, memory: int | None) -> None:
    """Raise InputError for a pool whose inputs, `values` numbers a trial, need more than `memory` bytes, if that is
    known."""
    sizes = {part: parameters[f"{part}_trials"] for part in ("training", "probe", "test")}
    needed = _BYTES * values * sum(sizes.values())
    if memory is None or needed <= memory:
        return
    most = memory // (_BYTES * values) - sizes["probe"] - sizes["test"]
    fits = most >= sizes["probe"]  # which a pool of training trials may not be smaller than
    advice = f"`training_trials: {most}` or less" if fits else "fewer trials, a longer `dt` or a task of fewer inputs"
    asked = " + ".join(f"{part}_trials = {size}" for part, size in sizes.items())
    raise InputError(
        f"tasks.{parameters['task']}: {asked} trials of {values} inputs (time steps × channels) need "
        f"{needed / 2**30:.3g} GiB of memory, and this machine has {memory / 2**30:.3g}; write {advice}"
    )
