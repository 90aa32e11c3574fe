"""G12: in modular addition without weight decay the output scale alone sets the delay, while the norm grows."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from richlazy.scoring.rows import Comparison, Row, Settings, judge
from richlazy.statistics.contrast import contrast

from studies.grokking.analysis.first_steps import delays, parts

NEEDS = ("alpha",)
STATEMENT = (
    "In modular addition without weight decay the output scale alone decides how late the accuracy on held-out pairs "
    "rises after that on the training pairs, although the norm of the weights grows (figure 2 of the paper)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Whether the step at which the accuracy on held-out pairs first is `accuracy_bound`, and its ratio to that of the
    training pairs, rise with alpha; and for each alpha whether the norm of the weights is greater at the end than
    before learning. Needs `tracked: accuracy_steps` and the measure weight_norm."""
    tests = Settings.of(settings)
    rows = delays(measures, tests)
    for words, own in parts(measures, ()):
        norm = own.weight_norm.isel(step=-1).values[:, None]
        finding = contrast(norm, np.ones_like(norm), tests.confidence)
        step, lost = int(own.step[-1]), int(own.diverged.sum())
        rows.append(Comparison("weight_norm", step, words, "greater than before", finding, diverged=lost))
    return judge("G12", STATEMENT, rows, tests)
