"""Test the claims of one experiment on its measures, and write one row per test."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path

import pandas as pd
from richlazy.artefacts import store
from richlazy.artefacts.files import atomic_write
from richlazy.artefacts.job import logged
from richlazy.artefacts.records import write_record
from richlazy.contracts.study_parts import claims
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row, of_replicates


def write_claims(
    measures_path: str | Path,
    output_path: str | Path,
    study: str,
    experiment: str,
    claim_ids: Sequence[str],
    statistics: Mapping,
) -> None:
    """Test `claim_ids` on the hypercube of an experiment and write the rows as CSV, `study` and `experiment` first.

    study: the study of the experiment, "" for an experiment that only the config has.
    """
    measures = store.read(measures_path)
    word = reading.replicate(measures)
    rows = [of_replicates(row, word) for claim in claim_ids for row in claims.find(claim).test(measures, statistics)]
    columns = ["study", "experiment", *(column.name for column in fields(Row))]
    table = pd.DataFrame([{"study": study, "experiment": experiment} | asdict(row) for row in rows], columns=columns)
    with atomic_write(output_path) as partial:
        table.to_csv(partial, index=False, lineterminator="\n")


if __name__ == "__main__":
    spec, output = snakemake.params.spec, snakemake.output
    with logged(snakemake.log[0]):
        arguments = (spec[name] for name in ("study", "experiment", "claims", "statistics"))
        write_claims(snakemake.input.measures, output.table, *arguments)
        write_record(output.plan, snakemake.params.plan, output)
