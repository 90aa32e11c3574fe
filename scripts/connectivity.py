"""Make the initial recurrent matrices of one condition for a block of seeds, with their spectra."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from richlazy import store
from richlazy.connectivity.initial import describe, initial_matrix
from richlazy.job import logged


def write_connectivity(path: str | Path, parameters: Mapping, seeds: Sequence[int], provenance: Mapping) -> None:
    """Write one matrix a seed; `parameters` are those of the stage connectivity."""
    matrices = np.stack([initial_matrix(**parameters, seed=seed) for seed in seeds])
    dataset = describe(matrices, list(seeds)).assign_attrs(title="initial recurrent matrices")
    store.write(path, dataset, provenance)


if __name__ == "__main__":
    spec = snakemake.params.spec
    with logged(snakemake.log[0]):
        write_connectivity(snakemake.output[0], spec["parameters"], spec["seeds"], spec)
