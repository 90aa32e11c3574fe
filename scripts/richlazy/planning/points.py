"""The points of a sweep: the conditions of its grids with their coordinates."""

from collections.abc import Iterable, Mapping
from itertools import product
from math import prod

from richlazy.errors import InputError
from richlazy.planning.conditions import Condition, Setting, check_declared, check_swept, resolve
from richlazy.planning.experiments import Sweep
from richlazy.planning.measure_lists import left_out, measure_lists
from richlazy.planning.plan import Experiment, coordinate

# Largest number of points of an experiment; planning takes a millisecond for each.
_MOST_POINTS = 20_000


def points_of(sweep: Sweep, setting: Setting) -> Experiment:
    """The experiment of a sweep, with its points. Raises InputError for impossible or duplicate points."""
    where = f"experiments.{sweep.name}"
    grids = [{dim: grid[dim] for dim in setting.order if dim in grid} for grid in sweep.grids]
    _check_points(where, grids)
    asked: list[Condition] = []
    points: dict[tuple, tuple[dict[str, object], Condition]] = {}
    for grid in grids:
        found = _conditions(where, grid, sweep.parameters, setting)
        asked += found
        points |= _points(grid, found)
    check_declared(sweep.parameters, asked, setting, f"{where}.parameters")
    points = list(points.values())
    swept = {dim: list(dict.fromkeys(coordinate(at[dim]) for at, _ in points)) for dim in grids[0]}
    return Experiment(
        sweep.name,
        swept,
        sweep.seeds,
        sweep.claims,
        sweep.figures,
        points,
        _fixed(asked, {**setting.values, **sweep.parameters}, swept, setting.order),
        measure_lists(sweep.measures, sweep.default_measures, asked, where),
        [*_remarks(asked, setting, grids[0], where), *left_out(asked, where, sweep.default_measures)],
        sweep.choose,
        sweep.must_improve,
        {text: row for one in asked for text, row in one.derived.table_row(grids[0]).items()},
    )


def _fixed(
    conditions: list[Condition], given: Mapping[str, object], swept: Mapping, order: Iterable[str]
) -> dict[str, object]:
    """The parameters of the conditions that are not swept, with the values of the config, in this order.

    What follows from derived parameters has the value that follows, and is left out where conditions differ in it.
    """
    values = {name: given.get(name, value) for one in conditions for name, value in one.chosen.defaults.items()}
    for one in conditions:
        values |= {**one.derived.named, **one.derived.following}
    differs = {name for one in conditions for name, value in one.derived.following.items() if value != values[name]}
    return {name: values[name] for name in order if name in values and name not in swept and name not in differs}


def _remarks(conditions: list[Condition], setting: Setting, swept: Mapping, where: str) -> list[str]:
    """The remarks of the conditions' sources."""
    found = []
    for stage, source in setting.sources.items():
        having = [(one.parameters, one.sources[stage]) for one in conditions if stage in one.sources]
        found += source.remarks(having, swept, where)
    return found


def _check_points(where: str, grids: list[Mapping[str, list]]) -> None:
    points = sum(prod(map(len, grid.values())) for grid in grids)
    if points > _MOST_POINTS:
        raise InputError(
            f"{where}.sweep: its lists span {points} points; allowed are up to {_MOST_POINTS} in "
            "an experiment; leave some values out"
        )


def _conditions(where: str, grid: Mapping[str, list], own: Mapping, setting: Setting) -> list[Condition]:
    """The condition of every point of one grid; own: the parameters that the experiment fixes.

    Raises InputError for two values that give the same point.
    """
    found: dict[tuple, Condition] = {}
    for values in product(*grid.values()):
        at = dict(zip(grid, values, strict=True))
        condition = resolve({**own, **at}, setting, where)
        check_swept(grid, condition, setting, where)
        key = tuple(coordinate(condition.swept_values[dim]) for dim in grid)
        if key in found:
            raise InputError(
                f"{where}.sweep: "
                f"{', '.join(f'{dim}={value}' for dim, value in zip(grid, key, strict=True))} is "
                "named twice, by values that mean the same; leave one out"
            )
        found[key] = condition
    return list(found.values())


def _points(grid: Mapping[str, list], conditions: list[Condition]) -> dict[tuple, tuple]:
    """Coordinates and condition of every point; keys are the coordinates."""
    points = {}
    for condition in conditions:
        at = {dim: condition.coordinate(dim) for dim in grid}
        points.setdefault(tuple(coordinate(value) for value in at.values()), (at, condition))
    return points
