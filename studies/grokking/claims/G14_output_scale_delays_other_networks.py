"""G14: images and a transformer of one layer generalise the later the larger their output scale."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.grokking.analysis.first_steps import delays

NEEDS = ("alpha",)
STATEMENT = (
    "The output scale delays generalisation in networks of other kinds, too: on images, and in a transformer of one "
    "layer (figure 6 of the paper)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Two rows, as the first of G12. Needs `tracked: accuracy_steps`."""
    tests = Settings.of(settings)
    return judge("G14", STATEMENT, delays(measures, tests), tests)
