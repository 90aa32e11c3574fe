"""The calibration curve, at print size, of every form that an experiment can have, and what it draws."""

import numpy as np
import pytest
from helpers.plotting_checks import assert_readable
from helpers.sepsis_recognition import as_splits, lose, make_recognition, with_curves
from richlazy.contracts.study_parts import figures
from richlazy.reporting.figures import shown
from richlazy.reporting.plotting.footer import add_footer, run_words

FORMS = {
    "default": make_recognition,
    "two samplings": lambda: make_recognition(["raw_tcn", "floor"], samplings=["informative", "uninformative"]),
    "one method, horizon and seed": lambda: make_recognition(["dtw_knn"], [7], seeds=1),
    "splits": lambda: as_splits(make_recognition(seeds=25)),
    "lost": lambda: lose(make_recognition(["mgp_tcn"], seeds=1), "mgp_tcn", 0),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_can_be_drawn_and_read(form):
    measures = with_curves(FORMS[form]())
    figure, caption = figures.find("sepsis_calibration").draw(measures, {})
    add_footer(figure, run_words("quick", shown("sepsis_calibration", [measures])), {})
    assert_readable(figure, {})
    assert ("None of the" in caption) == (form != "lost") and "othing clinical is claimed" in caption
    assert ("corrected resampled t" in caption) == (form == "splits")


def test_marks_stand_at_the_mean_over_replicates_and_empty_bins_have_none():
    measures = with_curves(make_recognition(["floor"], [0]))
    figure, _ = figures.find("sepsis_calibration").draw(measures, {})
    diagonal, curve = figure.axes[0].lines
    np.testing.assert_array_equal(diagonal.get_xydata(), [[0, 0], [1, 1]])
    there = [0, 1, 2, 3, 5, 6, 7, 8, 9]
    for name, drawn in (("predicted", curve.get_xdata()), ("observed", curve.get_ydata())):
        np.testing.assert_allclose(drawn, measures[name].squeeze().mean("seed").values[there])


@pytest.mark.parametrize(("highest", "end"), [(0.05, 0.2), (0.41, 0.6), (0.6, 0.6), (0.85, 1)])
def test_axes_hold_every_mark_and_end_with_a_round_number(highest, end):
    measures = with_curves(make_recognition(["floor"], [0], seeds=1))
    measures["observed"] = measures.observed.clip(0, highest)
    measures["predicted"] = measures.predicted.clip(0, highest)
    panel = figures.find("sepsis_calibration").draw(measures, {})[0].axes[0]
    np.testing.assert_allclose(panel.get_xticks(), [0, end / 2, end])
