"""C9: the exception, carried over to recurrent networks. At equal rank and size, an initial matrix that is aligned with
the task is lazier than a random one.

The paper's exception, proposition 1, is about the two-layer linear network; claim C5 tests it there. That recurrent
networks have the same exception is no claim of the paper: it is asked here [choice].

Kernel alignment compares a network with its start. It is high where nothing had to change because the network was
aligned already, and where nothing was learned; so it cannot tell one from the other. Dynamical richness (1 - CKA of the
features before the read-out and the space of the outputs; 0 rich, 1 lazy) needs no start, and with the loss it can:

    dynamical richness at the start   at the end    loss at the end
    smaller than from random          smaller       no greater        was aligned already
    as from random                    as random     greater           did not learn
    as from random                    smaller       no greater        became aligned, richly

Predicted before dynamical richness was measured, when kernel alignment and accuracy of these networks were known: it
was aligned already. So features of an aligned start lie closer to the outputs than those of a random one before
training, they still do after it, and the loss ends lower.
"""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import xarray as xr
from richlazy.hypercube import reading
from richlazy.scoring.rows import Comparison, Row, Settings, judge
from richlazy.statistics.contrast import contrast
from richlazy.statistics.difference import difference
from richlazy.statistics.finding import Finding
from richlazy.statistics.trend import trend

from studies.connectivity.analysis.initial_alignment import (
    RANDOM,
    aligned_values,
    fully_aligned,
    groups,
    overlap_series,
    random_values,
)

NEEDS = ("connectivity", "null_model")
COMPARES = {"null_model": ("none", "gaussian")}
STATEMENT = (
    "At equal rank and size, a recurrent network whose initial matrix is aligned with the task learns lazier than from "
    "a random one, the lazier the closer it is aligned, because its features are aligned with the outputs from the "
    "start. The paper's proposition 1 is on two-layer linear networks, see C5; that it holds here is our question."
)
FAMILY = "its rows of one question"
MEASURE = "kernel_alignment"
# Why an aligned start is lazier, if it is: each a question of its own, at the first or at the last step.
REASONS = (("dynamical_richness", "first"), ("dynamical_richness", "last"), ("loss", "last"))


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Rows per aligned initial matrix, and per series of overlaps, for each task and other swept value, at the last
    step; then per aligned initial matrix for each of REASONS that was measured.

    Every question is a family of Holm's method. Raises MissingSweep without a swept connectivity or
    null_model, and InputError where no initial matrix is aligned or none has a random one.
    """
    for dim in NEEDS:
        reading.require(measures, dim, "claim C9")
    test_settings = Settings.of(settings)
    last = measures.sel(step=reading.last_step(measures))
    steps = {"first": int(measures.step.min()), "last": int(last.step)}
    reasons = [(name, measures.sel(step=steps[when])) for name, when in REASONS if name in measures]
    families = [
        _against_random(last, MEASURE, "greater", partial(contrast, confidence=test_settings.confidence)),
        _trends(last, test_settings),
        *(
            _against_random(at_step, name, "smaller", partial(difference, confidence=test_settings.confidence))
            for name, at_step in reasons
        ),
    ]
    return [row for family in families for row in judge("C9", STATEMENT, family, test_settings)]


def _against_random(
    at_step: xr.Dataset, measure: str, direction: str, compare: Callable[[np.ndarray, np.ndarray], Finding]
) -> list[Comparison]:
    """Each fully aligned initial matrix against the random one of its rank and size; compare: of two [seed, 1]."""
    return [
        _comparison(
            part,
            measure,
            f"{label}, {name} vs random",
            f"{direction} than from a random initial matrix",
            compare(aligned_values(part, measure, name)[:, None], random_values(part, measure)[:, None]),
            part.sel(connectivity=name, null_model=["none", RANDOM]),
        )
        for label, part in groups(at_step, "claim C9")
        for name in fully_aligned(part)
    ]


def _trends(last: xr.Dataset, test_settings: Settings) -> list[Comparison]:
    """Each series of initial matrices that differ in their overlap with the same learned directions."""
    found = []
    for label, part in groups(last, "claim C9"):
        for learned, names in overlap_series(part).items():
            runs = part.sel(connectivity=names, null_model="none")
            values = runs[MEASURE].transpose("seed", "connectivity").values
            finding = trend(values, test_settings.confidence)
            found.append(_comparison(part, MEASURE, f"{label}, {learned}", "rises with overlap", finding, runs))
    return found


def _comparison(
    part: xr.Dataset, measure: str, label: str, direction: str, finding: Finding, runs: xr.Dataset
) -> Comparison:
    return Comparison(measure, int(part.step), label, direction, finding, diverged=reading.diverged_runs(runs))
