"""The group of all commands, and what is printed when one of them refuses its input."""

import importlib
import os
import sys
from difflib import get_close_matches
from pathlib import Path

import click

from richlazy.errors import InputError

# In the order of the help: what one does first stands first.
COMMANDS = ("doctor", "plan", "preview", "new", "lineage", "export", "check")
# They are imported when they are asked for. No stage imports this module.
IMPORTS_BY_NAME = True
_HERE = Path(__file__).resolve().parents[1]
_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Refused(click.ClickException):
    """An InputError: one message, and exit code 2."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        """Print the message."""
        click.echo(f"richlazy: {self.format_message()}", file=file or sys.stderr)


class Commands(click.Group):
    """Commands that are imported when they are asked for."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Names of all commands."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of this name; None where there is none."""
        return importlib.import_module(f"richlazy.command_line.{name}").command if name in COMMANDS else None

    def resolve_command(self, context: click.Context, arguments: list[str]) -> tuple:
        """As Click does; an unknown command ends in one message with the known ones."""
        name = arguments[0]
        if self.get_command(context, name) is None and not name.startswith("-"):
            close = get_close_matches(name, COMMANDS, 1)
            meant = f"did you mean `richlazy {close[0]}`? " if close else ""
            raise Refused(f"{name}: no such command; {meant}known are {', '.join(COMMANDS)}")
        return super().resolve_command(context, arguments)

    def invoke(self, context: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(context)
        except InputError as error:
            raise Refused(str(error)) from None
        except click.UsageError as error:
            message = error.format_message().rstrip(".")
            of = error.ctx.command_path if error.ctx else "richlazy"
            raise Refused(f"{message}; `{of} --help` tells what there is") from None


@click.group(cls=Commands, context_settings=_SETTINGS, epilog="`richlazy COMMAND --help` tells more of each of them.")
@click.version_option(package_name="rich-lazy-connectivity", message="%(version)s")
def richlazy() -> None:
    """Tools around the pipeline of rich and lazy learning.

    Figures, tables and scorecards are made by Snakemake, as in

        snakemake --cores all rank --configfile config/quick.yaml

    These commands tell what such a run will do and what its results were made from, look at matrices, and begin new
    parts of a study.
    """


def checkout_above(folder: Path) -> Path | None:
    """The nearest folder, this one or above it, that is a checkout of the project; None outside one."""
    above = (folder, *folder.parents)
    return next((one for one in above if (one / "workflow" / "Snakefile").is_file() and _library(one).is_dir()), None)


def _library(checkout: Path) -> Path:
    return checkout / "scripts" / "richlazy"


def main() -> None:
    """Run the command line. In a checkout its own code is run, also by the command of an installed copy."""
    checkout = checkout_above(Path.cwd())
    if checkout and _library(checkout).resolve() != _HERE and (_library(checkout) / "__main__.py").is_file():
        os.execv(sys.executable, [sys.executable, str(_library(checkout)), *sys.argv[1:]])
    richlazy(prog_name="richlazy")
