"""Simulate one replicate of a simulation, and write its measures."""

from collections.abc import Mapping
from pathlib import Path

import xarray as xr
from richlazy.artefacts import store
from richlazy.artefacts.job import logged
from richlazy.contracts.simulations import simulations
from richlazy.simulations import GROUP


def write_replicate(path: str | Path, spec: Mapping) -> None:
    """Write the measures of a seed as a group, which keeps their attributes apart from the provenance.

    spec: the keys stage, parameters (simulation and arguments), seeds (one), made_from and code.
    """
    parameters = spec["parameters"]
    measures = simulations.find(parameters["simulation"]).simulate(spec["seeds"], **parameters["arguments"])
    about = xr.Dataset(attrs={"title": f"a replicate of the simulation {parameters['simulation']}"})
    store.write_groups(path, {"/": about, GROUP: measures}, spec)


if __name__ == "__main__":
    with logged(snakemake.log[0]):
        write_replicate(snakemake.output[0], snakemake.params.spec)
