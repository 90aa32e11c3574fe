"""Check config files without running any code in them."""

from pathlib import Path

import click

from richlazy.command_line.config import project_of


@click.command(
    epilog="Example: richlazy check config/quick.yaml mine.yaml",
    short_help="Check config files, running nothing in them.",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--alone", is_flag=True, help="The files are complete: do not lay them over config/config.yaml.")
def command(files: tuple[Path, ...], alone: bool) -> None:
    """Check config FILES; nothing in them is run.

    Snakemake runs a config file that asks for it as a program, even in a dry run, so check files of other people with
    this command first. The files are laid over one another in their order. A file that is refused ends in one message,
    with the key, what was found and what is allowed.
    """
    click.echo(checked(files, alone))


def checked(files: tuple[Path, ...], alone: bool = False) -> str:
    """A summary of the merged config. Raises InputError for an invalid one."""
    from richlazy.planning.targets import EVERYTHING, asked_for

    project = project_of(files, alone)
    asked_for([EVERYTHING], project)
    return f"plain values, no program; experiments: {', '.join(project.illustrated)}; output: {project.output}"
