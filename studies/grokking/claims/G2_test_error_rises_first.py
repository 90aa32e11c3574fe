"""G2: the test error first rises above that of predicting zero, where the initial kernel is misaligned."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge
from richlazy.statistics.equivalence import equivalence

from studies.grokking.analysis.cells import MISALIGNED, at_unit_scale, greater, label, of_cells, values

# Shares ε of the quadratic from which the kernel counts as aligned, and the rise that counts as none.
ALIGNED, MARGIN = 0.4, 0.02

SIMULATION = "committee_machine"
STATEMENT = (
    "With a kernel that is misaligned with the task (small epsilon) the test error first rises above that of "
    "predicting zero; with a better aligned one it does not (figures 1b and 4 of the paper)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """At the output scale nearest to 1: a row on a rise at each epsilon of at most MISALIGNED, a row on no rise, up to
    MARGIN, at each of at least ALIGNED."""
    tests = Settings.of(settings)
    rows = []
    for cell in at_unit_scale(measures):
        if cell[1] <= MISALIGNED:
            rows.append(greater(measures, "rise", 0.0, cell, "than zero", tests))
        if cell[1] >= ALIGNED:
            finding = equivalence(values(measures, "rise", cell), MARGIN, tests.confidence)
            rows.append(of_cells(measures, "rise", f"agrees within {MARGIN:g} with zero", label(cell), finding, [cell]))
    return judge("G2", STATEMENT, rows, tests)
