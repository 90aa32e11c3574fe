"""Join the claims of all studies into the scorecard: a table, a page and a figure."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from richlazy import scorecard
from richlazy.plotting.scorecard import draw_scorecard
from richlazy.plotting.style import save
from richlazy.store import commit


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
    output = snakemake.output
    write_scorecard(
        snakemake.input.claims,
        output.csv,
        output.html,
        output.pdf,
        output.png,
        snakemake.params.spec,
    )
