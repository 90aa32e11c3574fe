"""Tell what a file of the results was made from, or a single value of an experiment."""

import os
from pathlib import Path

import click

from richlazy.errors import InputError

_EXAMPLES = """\b
Examples:
  richlazy lineage results/figures/rank-figure1.png
  richlazy lineage results/rank/measures.nc --at task=CXT rank=10 seed=3
  richlazy lineage results/rank/measures.nc --at task=CXT rank=10 --measure kernel_alignment
"""


@click.command(epilog=_EXAMPLES, short_help="What a file, or one value in it, was made from.")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("further", nargs=-1, metavar="[NAME=VALUE]...")
@click.option(
    "--at",
    multiple=True,
    metavar="NAME=VALUE ...",
    help="One point of the experiment: a value for each parameter that it sweeps, and, if wanted, seed, step (the last "
    "one where it is left out) and component. The words after it belong to it, too.",
)
@click.option("--measure", "measures", multiple=True, metavar="NAME", help="Only this measure. Several times: several.")
@click.option(
    "--directory",
    default=".",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where Snakemake was run (default: here).",
)
def command(
    file: Path, further: tuple[str, ...], at: tuple[str, ...], measures: tuple[str, ...], directory: Path
) -> None:
    """Tell what FILE, a figure, a table or a NetCDF file of the results, was made from.

    Stage by stage: files, parameters, seeds, digests of the code, versions of the libraries, commit; and the commands
    that make it again.

    With --at, one point of the experiment that FILE belongs to: its values with their mean and interval over seeds, the
    files that hold these networks, and the commands that make this network alone. FILE is then the measures.nc, another
    table of the experiment's folder, or one of its figures.
    """
    if at:
        from richlazy.command_line.single_point import describe_point

        click.echo(describe_point(_below(file, directory), directory, [*at, *further], measures))
        return
    if further or measures:
        word = further[0] if further else "--measure"
        raise InputError(f"{word}: a point is named by --at; write `richlazy lineage {file} --at task=2AF seed=0`")
    click.echo(explain(file, directory))


def explain(file: str | Path, folder: Path) -> str:
    """The lineage of a file as text, and the commands that make it again. folder: where the workflow was run."""
    from richlazy.artefacts.lineage import describe, lineage, remake

    stages = lineage(_below(file, folder), folder)
    return f"{describe(stages)}\n\nTo make it again:\n{remake(stages, folder)}"


def _below(file: str | Path, folder: Path) -> str:
    """The path of a file relative to the folder where the workflow was run, as all paths in the files are."""
    return Path(os.path.relpath(file, folder)).as_posix()
