"""Numbers of a config: whole numbers, bounds, and rounding to float32."""

import math
import struct
from collections.abc import Mapping

# Largest whole number, that of 64-bit integers.
LARGEST = 2**63 - 1
# Upper bound of arguments that declare none.
LARGEST_ARGUMENT = 1_000_000


def whole_numbers(value: object) -> object:
    """The value with every number like 10.0 replaced by 10, so that both give the same condition.

    A float larger than LARGEST is not changed; the schema refuses it by its bounds.
    """
    if isinstance(value, Mapping):
        return {key: whole_numbers(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [whole_numbers(entry) for entry in value]
    if isinstance(value, float) and value.is_integer() and abs(value) <= LARGEST:
        return int(value)
    return value


def within(number: float, entry: Mapping) -> bool:
    """Whether a number is within the bounds of its schema; false for NaN."""
    above = entry.get("exclusiveMinimum", -math.inf) < number and entry.get("minimum", -math.inf) <= number
    return above and number < entry.get("exclusiveMaximum", math.inf) and number <= entry.get("maximum", math.inf)


def bounded(entries: Mapping) -> dict:
    """Schemas of arguments, with an upper bound for every number that has none."""
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
    """The number rounded to float32; infinite if it is too large."""
    try:
        return struct.unpack("f", struct.pack("f", number))[0]
    except OverflowError:
        return math.copysign(math.inf, number)
