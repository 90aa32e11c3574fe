"""Checks of `choose`: the parameter must be one of training, swept over several values whose losses can be compared."""

from collections.abc import Mapping, Sequence

from richlazy.contracts.schema import all_parameters
from richlazy.errors import InputError

# Parameters of training that decide what a loss is, or which networks and data are trained: no loss compares them.
_INCOMPARABLE = ("learner", "objective", "alpha", "output_steps", "earlier_tasks", "input_channels")


def check_choice(where: str, choice: Mapping[str, str], grids: Sequence[Mapping[str, list]]) -> None:
    """Raise InputError for a choice that the experiment cannot make; grids: as in `experiments.Sweep`.

    where: the experiment, for messages.
    """
    comparable = [name for name, entry in all_parameters().items() if _is_comparable(name, entry)]
    swept = [name for grid in grids for name in grid if name in comparable]
    for parameter in choice:
        line = f"`{[*swept, *comparable][0]}: training_loss`"
        if parameter not in all_parameters():
            raise InputError(f"{where}.choose: there is no parameter {parameter!r}; write for example {line}")
        if parameter not in comparable:
            raise InputError(
                f"{where}.choose.{parameter}: networks of different values of it cannot be compared by their training "
                f"losses; allowed are parameters of training that change neither the data nor the loss: write for "
                f"example {line}"
            )
        values = list(dict.fromkeys(str(value) for grid in grids for value in grid.get(parameter, [])))
        if len(values) < 2:
            found = f"found {', '.join(values)}" if values else "it is not swept"
            raise InputError(
                f"{where}.choose.{parameter}: a choice needs several values, {found}; write `{parameter}: [...]` with "
                f"two or more in {where}.sweep"
            )


def _is_comparable(name: str, entry: Mapping) -> bool:
    return entry["stage"] == "train" and name not in _INCOMPARABLE
