"""Aggregate the measures of all conditions of an experiment into its labelled hypercube and a summary table."""

from collections.abc import Mapping
from pathlib import Path

from richlazy.artefacts import store
from richlazy.artefacts.files import atomic_write
from richlazy.artefacts.job import logged
from richlazy.artefacts.records import write_record
from richlazy.hypercube.aggregation import hypercube, other_ranks
from richlazy.hypercube.choice import choose
from richlazy.hypercube.tables import condition_summary


def write_experiment(cube_path: str | Path, table_path: str | Path, spec: Mapping) -> None:
    """Write measures.nc and summary.csv of an experiment.

    spec: description of the experiment by the planner, with the `confidence` of the intervals.
    """
    titles = {"title": f"measures of the experiment {spec['experiment']}", "replicate": spec["replicate"]}
    cube, lines = hypercube(spec, store.read).assign_attrs(titles), []
    chosen = {parameter: spec["sweep"][parameter] for parameter in spec.get("choose", {})}
    for parameter in chosen:
        cube, left_out = choose(cube, parameter)
        lines += left_out
    for line in [*lines, *other_ranks(cube)]:
        print(f"{spec['experiment']}: {line}", flush=True)
    told = {key: spec[key] for key in ("experiment", "parameters", "derived", "code") if key in spec}
    swept = [name for name in spec["sweep"] if name not in chosen]
    store.write(cube_path, cube, {**told, "chosen": chosen, "sweep": swept})
    with atomic_write(table_path) as partial:
        condition_summary(cube, spec["confidence"]).to_csv(
            partial, index=False, lineterminator="\n", float_format="%.6g"
        )


if __name__ == "__main__":
    output = snakemake.output
    with logged(snakemake.log[0]):
        write_experiment(output.measures, output.summary, snakemake.params.spec)
        write_record(output.plan, snakemake.params.plan, output)
