"""G7: generalisation comes last where learning is lazy and the kernel misaligned."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge
from richlazy.statistics.contrast import contrast

from studies.grokking.analysis.cells import label, of_cells, values

SIMULATION = "committee_machine"
STATEMENT = (
    "Of the corners of the grid, the lazy and misaligned one (largest alpha, smallest epsilon) generalises last "
    "(figure 3e of the paper)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """A row against each other corner; what never generalises ranks last."""
    tests = Settings.of(settings)
    alphas, epsilons = np.sort(measures.alpha.values), np.sort(measures.epsilon.values)
    latest = (alphas[-1], epsilons[0])
    rows = []
    for other in ((alphas[0], epsilons[0]), (alphas[0], epsilons[-1]), (alphas[-1], epsilons[-1])):
        if other != latest:
            own, others = (values(measures, "test_step", cell) for cell in (latest, other))
            finding = contrast(own, others, tests.confidence)
            words = f"{label(latest)} vs {label(other)}"
            rows.append(of_cells(measures, "test_step", "greater in the first", words, finding, [latest, other]))
    return judge("G7", STATEMENT, rows, tests)
