"""Allowed values of any config: mappings and lists of text, numbers, true, false and null."""

import math
from collections.abc import Iterator, Mapping

from richlazy.contracts.messages import shown
from richlazy.contracts.numbers import LARGEST
from richlazy.errors import InputError

# Largest number of values, counting those behind an alias (`*name`) at every use, and largest depth.
MOST_VALUES = 20_000
DEEPEST = 12


def check_tree(config: object) -> None:
    """Raise InputError for too many or too deeply nested values, and for a key or value of another type."""
    for count, (place, value) in enumerate(_values(config, ())):
        where = ".".join(place) or "config"
        if count >= MOST_VALUES:
            raise InputError(
                f"config: found more than {MOST_VALUES} values, those behind each alias counted; write fewer"
            )
        if len(place) > DEEPEST:
            raise InputError(f"{where}: found values more than {DEEPEST} levels deep; allowed are up to {DEEPEST}")
        _check(where, value)


def _values(value: object, place: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    yield place, value
    if isinstance(value, Mapping):
        entries = value.items()
    elif isinstance(value, list):
        entries = enumerate(value)
    else:
        return
    for key, entry in entries:
        yield from _values(entry, (*place, str(key)))


def _check(where: str, value: object) -> None:
    if isinstance(value, Mapping):
        for key in value:
            _check_key(where, key)
    elif isinstance(value, str):
        _check_text(where, value)
    elif isinstance(value, int) and abs(value) > LARGEST:
        raise InputError(f"{where}: found a whole number of {value.bit_length()} bits; allowed are those of 63")
    elif isinstance(value, float) and not math.isfinite(value):
        raise InputError(f"{where}: found the number {value}; allowed are finite numbers")
    elif not (value is None or isinstance(value, int | float | list)):
        raise InputError(
            f"{where}: found a {type(value).__name__}, {value!r}; allowed are mappings, lists, text, numbers, true, "
            "false and null; write text in quotes"
        )


def _check_key(where: str, key: object) -> None:
    if not isinstance(key, str):
        also = "" if not isinstance(key, bool) else ", as which YAML reads yes, no, on and off, too"
        raise InputError(
            f"{where}: found the key {shown(key)}{also}; allowed are keys that are text: write it in quotes as "
            "you mean it, `'no': ...` or `'1': ...`"
        )
    _check_text(f"{where}: the key {key!r}", key)


def _check_text(where: str, text: str) -> None:
    if not text.isprintable():
        wrong = next(letter for letter in text if not letter.isprintable())
        raise InputError(
            f"{where}: found the character {wrong!r} in {text[:40]!r}; allowed are those that can be printed"
        )
