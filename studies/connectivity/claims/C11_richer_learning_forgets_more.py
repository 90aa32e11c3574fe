"""C11: the lower the rank of the initial matrix, and so the richer the learning, the more is forgotten.

The last family asks when. Graldi, Breccia, Lanzillotta, Hofmann & Noci (ICML 2025, PMLR 267:20326) find that rich
learning helps only with highly similar tasks, and that from a richness on, which depends on similarity, it forgets much
more. So what low rank costs beyond full rank is predicted to fall with the similarity of the two tasks (`data/
task_similarity.py`: overlap of their target kernels). Tested within the seed: it says that these pairs are so ordered.
Three pairs of different tasks, of which two have no overlap at all, differ in much else and cannot show that similarity
is the reason; the tasks of the experiment `forgetting_similarity` differ in nothing else.
"""

from collections.abc import Mapping

import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Comparison, Row, Settings, judge
from richlazy.scoring.trends import trends
from richlazy.statistics.difference import difference

from studies.connectivity.analysis import forgetting
from studies.connectivity.analysis.circuits_and_nulls import ITSELF, Pair, learned_values, pairs, shared_tasks
from studies.connectivity.analysis.circuits_and_nulls import tabulate as by_structure
from studies.connectivity.analysis.similar_tasks import extra_forgetting

NEEDS = ("task", "earlier_tasks", "tested_on")
STATEMENT = (
    "Richer learning forgets more: from initial matrices of lower rank, and from measured circuits against their null "
    "models, learning a second task costs more accuracy on the first, leaves more to joint training, and relearning "
    "saves less. What low rank costs in addition is less, the more similar the two tasks are."
)
FAMILY = "its rows on one measure"
# What a higher rank, predicted to be lazier, does to a measure; and a circuit, predicted to be richer.
OF_RANK = {"forgetting": "falls", "gap_to_joint_training": "falls", "savings": "rises"}
OF_CIRCUIT = {"forgetting": "greater", "gap_to_joint_training": "greater", "savings": "smaller"}


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Rows per pair of tasks, and over pairs, for each measure of OF_RANK that was run, and one on similarity, where
    pairs differ in it; per circuit and null model for OF_CIRCUIT.

    Every measure is a family of Holm's method. Raises MissingSweep where the experiment sweeps neither rank nor
    null_model or none of NEEDS, and InputError where no task was learned after another.
    """
    table = forgetting.tabulate(measures, "claim C11")
    if "null_model" in table.dims:
        return _structures(by_structure(table.drop_vars(["level", "similarity"])), Settings.of(settings))
    step = reading.last_step(table)
    families = [
        trends("C11", STATEMENT, table, [(measure, step)], direction, settings, "rank")
        for measure, direction in OF_RANK.items()
        if table[measure].notnull().any()
    ]
    by_similarity = extra_forgetting(table)
    if by_similarity.sizes["similarity"] > 1:
        measured = [("extra_forgetting", step)]
        families.append(trends("C11", STATEMENT, by_similarity, measured, "falls", settings, "similarity"))
    return [row for family in families for row in family]


def _structures(table: xr.Dataset, test_settings: Settings) -> list[Row]:
    last = table.sel(step=reading.last_step(table))
    compared = pairs(table, "claim C11")
    families = [
        [
            _comparison(last, pair, measure, f"{direction} in the circuit than in its null model", test_settings)
            for pair in compared
        ]
        for measure, direction in OF_CIRCUIT.items()
    ]
    return [row for family in families for row in judge("C11", STATEMENT, family, test_settings)]


def _comparison(last: xr.Dataset, pair: Pair, measure: str, direction: str, test_settings: Settings) -> Comparison:
    """A circuit against one of its null models, over all pairs of tasks that both were run on."""
    tasks = shared_tasks(last, pair)
    values = [learned_values(last, measure, pair.circuit, null, tasks) for null in (ITSELF, pair.null)]
    runs = last.sel(connectivity=pair.circuit, null_model=[ITSELF, pair.null], task=tasks)
    label = f"{' + '.join(tasks)}, {pair.circuit} vs {pair.null}"
    finding = difference(*values, test_settings.confidence)
    return Comparison(measure, int(last.step), label, direction, finding, diverged=reading.diverged_runs(runs))
