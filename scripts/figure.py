"""Draw one figure of one experiment, with its caption."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from richlazy.artefacts import store
from richlazy.artefacts.files import write_text
from richlazy.artefacts.job import logged
from richlazy.artefacts.records import write_record
from richlazy.reporting.figures import draw, shown
from richlazy.reporting.plotting.footer import add_footer, run_words
from richlazy.reporting.plotting.style import save


def write_figure(
    measures_paths: Sequence[str | Path],
    pdf: str | Path,
    png: str | Path,
    caption_path: str | Path,
    experiment: str,
    name: str,
    style: Mapping,
    preset: str,
) -> None:
    """Draw the figure `name` of an experiment as PDF and PNG, with a footer on the run, and write its caption.

    measures_paths: files of the hypercubes for `draw`.
    """
    experiments = [store.read(path) for path in measures_paths]
    drawn, caption = draw(name, experiments, style)
    add_footer(drawn, run_words(preset, shown(name, experiments)), style)
    write_text(caption_path, caption + "\n")
    save(drawn, pdf, png, f"{experiment}: {name}", caption, style)


if __name__ == "__main__":
    spec, output = snakemake.params.spec, snakemake.output
    with logged(snakemake.log[0]):
        files = output.pdf, output.png, output.caption
        write_figure(
            snakemake.input.measures, *files, spec["experiment"], spec["figure"], spec["style"], spec["preset"]
        )
        write_record(output.plan, snakemake.params.plan, output)
