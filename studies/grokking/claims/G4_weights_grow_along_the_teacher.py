"""G4: while a network generalises, its weights grow, and along the teacher."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.grokking.analysis.cells import greater, rich_cells

SIMULATION = "committee_machine"
STATEMENT = (
    "Generalising is feature learning: the norm of the weights grows, and their second moment changes along the "
    "teacher (figure 1c of the paper)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """For each cell of the rich regime a row on the norm, and one on the overlap of the change with the teacher."""
    tests = Settings.of(settings)
    cells = rich_cells(measures)
    norm = [
        greater(measures, "final_norm_gain", 1.0, cell, "than before learning", tests, ratio=True) for cell in cells
    ]
    overlap = [
        greater(measures, "final_overlap", "first_overlap", cell, "than after the first step", tests) for cell in cells
    ]
    return judge("G4", STATEMENT, norm, tests) + judge("G4", STATEMENT, overlap, tests)
