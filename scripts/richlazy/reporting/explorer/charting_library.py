"""The charting library of the page, as its package from PyPI ships it: its JavaScript and its licence."""

from importlib import metadata
from typing import NamedTuple

PACKAGE = "plotly"
_SCRIPT = "plotly/package_data/plotly.min.js"


class ChartingLibrary(NamedTuple):
    """script: JavaScript that defines `Plotly`. licence: its text. version: that of the package."""

    script: bytes
    licence: str
    version: str


def charting_library() -> ChartingLibrary:
    """The installed library. Raises FileNotFoundError where the package does not hold its script or its licence."""
    package = metadata.distribution(PACKAGE)
    licences = [str(file) for file in package.files or () if "dist-info" in str(file) and "LICENSE" in file.name]
    if not licences:
        raise FileNotFoundError(f"{PACKAGE} {package.version} ships no licence")
    script, licence = (package.locate_file(name) for name in (_SCRIPT, licences[0]))
    return ChartingLibrary(script.read_bytes(), licence.read_text(encoding="utf-8"), package.version)
