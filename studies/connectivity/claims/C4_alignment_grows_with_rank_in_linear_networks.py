"""C4: theorem 1, kernel alignment in two-layer linear networks grows with the rank, or evenness, of the first layer."""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Row, Settings, judge

from studies.connectivity.analysis.agreement import agrees_by_draw, agrees_in_mean, agrees_until, rises, starts

SIMULATION = "two_layer_linear"
STATEMENT = (
    "In a two-layer linear network with whitened inputs, the kernel alignment averaged over tasks grows with the rank "
    "and the evenness of the spectrum of the first layer, as theorem 1 says in closed form."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Rows on the trends with rank and evenness, and on the agreement with closed forms, by kind of initial weights.

    Agreement is tested of expectations over draws; of the draws themselves for teachers of several outputs, which have
    no expectation in closed form, and along scale and learning rate, where it has an end.
    """
    test_settings = Settings.of(settings)
    comparisons = []
    for ask, families in (
        (rises, ("rank", "evenness")),
        (agrees_in_mean, ("rank", "evenness")),
        (agrees_by_draw, ("outputs",)),
        (agrees_until, ("scale", "learning_rate")),
    ):
        comparisons += [
            ask(measures, family, start, test_settings) for family in families for start in starts(measures, family)
        ]
    return judge("C4", STATEMENT, comparisons, test_settings)
