"""Constants of tables of samples: time steps and input channels, which can depend on arguments; whether it streams."""

from collections.abc import Mapping

from richlazy.data.tables import TABLES, is_table, registry
from richlazy.errors import InputError

_ALWAYS = "always"


def is_stream(definition: Mapping) -> bool:
    """Whether minibatches of a task are drawn anew at every step."""
    return is_table(definition) and registry.constant(TABLES[definition["environment"]], "STREAM", False)


def table_size(definition: Mapping, constant: str, default: int | None = None) -> int | None:
    """STEPS or CHANNELS of a table, by the name of the constant; `default` for a table without it.

    `{"always": 1, "pairs": 2}` stands for 1 + 2 · pairs. Raises InputError for a name that the table does not have.
    """
    module = TABLES[definition["environment"]]
    size = registry.constant(module, constant, default)
    if not isinstance(size, Mapping):
        return size
    factors = {_ALWAYS: 1, **definition["arguments"]}
    for name in size:
        if name not in factors:
            raise InputError(
                f"{registry.path(module)}: {constant}: there is no {name!r}; allowed are {', '.join(factors)}: write "
                f"for example `{constant} = {{{_ALWAYS!r}: 1}}`"
            )
    return sum(count * factors[name] for name, count in size.items())
