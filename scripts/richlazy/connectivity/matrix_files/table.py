"""Options and results of the readers of all formats."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

# What a dimension, or a column of a list of connections, is called: presynaptic and postsynaptic, in pairs.
ROLES = (("pre", "post"), ("presynaptic", "postsynaptic"), ("source", "target"), ("from", "to"))


@dataclass(frozen=True)
class Options:
    """Options of reading a file.

    labels: whether the file names its neurons; in text also `first_row` or `first_column`, where only one of the two
    holds names. variable: the matrix's name in a file of several, "" for the only one. layout: `edges` where a text
    lists connections. weight_attribute: what holds the weight of an edge, "" where each counts 1. label_attribute: the
    nodes' attribute that names neurons, "" for the usual one. separator: what stands between cells of text, "" for the
    one that the suffix tells; decimal: the sign before the fraction of a number.
    """

    labels: bool | str = False
    variable: str = ""
    layout: str = "matrix"
    weight_attribute: str = "weight"
    label_attribute: str = ""
    separator: str = ""
    decimal: str = "."


@dataclass(frozen=True)
class Table:
    """A matrix in the layout of its file: values [row, column], and the names of the neurons if the file has them.

    states: what the file itself says of its orientation, as {where it says so: `pre_post` or `post_pre`}. notes: what
    the user is to know of how it was read.
    """

    values: np.ndarray
    rows: list[str] | None = None
    columns: list[str] | None = None
    states: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def text(label: object) -> str:
    """A label of any type as text."""
    return (label.decode() if isinstance(label, bytes) else str(label)).strip()


def number(cell: str, decimal: str = ".") -> float | None:
    """The finite number in a cell of text, whose fraction follows the sign `decimal`; None for anything else."""
    if decimal != "." and "." in cell:
        return None
    try:
        # float() also takes digits of other scripts, and 1_000.
        value = float(cell.replace(decimal, ".")) if cell.isascii() and "_" not in cell else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None
