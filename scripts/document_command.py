"""Write docs/command.md, the page of the command `richlazy`, from its help: python scripts/document_command.py"""

from pathlib import Path

import click
from richlazy.command_line.main import COMMANDS, richlazy

PAGE = Path(__file__).parents[1] / "docs" / "command.md"
_WIDTH = 100
_HEAD = """# The command `richlazy`

*Written by `python scripts/document_command.py` from the help of the commands.*

`pip install .` installs the command; in a checkout `python scripts/richlazy` is the same without an installation. The
installed command runs the code of the checkout in which it is called. Results are made by Snakemake: these commands
look at what a run would do and at what it did, and begin what is yours.

Wrong input ends in one message, with what to write instead, and the exit code 2. Nothing is written over.

| command | what it does |
|---|---|
"""


def page() -> str:
    """The page in Markdown."""
    with click.Context(richlazy, info_name="richlazy", terminal_width=_WIDTH, **richlazy.context_settings) as context:
        commands = {name: richlazy.get_command(context, name) for name in COMMANDS}
        rows = [
            f"| [`{name}`](#richlazy-{name}) | {command.get_short_help_str(200)} |"
            for name, command in commands.items()
        ]
        parts = [_section(name, command, context) for name, command in commands.items()]
    return _HEAD + "\n".join(rows) + "\n\n" + "\n".join(parts)


def _section(name: str, command: click.Command, above: click.Context) -> str:
    with click.Context(command, info_name=name, parent=above, terminal_width=_WIDTH) as context:
        text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    return f"## richlazy {name}\n\n```text\n{text}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
