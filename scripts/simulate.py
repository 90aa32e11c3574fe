"""Run the simulation of an experiment, or join its replicates, and write labelled measures and a summary table."""

from collections.abc import Mapping
from pathlib import Path

from richlazy.artefacts import store
from richlazy.artefacts.files import atomic_write
from richlazy.artefacts.job import logged
from richlazy.artefacts.records import write_record
from richlazy.contracts.simulations import simulations
from richlazy.hypercube.tables import simulation_summary
from richlazy.simulations import GROUP
from richlazy.simulations.joined import joined


def write_simulation(measures_path: str | Path, table_path: str | Path, spec: Mapping) -> None:
    """Write measures.nc and summary.csv of a simulation.

    spec: the keys experiment, simulation, arguments, seeds, replicates, code and confidence. replicates: files of
    `replicate.py`, one a seed, which are joined; with none the simulation is run.
    """
    if spec["replicates"]:
        parts = [store.read(path, GROUP) for path in spec["replicates"]]
        measures = joined(parts, spec["seeds"], str(simulations.path(spec["simulation"])))
    else:
        measures = simulations.find(spec["simulation"]).simulate(spec["seeds"], **spec["arguments"])
    provenance = {key: spec[key] for key in ("experiment", "simulation", "arguments", "seeds", "code")}
    store.write(measures_path, measures, provenance)
    with atomic_write(table_path) as partial:
        simulation_summary(measures, spec["confidence"]).to_csv(
            partial, index=False, lineterminator="\n", float_format="%.6g"
        )


if __name__ == "__main__":
    output = snakemake.output
    with logged(snakemake.log[0]):
        write_simulation(output.measures, output.summary, snakemake.params.spec)
        write_record(output.plan, snakemake.params.plan, output)
