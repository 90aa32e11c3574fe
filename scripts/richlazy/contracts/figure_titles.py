"""Titles of figures, from the docstrings of their modules, which are read without importing or parsing them."""

import re

from richlazy.contracts.study_parts import figures

_DOCSTRING = re.compile(r'\s*[rR]?"""(.*?)"""', re.DOTALL)


def title(figure: str) -> str:
    """Title of a figure: the first sentence of its module's docstring, up to a semicolon; its name without one."""
    found = _DOCSTRING.match(figures.path(figure).read_text(encoding="utf-8"))
    first = " ".join(found[1].strip().split("\n\n")[0].split()) if found else ""
    return first.partition(";")[0].partition(". ")[0].rstrip(".") or figure
