"""Numbers of a config: whole ones, and the bounds that they keep to, in float32 where they are used so."""

import math
import struct
from collections.abc import Mapping

# Whole numbers lie between this and its negative, as those of arrays do.
LARGEST = 2**63 - 1
# Bound of arguments that say none.
LARGEST_ARGUMENT = 1_000_000


def whole_numbers(value: object) -> object:
    """The value with every number like 10.0 as 10, so that both are one condition.

    A float beyond the whole numbers of 63 bits stays one, for the schema to hold against its bounds.
    """
    if isinstance(value, Mapping):
        return {key: whole_numbers(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [whole_numbers(entry) for entry in value]
    if isinstance(value, float) and value.is_integer() and abs(value) <= LARGEST:
        return int(value)
    return value


def within(number: float, entry: Mapping) -> bool:
    """Whether a number keeps to the bounds of its entry of the schema; false for NaN."""
    above = entry.get("exclusiveMinimum", -math.inf) < number and entry.get("minimum", -math.inf) <= number
    return above and number < entry.get("exclusiveMaximum", math.inf) and number <= entry.get("maximum", math.inf)


def bounded(entries: Mapping) -> dict:
    """Schemas of arguments with a bound above for every number that has none, so that none is without measure."""
    return {key: _bounded(entry) for key, entry in entries.items()}


def _bounded(part: object) -> object:
    if isinstance(part, list):
        return [_bounded(entry) for entry in part]
    if not isinstance(part, Mapping):
        return part
    found = bounded(part)
    is_open = found.get("type") in ("integer", "number") and not {"maximum", "exclusiveMaximum"} & set(found)
    return {**found, "maximum": LARGEST_ARGUMENT} if is_open else found


def in_float32(number: float) -> float:
    """The number rounded to float32; infinite where it is too large."""
    try:
        return struct.unpack("f", struct.pack("f", number))[0]
    except OverflowError:
        return math.copysign(math.inf, number)
