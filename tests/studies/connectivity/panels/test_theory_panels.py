"""The curves of figure 3 pass through the closed form of every case of the simulation."""

import numpy as np
import pytest
from richlazy.contracts.study_parts import defaults

from studies.connectivity.linear_theory.cases import all_cases
from studies.connectivity.panels.theory_panels import curve

ARGUMENTS = defaults("two_layer_linear") | {"inputs": 12, "hidden": 9, "ranks": [1, 4, 9], "outputs": [1, 3]}
FLOW = [case for case in all_cases(ARGUMENTS) if np.isnan(case.learning_rate)]


@pytest.mark.parametrize("family", sorted({case.family for case in FLOW}))
def test_curves_pass_through_the_closed_form_of_every_case(family):
    cases = [case for case in FLOW if case.family == family]
    for case in cases:
        form = curve(family, case.start, ARGUMENTS["inputs"], ARGUMENTS["hidden"])
        expected = case.expected(ARGUMENTS["inputs"])
        assert (form is None) == np.isnan(expected)
        if form:
            assert float(form(case.value)) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("family", "start"), [("scale", "rank_4"), ("kappa", "aligned"), ("rank", "first_layer")])
def test_a_curve_has_a_value_at_every_place(family, start):
    values = curve(family, start, 12, 9)(np.linspace(1, 9, 50))
    assert values.shape == (50,) and np.isfinite(values).all()
