"""Checks of the timing of an environment: the durations of the config against its defaults and against its trials."""

from dataclasses import replace

from richlazy.data.neurogym_tasks.durations import LONGEST, nearest, show, steps
from richlazy.data.neurogym_tasks.environments import Definition, EnvironmentFailure, make_environment
from richlazy.data.neurogym_tasks.observed import SOME, Observed, fixed, observe
from richlazy.data.neurogym_tasks.refusals import Refusal, other_steps, refuse
from richlazy.errors import InputError

Timing = dict[str, object]


def own_timing(task: Definition) -> Timing | None:
    """The default durations of an environment; None where it cannot be made without timing."""
    try:
        return dict(make_environment(replace(task, timing={})).unwrapped.timing)
    except EnvironmentFailure:
        return None


def check_known(task: Definition, own: Timing | None, made: Timing) -> None:
    """Raise InputError for a period that an environment does not have; refuse one that it ignores."""
    unknown = [] if own is None else [period for period in task.timing if period not in own]
    if unknown:
        advice = f"its periods are {', '.join(own)}" if own else "it has none; leave `timing` out"
        raise InputError(f"tasks.{task.name}.timing: no period {unknown[0]!r}; {advice}")
    ignored = [period for period in task.timing if period not in made]
    if ignored:
        raise _ignoring(task, ignored, f"{task.environment} does not take {ignored[0]!r}")


def check_number_of_steps(task: Definition, made: Timing) -> None:
    """Refuse trials of too many time steps, before any is drawn."""
    total = sum(steps(duration, task.dt) for duration in made.values() if fixed(duration))
    if total > LONGEST:
        what = f"has {show(round(total))} time steps of dt = {show(task.dt)} ms in a trial; allowed are {LONGEST}"
        raise refuse(task, "steps", what)


def check_whole(task: Definition, seen: Observed) -> None:
    """Refuse default durations that would be truncated to whole time steps."""
    own = {name: seen.timing[name] for name in seen.names if name not in task.timing and fixed(seen.timing.get(name))}
    cut = {name: duration for name, duration in own.items() if steps(duration, task.dt).denominator != 1}
    if cut:
        lasting = ", ".join(f"{name} {show(duration)} ms" for name, duration in cut.items())
        reason = f"by NeuroGym the trials have {lasting}, no multiples of dt = {show(task.dt)} ms, and would be cut"
        raise Refusal("cut", f"tasks.{task.name}.timing: {reason}", [_all_given(task, seen)])
    for name in seen.names:
        for duration, made in seen.durations(name):
            if abs(duration / task.dt - made) > 1e-6:
                raise _rounded(task, name, duration, made)


def check_made(task: Definition, own: Timing | None, seen: Observed) -> None:
    """Refuse durations that differ from those of the trials, and durations without effect."""
    different = {}
    for period, asked in task.timing.items():
        other_steps_made = {made for _, made in seen.durations(period)} - {steps(asked, task.dt)}
        if other_steps_made:
            different[period] = other_steps_made.pop()
    for period, made in different.items():
        asked = task.timing[period]
        if seen.timing.get(period) == asked:
            raise _rounded(task, period, asked, made)
        reason = (
            f"{period} was asked to last {show(asked)} ms, {float(steps(asked, task.dt)):g} time steps of dt = "
            f"{show(task.dt)} ms, and has {made} in the trials of {task.environment}"
        )
        raise _ignoring(task, list(different), reason)
    for period in task.timing:
        if period not in seen.names and not _matters(task, period, own, seen):
            reason = f"trials of {task.environment} have the periods {', '.join(seen.names)}, none is {period!r}"
            raise _ignoring(task, [period], reason)


def check_kept(task: Definition, own: Timing | None, seen: Observed) -> None:
    """Refuse a timing that changes the durations of other periods: some environments have two tables of durations."""
    others = [name for name in own or {} if task.timing and name not in task.timing]
    changed = [name for name in others if not _alike(own[name], seen.timing.get(name))]
    if changed:
        reason = (
            f"where any period is given, {task.environment} has another {changed[0]!r} than by itself "
            f"({_described(seen.timing.get(changed[0]))} in the place of {_described(own[changed[0]])})"
        )
        raise Refusal("kept", f"tasks.{task.name}.timing: {reason}", [_all_given(task, seen)])


def check_form(task: Definition, seen: Observed) -> None:
    """Refuse trials of different lengths or decision steps."""
    (length, step), *others = dict.fromkeys(seen.forms)
    if not others:
        return
    longer = [found for found, _ in others if found != length]
    what = f"different lengths ({length} and {longer[0]} steps)" if longer else "their decision at different steps"
    varied = [name for name in seen.names if len(seen.durations(name)) > 1]
    raise Refusal(
        "form",
        f"tasks.{task.name}: trials of {task.environment} have {what}, by the environment's own drawing of "
        f"{', '.join(varied) or 'their periods'}",
        [_all_given(task, seen)] if set(varied) & set(seen.timing) - set(task.timing) else [],
        "no `timing` can fix that; ",
    )


def _matters(task: Definition, period: str, own: Timing | None, seen: Observed) -> bool:
    """Whether trials change without the duration of a period; true if that duration is the default."""
    if own is not None and fixed(own[period]) and own[period] == task.timing[period]:
        return True
    rest = {name: duration for name, duration in task.timing.items() if name != period}
    return observe(replace(task, timing=rest), few=SOME).prints != seen.prints[:SOME]


def _ignoring(task: Definition, periods: list[str], reason: str) -> Refusal:
    rest = {period: duration for period, duration in task.timing.items() if period not in periods}
    names = ", ".join(f"`{period}`" for period in periods)
    changes = [
        (f"leave {names} out of tasks.{task.name}.timing", replace(task, timing=rest)),
        (f"leave tasks.{task.name}.timing out", replace(task, timing={})),
    ]
    return Refusal("ignored", f"tasks.{task.name}.timing: {reason}", changes)


def _rounded(task: Definition, period: str, duration: float, made: int) -> Refusal:
    reason = (
        f"{period} of {show(duration)} ms is made of {made} time steps of dt = {show(task.dt)} ms: it is rounded down"
    )
    return Refusal("cut", f"tasks.{task.name}.timing: {reason}", other_steps(task))


def _alike(one: object, other: object) -> bool:
    same_kind = type(one) is type(other)
    return same_kind if callable(one) else same_kind and repr(one) == repr(other)


def _described(entry: object) -> str:
    return f"{entry} ms" if fixed(entry) else "one that is drawn in every trial"


def _all_given(task: Definition, seen: Observed) -> tuple[str, Definition]:
    """The change that gives every period a whole number of steps: the duration of the config, or the nearest to the
    default or to that of the first trial."""
    first = {name: duration for name, (duration, _) in seen.periods[0].items() if name in seen.timing}
    own = {name: seen.timing[name] if fixed(seen.timing[name]) and not ms else ms for name, ms in first.items()}
    given = {name: nearest(ms, task.dt) if ms else 0 for name, ms in own.items() if name not in task.timing}
    line = ", ".join(f"{name}: {show(ms)}" for name, ms in {**task.timing, **given}.items())
    return f"write `timing: {{{line}}}`", replace(task, timing={**task.timing, **given})
