"""What a format's reader is told, and what it hands on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Options:
    """How a file is to be read.

    variable: the matrix's name in a file of several (NPZ, NetCDF), "" for the only one. weight_attribute: the edges'
    attribute that holds the weight (GraphML). labels: whether the file names its neurons.
    """

    variable: str = ""
    weight_attribute: str = "weight"
    labels: bool = False


@dataclass(frozen=True)
class Table:
    """A matrix as its file holds it: values [row, column], and the neurons' names where the file gives them.

    states: what the file itself says of its orientation, as {where it says so: `pre_post` or `post_pre`}.
    """

    values: np.ndarray
    rows: list[str] | None = None
    columns: list[str] | None = None
    states: Mapping[str, str] = field(default_factory=dict)


def text(label: object) -> str:
    """A label of any type as text."""
    return label.decode() if isinstance(label, bytes) else str(label).strip()
