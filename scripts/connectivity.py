"""Make the initial matrices of one condition for a block of seeds, with their spectra."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from richlazy import store
from richlazy.connectivity import builders
from richlazy.connectivity.initial import describe, initial_layers
from richlazy.job import logged


def write_connectivity(path: str | Path, parameters: Mapping, seeds: Sequence[int], provenance: Mapping) -> None:
    """Write the matrices of every seed; `parameters` are those of the stage connectivity."""
    what = {name: value for name, value in parameters.items() if name != "connectivity"}  # its name is but a name
    matrices = np.stack([initial_layers(**what, seed=seed) for seed in seeds])
    source = builders.registry.constant(parameters["matrix_definition"]["builder"], "SOURCE")
    dataset = describe(matrices, list(seeds)).assign_attrs(title="initial matrices", source=source)
    store.write(path, dataset, provenance)


if __name__ == "__main__":
    spec = snakemake.params.spec
    with logged(snakemake.log[0]):
        write_connectivity(snakemake.output[0], spec["parameters"], spec["seeds"], spec)
