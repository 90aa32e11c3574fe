"""Combine the claims of all experiments in the scorecard: a table, a page and a figure."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from richlazy.artefacts.files import write_text
from richlazy.artefacts.job import logged
from richlazy.artefacts.provenance import commit
from richlazy.artefacts.records import write_record
from richlazy.reporting import scorecard
from richlazy.reporting.plotting.footer import add_footer, scorecard_words
from richlazy.reporting.plotting.scorecard import draw_scorecard
from richlazy.reporting.plotting.style import save


def write_scorecard(
    claim_paths: Sequence[str | Path],
    csv: str | Path,
    html: str | Path,
    pdf: str | Path,
    png: str | Path,
    spec: Mapping,
) -> None:
    """Write the rows of `claim_paths` as CSV, as a page and as a figure.

    spec: the keys `style`, `preset` and `provenance`.
    """
    rows = scorecard.read(claim_paths)
    write_text(csv, scorecard.to_csv(rows))
    provenance = {"preset": spec["preset"], **spec["provenance"], "commit": commit()}
    write_text(html, scorecard.to_html(rows, provenance))
    figure, caption = draw_scorecard(rows, spec["style"])
    add_footer(figure, scorecard_words(spec["preset"], rows), spec["style"])
    save(figure, pdf, png, "scorecard", caption, spec["style"])


if __name__ == "__main__":
    spec, output = snakemake.params.spec, snakemake.output
    with logged(snakemake.log[0]):
        write_scorecard(snakemake.input.claims, output.csv, output.html, output.pdf, output.png, spec)
        write_record(output.plan, snakemake.params.plan, output)
