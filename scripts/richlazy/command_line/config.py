"""The project and the config that a command is about."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from richlazy.contracts.registry import PROJECT
from richlazy.errors import InputError

if TYPE_CHECKING:
    from richlazy.planning.project import Project

configfile = click.option(
    "--configfile",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A config to lay over config/config.yaml, as for Snakemake. May be given several times: later ones go first.",
)


def merged_config(files: Iterable[Path], alone: bool = False) -> dict:
    """The config of a command with these files, laid over config/config.yaml in their order, with all studies.

    alone: they are complete by themselves. Nothing in them is run. Raises InputError for a file that is refused.
    """
    from richlazy.contracts.files_of_config import laid_over, read_file
    from richlazy.contracts.studies import with_studies

    config: object = {} if alone else read_file(PROJECT / "config" / "config.yaml")
    for path in files:
        config = laid_over(config, read_file(path))
    return config if alone else with_studies(config)


def project_of(files: Iterable[Path], alone: bool = False) -> Project:
    """The checked project with this config. Raises InputError for an invalid one."""
    from richlazy.contracts.studies import study_of
    from richlazy.planning.project import read_project

    return read_project(merged_config(files, alone), PROJECT, study_of())


def checkout() -> Path:
    """The folder of the project's checkout. Raises InputError where the library was installed without one."""
    if not (PROJECT / "workflow" / "Snakefile").is_file():
        raise InputError(
            f"this needs a checkout of the project, found none above {Path.cwd()}; clone the repository, and call the "
            "command in its folder"
        )
    return PROJECT
