"""Draw one figure of one study, with its caption."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from richlazy import figures, store
from richlazy.files import write_text
from richlazy.job import logged
from richlazy.plotting.style import save
from richlazy.records import write_record


def write_figure(
    measures_paths: Sequence[str | Path],
    pdf: str | Path,
    png: str | Path,
    caption_path: str | Path,
    study: str,
    name: str,
    style: Mapping,
) -> None:
    """Draw the figure `name` of a study as PDF and PNG, and write its caption.

    measures_paths: the hyper-cubes that `figures.draw` is given.
    """
    drawn, caption = figures.draw(name, [store.read(path) for path in measures_paths], style)
    write_text(caption_path, caption + "\n")
    save(drawn, pdf, png, f"{study}: {name}", caption, style)


if __name__ == "__main__":
    spec, output = snakemake.params.spec, snakemake.output
    with logged(snakemake.log[0]):
        files = output.pdf, output.png, output.caption
        write_figure(snakemake.input.measures, *files, spec["study"], spec["figure"], spec["style"])
        write_record(output.plan, snakemake.params.plan, output)
