"""G14: images and a transformer of one layer generalise the later the larger their output scale."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.grokking.analysis.checkpoints import delays

# An accuracy of at least this counts as learned; nets that know nothing have a tenth on images, 1/23 on sums.
LEARNED_ACCURACY = 0.8

NEEDS = ("alpha",)
STATEMENT = (
    "The output scale delays generalisation in networks of other kinds, too: on images, and in a transformer of one "
    "layer (figure 6 of the paper)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Two rows, as the first of G12. Needs the measure training_accuracy."""
    tests = Settings.of(settings)
    return judge("G14", STATEMENT, delays(measures, LEARNED_ACCURACY, tests), tests)
