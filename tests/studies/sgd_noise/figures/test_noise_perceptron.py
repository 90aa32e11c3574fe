"""The figure of perceptrons, at print size, of every form that an experiment can have."""

import pytest
from helpers.depleted_perceptrons import lose, make_depleted_perceptrons, never
from helpers.plotting_checks import assert_readable
from richlazy.contracts.study_parts import figures
from richlazy.reporting.figures import shown
from richlazy.reporting.plotting.footer import add_footer, run_words

FORMS = {
    "quick": make_depleted_perceptrons,
    "default": lambda: make_depleted_perceptrons(samples=[128 * 2**k for k in range(6)], seeds=10),
    "complete": lambda: make_depleted_perceptrons(samples=[256 * 2**k for k in range(8)], seeds=20),
    "many chi": lambda: make_depleted_perceptrons((-0.5, 0, 0.5, 1, 2, 3, 10)),
    "one chi": lambda: make_depleted_perceptrons((1,)),
    "one octave, one seed": lambda: make_depleted_perceptrons((0, 2), (64, 128), 1),
    "never": lambda: never(never(make_depleted_perceptrons(), 0, 1024), 1, 512),
    "lost": lambda: lose(lose(make_depleted_perceptrons(), 0, 1024), 1, 128),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_can_be_drawn_and_read(form):
    measures = FORMS[form]()
    figure, caption = figures.find("noise_perceptron").draw(measures, {})
    foot = run_words("quick", shown("noise_perceptron", [measures]))
    add_footer(figure, foot, {})
    assert_readable(figure, {})
    runs, diverged = measures.diverged.size, int(measures.diverged.sum())
    assert f"{int(measures.converged.sum())} of the {runs} runs fitted every sample" in caption
    assert f"{diverged or 'none'} diverged" in caption and foot.endswith("online samples")
