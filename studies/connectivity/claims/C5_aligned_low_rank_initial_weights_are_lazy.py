"""C5: proposition 1, initial weights of low rank that are aligned with the teacher can be lazy.

This is the paper's exception to "low rank learns richly", and it is about the two-layer linear network that is tested
here. Whether recurrent networks have it too is another question, which the paper does not answer: claim C9.
"""

from collections.abc import Mapping

import xarray as xr
from richlazy.scoring.rows import Comparison, Row, Settings, judge

from studies.connectivity.analysis.agreement import agrees_in_mean, cases, lazier, rises, starts

SIMULATION = "two_layer_linear"
STATEMENT = (
    "In a two-layer linear network, a rank-1 start that is aligned with task and data can still be lazy: lazier than a "
    "random start of rank 1 and than one of full rank. This network is what the paper's exception is about; C9 asks "
    "the same of recurrent ones."
)


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Rows on aligned initial weights against random ones, on the trend with overlap, and on its agreement with closed
    forms.

    For an isotropic teacher, initial weights along the teacher are compared with those of lowest and highest rank, with
    two initial layers of equal size and with a small second layer. For other teachers, over all kappa, aligned and
    partially aligned initial weights are compared with random ones.
    """
    test_settings = Settings.of(settings)
    comparisons = [
        *_along_an_isotropic_teacher(measures, test_settings),
        *_along_a_stretched_teacher(measures, test_settings),
        *(rises(measures, "overlap", start, test_settings) for start in starts(measures, "overlap")),
        *(agrees_in_mean(measures, "overlap", start, test_settings) for start in starts(measures, "overlap")),
        *(agrees_in_mean(measures, "kappa", start, test_settings) for start in starts(measures, "kappa")),
    ]
    return judge("C5", STATEMENT, comparisons, test_settings)


def _along_an_isotropic_teacher(measures: xr.Dataset, settings: Settings) -> list[Comparison]:
    found = []
    for start in starts(measures, "overlap"):
        along, random = cases(measures, "overlap", start).isel(case=[-1]), cases(measures, "rank", start)
        for place in dict.fromkeys((0, random.sizes["case"] - 1)):
            other = random.isel(case=[place])
            words = f"overlap {float(along.value[0]):g} vs random rank {int(other['rank'][0])}, {start}"
            found.append(lazier(along, other, words.replace("_", " "), settings))
    return found


def _along_a_stretched_teacher(measures: xr.Dataset, settings: Settings) -> list[Comparison]:
    found = []
    for aligned in ("aligned", "partially_aligned"):
        for random in ("random_rank_1", "full_rank"):
            first, second = cases(measures, "kappa", aligned), cases(measures, "kappa", random)
            words = f"all kappa, {aligned} vs {random}"
            found.append(lazier(first, second, words.replace("_", " "), settings))
    return found
