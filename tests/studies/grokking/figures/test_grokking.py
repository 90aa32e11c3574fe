"""The figure of committee machines, at print size, of every form that an experiment can have."""

import numpy as np
import pytest
from helpers.committee_machines import lose, make_committee_machines
from helpers.plotting_checks import assert_readable
from richlazy.contracts.study_parts import figures
from richlazy.reporting.figures import shown
from richlazy.reporting.plotting.footer import add_footer, run_words

FINE = (0.05, 0.1, 0.2, 0.4)


def with_lost():
    measures = make_committee_machines(epsilons=FINE)
    lose(measures, 0.25, 0.4)
    lose(measures, 1, 0.05)
    return measures


FORMS = {
    "quick": make_committee_machines,
    "default": lambda: make_committee_machines(epsilons=FINE, seeds=10),
    "complete": lambda: make_committee_machines(2.0 ** np.arange(-2, 6), (0.05, 0.1, 0.25, 0.5, 1), 10),
    "one alpha": lambda: make_committee_machines(alphas=(1,)),
    "one epsilon": lambda: make_committee_machines(epsilons=(0.1,)),
    "one cell, one seed": lambda: make_committee_machines((2,), (0.3,), 1),
    "lost": with_lost,
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_can_be_drawn_and_read(form):
    measures = FORMS[form]()
    figure, caption = figures.find("grokking").draw(measures, {})
    add_footer(figure, run_words("quick", shown("grokking", [measures])), {})
    assert_readable(figure, {})
    runs = measures.diverged.size
    assert (
        f"of the {runs} runs diverged" in caption and f"{int(np.isinf(measures.test_step).sum())} of {runs}" in caption
    )
