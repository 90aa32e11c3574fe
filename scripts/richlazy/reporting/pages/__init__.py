"""Templates of self-contained HTML pages: they load no script, font or picture from other files."""

from collections.abc import Callable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parent


def render(name: str, values: Mapping[str, object], filters: Mapping[str, Callable]) -> str:
    """Render the template `name` of this folder. Raises jinja2.UndefinedError for a missing value."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= filters
    return environment.get_template(f"{name}.html.jinja").render(values)


def templates(name: str) -> list[Path]:
    """Files of the template `name`: its own and the one that all pages share."""
    return [FOLDER / f"{page}.html.jinja" for page in ("page", name)]
