"""Small simulations of committee machines over an axis of the grid, really run, for tests of claims and figures."""

from functools import cache

import xarray as xr
from richlazy.contracts.study_parts import defaults, simulations

SMALL = {"inputs": 5, "neurons": 40, "alphas": [1], "epsilons": [0.1], "steps": 3000, "eta_0": 0.5}
OF_ALL = {
    "committee_samples": {"samples": [5, 20, 60]},
    "committee_informed": {"samples": 12, "shares": [0, 0.1, 0.5]},
    "committee_rank": {"samples": 12, "ranks": [1, 2, 5]},
    "committee_online": {"samples": 12},
}


def committee_grid(simulation: str, seeds: int = 8, **arguments: object) -> xr.Dataset:
    """A copy of the measures of a simulation of this small size, with other arguments where they are given."""
    given = tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in arguments.items())
    return _run(simulation, seeds, given).copy(deep=True)


@cache
def _run(simulation: str, seeds: int, given: tuple) -> xr.Dataset:
    arguments = {name: list(value) if isinstance(value, tuple) else value for name, value in given}
    every = defaults(simulation) | SMALL | OF_ALL[simulation] | arguments
    return simulations.find(simulation).simulate(range(seeds), **every).assign_attrs(experiment=simulation)
