"""Join the claims of all studies into the scorecard: a table, a page and a figure."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from richlazy import scorecard
from richlazy.job import logged
from richlazy.plotting.scorecard import draw_scorecard
from richlazy.plotting.style import save
from richlazy.provenance import commit


def write_scorecard(
    claim_paths: Sequence[str | Path],
    csv: str | Path,
    html: str | Path,
    pdf: str | Path,
    png: str | Path,
    spec: Mapping,
) -> None:
    """Write the rows of `claim_paths` as CSV, as a page and as a figure; `spec` has `style` and `provenance`."""
    rows = scorecard.read(claim_paths)
    Path(csv).write_text(scorecard.to_csv(rows), encoding="utf-8")
    Path(html).write_text(scorecard.to_html(rows, {**spec["provenance"], "commit": commit()}), encoding="utf-8")
    figure, caption = draw_scorecard(rows, spec["style"])
    save(figure, pdf, png, caption, spec["style"])


if __name__ == "__main__":
    spec, output = snakemake.params.spec, snakemake.output
    with logged(snakemake.log[0]):
        write_scorecard(snakemake.input.claims, output.csv, output.html, output.pdf, output.png, spec)
        shutil.copyfile(snakemake.input.plan, output.plan)
