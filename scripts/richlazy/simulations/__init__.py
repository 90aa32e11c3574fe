"""Simulations that an experiment can run in the place of a sweep of trained networks: one module a simulation.

Each has `simulate(seeds, **arguments) -> xr.Dataset` over (case, seed) and literal constants, which are read without
importing the module: `SOURCE`, its citation; `ARGUMENTS`, the schema of each argument, all with defaults; `AT_MOST`,
where there is one, the arguments that no entry of a list may exceed.
"""

from richlazy.contracts.registry import Registry

registry = Registry(__name__, __path__[0], "simulation")
available, path, find = registry.available, registry.path, registry.find


def arguments(simulation: str) -> dict[str, dict]:
    """Schema of every argument of a simulation; imports nothing."""
    return registry.constant(simulation, "ARGUMENTS")


def defaults(simulation: str) -> dict[str, object]:
    """Every argument of a simulation with its default."""
    return {name: entry["default"] for name, entry in arguments(simulation).items()}
