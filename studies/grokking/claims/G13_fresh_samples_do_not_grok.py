"""G13: with fresh samples at every step training and test error fall together."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge
from richlazy.statistics import censored
from richlazy.statistics.equivalence import equivalence

from studies.grokking.analysis.cells import cells, label, of_cells, values

# Both errors fall together where their steps differ by less than this factor.
TOGETHER = 2

SIMULATION = "committee_online"
STATEMENT = (
    "Grokking is a matter of learning from the same samples again: with fresh ones at every step training and test "
    "error fall together, whatever alpha and epsilon are (Bordelon et al. 2024)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row for each cell; runs of which neither error falls differ by nothing."""
    tests = Settings.of(settings)
    rows = []
    for cell in cells(measures):
        ratio = censored.log_ratio(values(measures, "test_step", cell), values(measures, "train_step", cell))
        finding = equivalence(ratio, float(np.log(TOGETHER)), tests.confidence)
        words = f"agrees within a factor of {TOGETHER} with the training step"
        rows.append(of_cells(measures, "test_step", words, label(cell), finding, [cell]))
    return judge("G13", STATEMENT, rows, tests)
