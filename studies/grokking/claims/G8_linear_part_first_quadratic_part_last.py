"""G8: the early rise of the test error is linear, its late fall is that of the quadratic."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.grokking.analysis.cells import MISALIGNED, at_unit_scale, greater

SIMULATION = "committee_machine"
STATEMENT = (
    "Networks with a misaligned kernel first learn linear functions, which raise the test error, and then the "
    "quadratic, whose rest makes the late fall (figure 4 of the paper)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """For each epsilon of at most MISALIGNED, at the output scale nearest to 1: the linear part is highest before the
    test error falls below 0.1; it rises by more than the error (trace and rest
    fall meanwhile); the rest falls by more than the
    linear part and the trace together."""
    tests = Settings.of(settings)
    rows = []
    for cell in at_unit_scale(measures):
        if cell[1] <= MISALIGNED:
            rows += [
                greater(
                    measures, "test_step", "linear_step", cell, "than the step of the highest linear part", tests, True
                ),
                greater(measures, "linear_rise", "rise", cell, "than the rise of the error", tests),
                greater(measures, "rest_fall", "other_fall", cell, "than the fall of linear part and trace", tests),
            ]
    return judge("G8", STATEMENT, rows, tests)
