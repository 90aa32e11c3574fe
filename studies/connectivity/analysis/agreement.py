"""Analysis of two-layer networks: values of a family of cases, and their agreement with closed forms."""

from dataclasses import replace

import numpy as np
import xarray as xr
from richlazy.scoring.rows import Comparison, Settings
from richlazy.statistics.contrast import contrast
from richlazy.statistics.equivalence import EFFECT_NAME, TEST, equivalence
from richlazy.statistics.finding import Finding, join_notes
from richlazy.statistics.trend import EFFECT_NAME as TREND_EFFECT
from richlazy.statistics.trend import TEST as TREND_TEST
from richlazy.statistics.trend import trend

MEASURE = "kernel_alignment"
# The closed forms hold for initial weights whose squared scale is far below the teacher's norm, and for gradient flow,
# which gradient descent approximates if its rate is far below the inverse curvature. Their error is of the order of the
# squared scale over the teacher's norm, and the margin allows for it up to here.
LARGEST_RELATIVE_SCALE = 0.1
LARGEST_RELATIVE_RATE = 0.1
MARGIN = 0.01


def cases(measures: xr.Dataset, family: str, start: str) -> xr.Dataset:
    """The cases of one kind of initial weights in a family, in ascending order of `value` along the dimension case."""
    chosen = (measures.family == family) & (measures.start == start)
    return measures.isel(case=np.flatnonzero(chosen.values)).sortby("value")


def starts(measures: xr.Dataset, family: str) -> list[str]:
    """Names of the initial weights of a family, in the order of the experiment."""
    return list(dict.fromkeys(measures.start.values[measures.family.values == family].tolist()))


def rises(measures: xr.Dataset, family: str, start: str, settings: Settings) -> Comparison:
    """Whether alignment rises along a family."""
    chosen = cases(measures, family, start)
    if chosen.sizes["case"] < 2:
        finding = Finding(TREND_TEST, TREND_EFFECT, note="needs at least 2 values, has 1")
    else:
        finding = trend(_values(chosen), settings.confidence)
    return _comparison(chosen, f"rises with {family}", _label(chosen), finding)


def lazier(first: xr.Dataset, second: xr.Dataset, label: str, settings: Settings) -> Comparison:
    """Whether alignment is greater in the cases `first` than in as many `second`, averaged within the seed."""
    finding = contrast(_values(first), _values(second), settings.confidence)
    return _comparison(
        xr.concat([first, second], "case"), "greater in the first start than in the second", label, finding
    )


def agrees_in_mean(measures: xr.Dataset, family: str, start: str, settings: Settings) -> Comparison:
    """Whether the mean over draws agrees with the expectation in closed form, in every case that is valid."""
    return _agreement(cases(measures, family, start), "expected_alignment", "the expectation over draws", settings)


def agrees_by_draw(measures: xr.Dataset, family: str, start: str, settings: Settings) -> Comparison:
    """Whether draws agree in mean with the closed forms of their own final kernels, in every case that is valid."""
    return _agreement(cases(measures, family, start), "predicted_alignment", "the closed form of each draw", settings)


def agrees_until(measures: xr.Dataset, family: str, start: str, settings: Settings) -> Comparison:
    """The same, with a note that says from which value of the family on there is no agreement any more."""
    comparison = agrees_by_draw(measures, family, start, settings)
    note = _end_note(cases(measures, family, start), settings)
    return replace(comparison, finding=replace(comparison.finding, note=join_notes(comparison.finding.note, note)))


def _agreement(chosen: xr.Dataset, prediction: str, words: str, settings: Settings) -> Comparison:
    tested = chosen.isel(case=np.flatnonzero(_valid(chosen)))
    finding = Finding(TEST, EFFECT_NAME, note="no case lies within the validity of the closed form")
    if tested.sizes["case"]:
        differences = (tested[MEASURE] - tested[prediction]).transpose("seed", "case").values
        finding = equivalence(differences, MARGIN, settings.confidence)
    return _comparison(tested, f"agrees within {MARGIN:g} with {words}", _label(chosen), finding)


def _valid(chosen: xr.Dataset) -> np.ndarray:
    """Whether the closed forms are valid for each case: small initial weights, and gradient flow or small steps."""
    slow = chosen.relative_learning_rate.isnull() | (chosen.relative_learning_rate <= LARGEST_RELATIVE_RATE)
    return ((chosen.relative_scale <= LARGEST_RELATIVE_SCALE) & slow).values


def _end_note(chosen: xr.Dataset, settings: Settings) -> str:
    differences = (chosen[MEASURE] - chosen.predicted_alignment).transpose("case", "seed").values
    for value, of_case in zip(chosen.value.values, differences, strict=True):
        if not equivalence(of_case, MARGIN, settings.confidence).interval_low > 0:
            return f"agreement ends at {value:g}"
    return "agreement does not end"


def _values(chosen: xr.Dataset) -> np.ndarray:
    return chosen[MEASURE].transpose("seed", "case").values


def _label(chosen: xr.Dataset) -> str:
    return f"{chosen.family.values[0]}, {chosen.start.values[0]}".replace("_", " ")


def _comparison(chosen: xr.Dataset, direction: str, label: str, finding: Finding) -> Comparison:
    return Comparison(MEASURE, None, label, direction, finding, diverged=int(chosen.diverged.sum()))
