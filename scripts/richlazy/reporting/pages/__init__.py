"""Pages of HTML, each of which needs nothing but itself: no script, font or picture from elsewhere."""

from collections.abc import Callable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parent


def render(name: str, values: Mapping[str, object], filters: Mapping[str, Callable]) -> str:
    """The page of the template `name` of this room. Raises jinja2.UndefinedError for a value that is not given."""
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
    """Files of the template `name`: itself and what all pages share."""
    return [FOLDER / f"{page}.html.jinja" for page in ("page", name)]
