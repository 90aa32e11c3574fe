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
    for parameter in choice:
        stage = all_parameters().get(parameter, {}).get("stage")
        line = "`learning_rate: training_loss`"
        if stage is None:
            raise InputError(f"{where}.choose: there is no parameter {parameter!r}; write for example {line}")
        if stage != "train" or parameter in _INCOMPARABLE:
            raise InputError(
                f"{where}.choose.{parameter}: networks of different values of it cannot be compared by their training "
                f"losses; allowed are parameters of training that change neither the data nor the loss: write for "
                f"example {line}"
            )
        values = list(dict.fromkeys(str(value) for grid in grids for value in grid.get(parameter, [])))
        if len(values) < 2:
            found = f"found {', '.join(values)}" if values else "it is not swept"
            raise InputError(
                f"{where}.choose.{parameter}: a choice needs several values, {found}; write for example "
                f"`learning_rate: [0.001, 0.003, 0.01]` in {where}.sweep"
                if parameter == "learning_rate"
                else f"{where}.choose.{parameter}: a choice needs several values, {found}; write `{parameter}: [...]` "
                f"with two or more in {where}.sweep"
            )
