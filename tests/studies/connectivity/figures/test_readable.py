"""Every figure, at print size, of experiments such as the quick and the paper's config have: a reader can read it."""

import pytest
from helpers.figures_forms import FORMS
from helpers.plotting_checks import assert_readable
from richlazy.contracts.study_parts import figures
from richlazy.reporting.figures import draw, shown
from richlazy.reporting.plotting.footer import add_footer, run_words


@pytest.mark.parametrize("form", FORMS)
def test_panels_are_wide_enough_and_no_text_is_cut_or_covered(form):
    name, experiments = form.partition("-")[0], FORMS[form]()
    figure, _ = draw(name, experiments, {})
    add_footer(figure, run_words("quick", shown(name, experiments)), {})
    assert_readable(figure, {})


def test_every_figure_of_the_study_is_among_them():
    own = {name for name in figures.available() if figures.path(name).parents[1].name == "connectivity"}
    assert {form.partition("-")[0] for form in FORMS} == own
