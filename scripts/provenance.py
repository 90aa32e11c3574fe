"""Write the provenance page of a run."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from richlazy.artefacts.files import set_aside, write_text
from richlazy.artefacts.job import logged
from richlazy.artefacts.lineage import Origin, lineage
from richlazy.artefacts.pins import pinned
from richlazy.artefacts.provenance import commit
from richlazy.artefacts.records import write_record
from richlazy.artefacts.run_times import RunTime, job_file, read_run_time
from richlazy.reporting import provenance_page


def write_provenance(html: str, scorecard: str, folder: Path, spec: Mapping) -> None:
    """Write the page on the lineage of the table `scorecard`; spec: as for `provenance_page.to_html`.

    html, scorecard: paths relative to `folder`, the working directory of the run.
    """
    stages = lineage(scorecard, folder, set_aside)
    page = provenance_page.to_html(stages, spec, commit(), pinned(), run_times(stages, folder), html)
    write_text(folder / html, page)


def run_times(stages: Sequence[Sequence[Origin]], folder: Path) -> dict[str, RunTime]:
    """The run times of the jobs that made files of a lineage, as far as they are recorded beside the results."""
    found = {
        at.path: read_run_time(folder / job_file(at.path, at.stage, "benchmarks"))
        for origins in stages
        for at in origins
    }
    return {path: time for path, time in found.items() if time}


if __name__ == "__main__":
    output = snakemake.output
    with logged(snakemake.log[0]):
        write_provenance(output.html, snakemake.input.scorecard, Path(), snakemake.params.spec)
        write_record(output.plan, snakemake.params.plan, output)
