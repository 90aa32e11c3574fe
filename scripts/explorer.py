"""Write the explorer of a study: one page with all measures, tests and initial matrices."""

from collections.abc import Mapping
from pathlib import Path

from richlazy.artefacts import store
from richlazy.artefacts.files import write_text
from richlazy.artefacts.job import logged
from richlazy.artefacts.provenance import commit
from richlazy.artefacts.records import write_record
from richlazy.reporting import scorecard
from richlazy.reporting.explorer.charting_library import charting_library
from richlazy.reporting.explorer.page import to_html


def write_explorer(html: str | Path, scorecard_path: str | Path, spec: Mapping) -> None:
    """Write the page on the rows of `scorecard_path`; spec: as for `page.to_html`, with the digest `config`."""
    told = {"config": spec["config"], "commit": commit()}
    page = to_html(scorecard.read([scorecard_path]), spec, store.read, charting_library(), told)
    write_text(html, page)
    print(f"{html}: {len(page.encode()) / 1e6:.1f} MB", flush=True)


if __name__ == "__main__":
    output = snakemake.output
    with logged(snakemake.log[0]):
        write_explorer(output.html, snakemake.input.scorecard, snakemake.params.spec)
        write_record(output.plan, snakemake.params.plan, output)
