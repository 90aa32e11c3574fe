"""The simulations of studies, found by name. Jobs that simulate import this and no other part of studies, so that what
claims and figures need changes no simulation."""

from richlazy.contracts.registry import Registry

simulations = Registry(
    None,
    None,
    "simulation",
    "simulations",
    defines={"ARGUMENTS": "ARGUMENTS = {}", "simulate": "def simulate(seeds, **arguments):"},
)
