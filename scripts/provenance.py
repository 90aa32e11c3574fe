"""Write the provenance page of a run."""

from collections.abc import Mapping
from pathlib import Path

from richlazy.artefacts.files import set_aside, write_text
from richlazy.artefacts.job import logged
from richlazy.artefacts.lineage import lineage
from richlazy.artefacts.pins import pinned
from richlazy.artefacts.provenance import commit
from richlazy.artefacts.records import write_record
from richlazy.reporting import provenance_page


def write_provenance(html: str | Path, scorecard: str, folder: Path, spec: Mapping) -> None:
    """Write the page on the lineage of the table `scorecard`; spec: as for `provenance_page.to_html`.

    scorecard: path relative to `folder`, the working directory of the run.
    """
    page = provenance_page.to_html(lineage(scorecard, folder, set_aside), spec, commit(), pinned())
    write_text(html, page)


if __name__ == "__main__":
    output = snakemake.output
    with logged(snakemake.log[0]):
        write_provenance(output.html, snakemake.input.scorecard, Path(), snakemake.params.spec)
        write_record(output.plan, snakemake.params.plan, output)
