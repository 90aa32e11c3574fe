"""The figure of learning rules shows means by rule, the angle to the gradient, and which rules have not learned."""

import numpy as np
import pytest
from helpers.drawn import assert_drawn
from helpers.figures_forms import learning_rules
from matplotlib.colors import same_color
from richlazy.hypercube.reading import MissingSweep
from richlazy.reporting import figures

STYLE = {"width_mm": 180, "font_size": 7, "dpi": 60}
ROWS, RULES, RANKS = 6, 4, 3


def draw(experiment):
    return figures.draw("learning_rules", [experiment], STYLE)


def curves(panel):
    """The mean of each rule over ranks, [rule, rank]."""
    return np.array([line.get_ydata() for line in panel.get_lines() if len(line.get_xdata()) == RANKS])


def faces(panel):
    """The fill of the marks, [rule][rank]."""
    marks = [line.get_markerfacecolor() for line in panel.get_lines() if line.get_marker() not in ("None", "")]
    return [marks[number * RANKS : (number + 1) * RANKS] for number in range(RULES)]


def column(figure, number):
    """The panels of a task, from top to bottom."""
    return figure.get_axes()[number::2]


def test_it_can_be_drawn_with_a_row_per_measure():
    figure, caption = draw(learning_rules())
    assert_drawn(figure)
    assert [panel.get_title() for panel in figure.get_axes()[:2]] == ["2AF", "DMS"] and "10 seeds" in caption
    assert len(figure.get_axes()) == 2 * ROWS
    words = [text.get_text() for text in figure.legends[0].get_texts()]
    assert words[:4] == ["gradient (BPTT)", "feedback alignment", "truncated BPTT", "RFLO"]


def test_curves_are_the_means_of_the_last_step():
    experiment = learning_rules()
    figure, _ = draw(experiment)
    last = experiment.sel(step=5000, task="2AF").mean("seed").transpose("rule", "rank", ...)
    panels = column(figure, 0)
    for panel, name in ((panels[0], "kernel_alignment"), (panels[1], "representation_alignment")):
        np.testing.assert_allclose(curves(panel), last[name])
    np.testing.assert_allclose(curves(panels[4]), last.gradient_angle, atol=1e-9)


def test_the_dimension_of_the_change_is_its_participation_ratio():
    experiment = learning_rules()
    figure, _ = draw(experiment)
    halves = 0.25 ** np.arange(3)  # squares of components, each half the one before
    np.testing.assert_allclose(curves(column(figure, 0)[3]), halves.sum() ** 2 / (halves**2).sum())


def test_marks_are_white_where_half_of_the_runs_or_more_have_not_learned():
    figure, caption = draw(learning_rules())
    for number, not_learned in ((0, set()), (1, {3})):
        for panel in column(figure, number)[:3]:
            white = {rule for rule, marks in enumerate(faces(panel)) if all(same_color(one, "white") for one in marks)}
            some = {rule for rule, marks in enumerate(faces(panel)) if any(same_color(one, "white") for one in marks)}
            assert white == some == not_learned
    assert "which 30 of all runs are" in caption and "5 of the 240 runs diverged" in caption


def test_without_a_known_chance_level_no_rule_is_marked():
    figure, _ = draw(learning_rules().drop_vars(["chance_accuracy", "highest_accuracy"]))
    assert not any(same_color(one, "white") for marks in faces(column(figure, 1)[0]) for one in marks)


@pytest.mark.parametrize("dim", ["rank", "rule"])
def test_an_experiment_that_lacks_a_sweep_is_told_what_to_add(dim):
    with pytest.raises(MissingSweep, match=f"figure learning_rules needs the experiment to sweep `{dim}`"):
        draw(learning_rules().isel({dim: 0}, drop=True))
