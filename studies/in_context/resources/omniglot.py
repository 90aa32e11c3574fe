"""Drawings of handwritten characters (Omniglot), from the files that the config names or from their public host."""

from collections.abc import Sequence
from pathlib import Path

from studies.in_context.omniglot.drawings import write_drawings
from studies.in_context.omniglot.sources import files_of, find_drawings

DESCRIPTION = (
    "Drawings of Omniglot, where they are at hand: a folder that holds the zip files as they are published "
    "(images_background_small1.zip and images_background_small2.zip for `drawings: small`, images_background.zip and "
    "images_evaluation.zip for `drawings: all`), or these files, or a folder of images as "
    "ALPHABET/CHARACTER/DRAWING.png. `null` has the zip files downloaded."
)


def check(given: str | Sequence[str], variant: str) -> None:
    """Raise InputError unless there are zip files or folders."""
    files_of(given)


def bring(path: str | Path, given: str | Sequence[str] | None, variant: str) -> None:
    """Write the drawings of the collection `variant`. Raises InputError for others, and where there are none."""
    write_drawings(path, find_drawings(variant, given))
