"""The figure of early recognition, at print size, of every form that an experiment can have."""

import pytest
from helpers.plotting_checks import assert_readable
from helpers.sepsis_recognition import as_splits, lose, make_recognition
from richlazy.contracts.study_parts import figures
from richlazy.reporting.figures import shown
from richlazy.reporting.plotting.footer import add_footer, run_words

FORMS = {
    "quick": make_recognition,
    "default": lambda: make_recognition(horizons=[0, 1, 3, 5, 7]),
    "two samplings": lambda: make_recognition(["raw_tcn", "floor"], samplings=["informative", "uninformative"]),
    "one method, horizon and seed": lambda: make_recognition(["dtw_knn"], [7], seeds=1),
    "splits": lambda: as_splits(make_recognition(seeds=25)),
    "lost": lambda: lose(make_recognition(["mgp_tcn"], seeds=1), "mgp_tcn", 0),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_can_be_drawn_and_read(form):
    measures = FORMS[form]()
    figure, caption = figures.find("sepsis_horizons").draw(measures, {})
    add_footer(figure, run_words("quick", shown("sepsis_horizons", [measures])), {})
    assert_readable(figure, {})
    assert ("None of the" in caption) == (form != "lost") and "othing clinical is claimed" in caption
