"""Figures of samples, informed starts, ranks and fresh samples, at print size."""

import numpy as np
import pytest
from helpers.committee_grids import committee_grid
from helpers.plotting_checks import assert_readable
from richlazy.contracts.study_parts import figures
from richlazy.reporting.figures import shown
from richlazy.reporting.plotting.footer import add_footer, run_words

FIGURES = {
    "grokking_samples": "committee_samples",
    "grokking_informed": "committee_informed",
    "grokking_rank": "committee_rank",
    "grokking_online": "committee_online",
}


def lost(measures):
    """One point without any run, one that never generalises."""
    dim = measures.diverged.dims[-2]
    point = {dim: measures[dim][-1]}
    measures.diverged.loc[point] = 1
    for name, entry in measures.data_vars.items():
        if entry.dims[: len(measures.diverged.dims)] == measures.diverged.dims and name not in (
            "diverged",
            "converged",
        ):
            entry.loc[point] = np.nan
    measures.test_step.loc[{dim: measures[dim][0]}] = np.inf
    return measures


FORMS = {
    "plain": lambda name: committee_grid(name),
    "one seed": lambda name: committee_grid(name, 1),
    "rows": lambda name: committee_grid(name, 2, alphas=[0.5, 1, 2], epsilons=[0.05, 0.1], steps=100),
    "lost": lambda name: lost(committee_grid(name, epsilons=[0.1, 0.2], steps=300)),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", FIGURES)
def test_every_form_can_be_drawn_and_read(name, form):
    measures = FORMS[form](FIGURES[name])
    figure, caption = figures.find(name).draw(measures, {})
    add_footer(figure, run_words("quick", shown(name, [measures])), {})
    assert_readable(figure, {})
    assert f"of the {measures.diverged.size} runs diverged" in caption
    if form == "rows" and name != "grokking_online":
        assert "4 of 6 are shown" in caption
