"""G16: explicit networks learn lazier at a larger output scale."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row
from richlazy.scoring.trends import trends

# Weight change judges richness best here: all kernels share x·x', whatever is learned.
MEASURES = (("weight_change", "falls"), ("kernel_alignment", "rises"), ("representation_alignment", "rises"))

NEEDS = ("alpha",)
STATEMENT = (
    "The output scale is the knob of laziness (the premise of the paper): with a larger one weights change less, and "
    "tangent kernel and representations stay nearer to those before learning."
)
FAMILY = "each measure is a family of its own"


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A trend over alpha for each measure, at the last step. Raises MissingSweep where `alpha` is not swept."""
    last = reading.last_step(measures)
    rows = []
    for name, direction in MEASURES:
        rows += trends("G16", STATEMENT, measures, [(name, last)], direction, settings, "alpha")
    return rows
