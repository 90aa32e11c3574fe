"""Durations of periods in time steps, computed exactly: NeuroGym silently truncates to whole steps."""

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from richlazy.errors import InputError

# Largest number of time steps of a trial: more than a network can be trained through, less than fills the memory.
LONGEST = 10_000
# Longest time step in ms that a message proposes; most networks have a time constant of 100 ms.
_LONG_STEP = 1000


def exact(number: float) -> Fraction:
    """The exact decimal value of a number as it is written: 0.1 is a tenth."""
    return Fraction(number if isinstance(number, int) else str(number))


def steps(duration: float, dt: float) -> Fraction:
    """Time steps of a duration, both in ms; whole where the duration is a multiple of dt."""
    return exact(duration) / exact(dt)


def nearest(duration: float, dt: float) -> float:
    """The multiple of dt nearest to a duration, at least dt."""
    return _plain(max(1, round(steps(duration, dt))) * exact(dt))


def check_durations(where: str, timing: Mapping[str, float], dt: float) -> None:
    """Raise InputError for durations that are not multiples of dt, and for trials of more than LONGEST steps.

    where: key of the durations in the config, for messages.
    """
    total = sum(steps(duration, dt) for duration in timing.values())
    if total > LONGEST:
        lasting = ", ".join(f"{period} {show(duration)} ms" for period, duration in timing.items())
        raise InputError(
            f"{where}: {lasting} are {show(round(total))} time steps of dt = {show(dt)} ms; allowed are {LONGEST}; "
            f"{_fewer(timing, dt)}"
        )
    cut = [period for period, duration in timing.items() if steps(duration, dt).denominator != 1]
    if cut:
        whole = ", ".join(f"`{period}: {show(nearest(timing[period], dt))}`" for period in cut)
        raise InputError(
            f"{where}: {cut[0]} lasts {show(timing[cut[0]])} ms, which is no multiple of dt = {show(dt)} ms and would "
            f"be cut; write {whole}"
        )


def _fewer(timing: Mapping[str, float], dt: float) -> str:
    """Advice on too many steps: the longest time step that divides all durations, or shorter durations."""
    lasting = [exact(duration) for duration in timing.values() if duration]
    scale = math.lcm(*(duration.denominator for duration in lasting))
    longest = Fraction(math.gcd(*(int(duration * scale) for duration in lasting)), scale)
    if sum(lasting) / longest <= LONGEST and longest <= _LONG_STEP:
        return f"write `dt: {show(_plain(longest))}` under `parameters` (and `tau` no shorter)"
    return f"write durations of {show(_plain(LONGEST * exact(dt)))} ms together, or less"


def show(number: float) -> str:
    """A number as text for a config; large numbers are abbreviated."""
    if isinstance(number, float) or abs(number) < 10**12:
        return str(number)
    return f"{float(number):.6g}" if abs(number) < 10**300 else f"{Decimal(number):.3e}"


def _plain(number: Fraction) -> float:
    return int(number) if number.denominator == 1 else float(number)
