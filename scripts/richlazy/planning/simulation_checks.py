"""Whether a simulation exists and takes the arguments that an experiment gives it; knows no numerical library."""

from collections.abc import Mapping

from richlazy.contracts.numbers import bounded
from richlazy.contracts.schema import validate
from richlazy.contracts.study_parts import arguments, defaults, simulations
from richlazy.errors import InputError


def check_simulation(where: str, simulation: str, given: Mapping) -> None:
    """Raise InputError for an unknown simulation or an argument that it does not take; `where`: the experiment."""
    if simulation not in simulations.available():
        raise InputError(
            f"{where}.simulation: found {simulation!r}; allowed: {', '.join(simulations.available())}; or add "
            "a file to studies/<study>/simulations"
        )
    schema = {"type": "object", "properties": bounded(arguments(simulation)), "additionalProperties": False}
    validate(given, schema, f"{where}.arguments")
    _check_sizes(where, defaults(simulation) | given, simulations.constant(simulation, "AT_MOST", {}))


def _check_sizes(where: str, given: Mapping, at_most: Mapping[str, list[str]]) -> None:
    """Raise InputError for a list with an entry above an argument that bounds it."""
    for name, bounds in at_most.items():
        for bound in bounds:
            largest = given[bound]
            if max(given[name]) > largest:
                fitting = sorted(value for value in given[name] if value <= largest) or [largest]
                raise InputError(
                    f"{where}.arguments.{name}: found {max(given[name])}, which is above {bound} = {largest}; write "
                    f"`{name}: {fitting}` or raise `{bound}`"
                )
