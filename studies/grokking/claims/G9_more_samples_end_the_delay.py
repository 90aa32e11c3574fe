"""G9: too few samples never generalise, more of them grok, many generalise while they train."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from richlazy.scoring.rows import Comparison, Row, Settings, judge
from richlazy.statistics import censored
from richlazy.statistics.contrast import contrast
from richlazy.statistics.difference import difference
from richlazy.statistics.equivalence import equivalence

from studies.grokking.analysis.cells import along, parts
from studies.grokking.learning import LEARNED

# The test error tracks the training error where it falls within this factor of its steps.
TRACKS = 2

SIMULATION = "committee_samples"
STATEMENT = (
    "From too few samples networks never generalise, from a middle number they grok, and from many the test error "
    "tracks the training error (figure 9 of the paper)."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """For each alpha and epsilon: the error at the end is above 0.1 from the fewest samples; from the middle number of
    the list the test error falls more than TRACKS times as late as the training error, from the most within that
    factor; error at the end and ratio of the steps fall with the number of samples."""
    tests = Settings.of(settings)
    rows = []
    for words, part in parts(measures, "samples"):
        fewest, middle, most = (part.isel(samples=place) for place in (0, part.sizes["samples"] // 2, -1))
        above = difference(_of(fewest, "final_error"), np.full((part.sizes["seed"], 1), LEARNED), tests.confidence)
        late = contrast(_of(middle, "test_step"), TRACKS * _of(middle, "train_step"), tests.confidence)
        both = censored.log_ratio(_of(most, "test_step"), _of(most, "train_step"))
        tracks = equivalence(both, float(np.log(TRACKS)), tests.confidence)
        rows += [
            _row("final_error", f"greater than {LEARNED:g}", words, fewest, above),
            _row("test_step", f"greater than {TRACKS} training steps", words, middle, late),
            _row("test_step", f"agrees within a factor of {TRACKS} with the training step", words, most, tracks),
        ]
    for name in ("final_error", "ratio"):
        rows += along(measures, name, "samples", "falls", tests)
    return judge("G9", STATEMENT, rows, tests)


def _of(part: xr.Dataset, name: str) -> np.ndarray:
    """Values of one number of samples, [seed, 1]."""
    return part[name].values[:, None]


def _row(name: str, direction: str, words: str, part: xr.Dataset, finding) -> Comparison:
    where = f"samples={float(part.samples):g}, {words}"
    return Comparison(name, None, where, direction, finding, diverged=int(part.diverged.sum()))
