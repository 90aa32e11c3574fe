"""From a source to a cohort: which stays are cases, which are their controls, which channels are used.

Nothing after onset is kept, and a control has the onset hour of its case. Where the files match controls, their matches
are kept; elsewhere controls are drawn.
"""

from dataclasses import replace

import numpy as np
from richlazy import randomness
from richlazy.errors import InputError

from studies.sepsis.sources import NONE, Source
from studies.sepsis.stays import Cohort, cohort_of

# A channel with fewer observations in all stays is left out.
FEWEST_OBSERVATIONS = 500
# Cases before this hour are left out: seven hours of horizons need as many hours of stay.
EARLIEST_ONSET = 7.0
CONTROLS_PER_CASE = 10


def cohort_of_source(
    where: str, source: Source, seed: int = 0, fewest_observations: int = FEWEST_OBSERVATIONS
) -> Cohort:
    """A cohort of cases with onset at `EARLIEST_ONSET` or later, and their controls; `where` begins messages.

    seed: draws `CONTROLS_PER_CASE` controls for each case, without replacement, among stays at least as long as the
    onset of the case; cases with the longest onsets choose first, as they have the fewest to choose from. Raises
    InputError for a source without such cases, without controls for one, and without a channel of
    `fewest_observations`.
    """
    matched = (source.of_case != NONE).any()
    return (_matched if matched else _drawn)(where, source, seed, fewest_observations)


def _drawn(where: str, source: Source, seed: int, fewest: int) -> Cohort:
    """Channels count observations of all stays, and controls are drawn."""
    used = _used(where, source, np.ones(len(source.times), bool), fewest)
    observed = np.isin(source.channels, used)
    first = np.full(len(source), np.inf)
    np.minimum.at(first, source.owner[observed], source.times[observed])
    onset = _onsets_of_cases(where, source, first)
    cases = np.isfinite(onset)
    _draw_controls(where, source, first, onset, ~source.septic, seed)
    return _cut(replace(source, onset=onset), used, cases, np.isfinite(onset))


def _matched(where: str, source: Source, seed: int, fewest: int) -> Cohort:
    """Controls go with their case, and channels count observations of what is left."""
    case, known = source.of_case == NONE, source.times <= source.onset[source.owner]
    taken = _with_their_cases(source, case, _observed(source, known))
    if not (taken & case).any():
        raise _no_case(where, int(case.sum()))
    used = _used(where, source, known & taken[source.owner], fewest)
    taken &= _with_their_cases(source, case, _observed(source, known & np.isin(source.channels, used)))
    return _cut(source, used, case, taken)


def _with_their_cases(source: Source, case: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """Stays of which something is observed, cases that are not too early and controls that stayed, bool [stay]."""
    cases = case & observed & (source.onset >= EARLIEST_ONSET)
    stayed = source.end >= source.onset
    return cases | (~case & observed & stayed & np.isin(source.of_case, source.stay[cases]))


def _observed(source: Source, counted: np.ndarray) -> np.ndarray:
    return np.bincount(source.owner[counted], minlength=len(source)) > 0


def _used(where: str, source: Source, counted: np.ndarray, fewest: int) -> np.ndarray:
    """Numbers of the channels that have `fewest` of the observations `counted`, bool [observation]."""
    counts = np.bincount(source.channels[counted], minlength=len(source.names))
    used = np.flatnonzero(counts >= fewest)
    if not len(used):
        raise InputError(
            f"{where}: no channel has {fewest} observations, the most frequent has {counts.max(initial=0)}; write "
            f"`fewest_observations: {max(1, counts.max(initial=1))}` or less, or give more stays"
        )
    return used


def _cut(source: Source, used: np.ndarray, case: np.ndarray, taken: np.ndarray) -> Cohort:
    """The cohort of the stays `taken`, bool [stay], with what their channels `used` showed by onset."""
    numbers = np.flatnonzero(taken)
    place = np.cumsum(taken) - 1
    kept = np.flatnonzero(taken[source.owner] & (source.times <= source.onset[source.owner]))
    kept = kept[np.isin(source.channels[kept], used)]
    return cohort_of(
        source.times[kept],
        np.searchsorted(used, source.channels[kept]),
        source.values[kept],
        place[source.owner[kept]],
        case[numbers],
        source.onset[numbers],
        source.patient[numbers],
        source.stay[numbers],
        [source.names[index] for index in used],
    )


def _onsets_of_cases(where: str, source: Source, first: np.ndarray) -> np.ndarray:
    """Onset of each stay [stay]; NaN for those that are no case. Raises InputError where none is one."""
    # A case of which nothing is known by its onset cannot be asked anything.
    case = (source.onset >= EARLIEST_ONSET) & (first <= source.onset)
    if not case.any():
        raise _no_case(where, int(np.isfinite(source.onset).sum()))
    return np.where(case, source.onset, np.nan)


def _no_case(where: str, count: int) -> InputError:
    if not count:
        return InputError(
            f"{where}: no stay has a known hour of onset, so that there is no case; give a source with cases"
        )
    return InputError(
        f"{where}: {count} stays with an onset, and none at {EARLIEST_ONSET:g} hours or later of which something was "
        "observed before; give a source with cases"
    )


def _draw_controls(
    where: str, source: Source, first: np.ndarray, onset: np.ndarray, free: np.ndarray, seed: int
) -> None:
    """Write the onset of each case into `onset` of its controls, which are then no longer `free`; all arrays [stay]."""
    cases = np.flatnonzero(np.isfinite(onset))
    random = randomness.generator("sepsis controls", seed)
    for number in cases[np.lexsort((source.stay[cases], -onset[cases]))]:
        able = np.flatnonzero(free & (source.end >= onset[number]) & (first <= onset[number]))
        if not len(able):
            raise InputError(
                f"{where}: no control is left that stays to hour {onset[number]:g}, the onset of stay "
                f"{source.stay[number]}; give more stays without sepsis"
            )
        chosen = random.choice(able, min(CONTROLS_PER_CASE, len(able)), replace=False)
        onset[chosen], free[chosen] = onset[number], False
