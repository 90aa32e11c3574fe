"""Width1: the tangent kernel of a wider network changes less."""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Row
from richlazy.scoring.trends import trends

# What an experiment must sweep for this claim to be tested on it: another is refused before anything is computed.
NEEDS = ("hidden",)
STATEMENT = "Wider networks learn lazier: tangent-kernel alignment after training rises with the number of units."


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Rows of the scorecard from the measures of an experiment over (seed, hidden, step, ...): one, at the last step.

    settings: `statistics:` of the config. `trends` asks whether a measure "rises" or "falls" along a swept number;
    other questions are answered by the tests of richlazy/statistics, as richlazy/scoring/rows.py tells.
    """
    wanted = [("kernel_alignment", reading.last_step(measures))]
    return trends("Width1", STATEMENT, measures, wanted, "rises", settings, "hidden")
