"""Lines of conditions, levels of chance, and what is shown of onsets and groups of weights."""

import numpy as np
import pytest
from helpers.in_context_networks import make_networks, of_alpha, of_burstiness, of_labels, of_learners, of_rank, of_zipf
from matplotlib.figure import Figure

from studies.in_context.analysis.scores import CONTEXT, WEIGHTS, end
from studies.in_context.figures.icl_attention import uniform
from studies.in_context.panels.along_and_end import one_parameter
from studies.in_context.panels.conditions import MOST_LINES, left_out_text, legend_title, lines
from studies.in_context.panels.regime import by_group, regime
from studies.in_context.panels.score_axes import IN_CONTEXT, at_end, chance, chance_of_labels


def test_lines_are_the_conditions_in_ascending_order_with_their_values():
    found = lines(of_burstiness((0.9, 0, 1)), {})
    assert [line.name for line in found] == ["0", "0.9", "1"]
    assert [float(line.part.burstiness) for line in found] == [0, 0.9, 1]
    assert legend_title(of_burstiness()) == "Share of bursty sequences"


def test_lines_of_learners_have_their_names():
    assert [line.name for line in lines(of_learners(), {})] == ["transformer", "LSTM", "Elman network"]


def test_lines_of_two_parameters_say_both():
    measures = make_networks({"burstiness": [0.9], "class_count": [64, 512]})
    names = [line.name for line in lines(measures, {})]
    assert names[0] == "share of bursty sequences 0.9, number of classes 64" and legend_title(measures) == ""


def test_many_conditions_are_thinned_and_told():
    measures = of_zipf(tuple(0.5 * number for number in range(11)))
    found = [line.name for line in lines(measures, {})]
    assert len(found) == MOST_LINES and found[0] == "0" and found[-1] == "5"
    assert "11 conditions" in left_out_text(measures) and left_out_text(of_zipf()) == ""


def test_points_that_were_not_run_have_no_line():
    measures = of_burstiness()
    measures["diverged"] = measures.diverged.astype(float).where(measures.burstiness != 0.5)
    assert [line.name for line in lines(measures, {})] == ["0", "0.9", "1"]


@pytest.mark.parametrize("name, level", [(CONTEXT, 0.5), (WEIGHTS, 1 / 32)])
def test_chance_is_a_named_line(name, level):
    panel = Figure().subplots()
    chance(panel, of_burstiness(), name)
    ((start, _),) = panel.collections[0].get_segments()
    assert start[1] == level and [text.get_text() for text in panel.texts] == ["chance"]


def test_chance_of_every_number_of_labels():
    panel = Figure().subplots()
    chance(panel, of_labels(), WEIGHTS)
    assert not panel.collections
    chance_of_labels(panel, of_labels((512, 32)))
    assert [segment[0][1] for segment in panel.collections[0].get_segments()] == [1 / 32, 1 / 512]


def test_marks_are_means_at_the_last_step():
    measures, panel = of_burstiness((0.9, 0)), Figure().subplots()
    at_end(panel, end(measures), IN_CONTEXT, "burstiness", {})
    (line,) = [line for line in panel.get_lines() if line.get_label() == "novel classes"]
    means = measures[CONTEXT].sortby("burstiness").isel(step=-1).mean("seed")
    np.testing.assert_allclose(line.get_ydata(), means)
    assert [label.get_text() for label in panel.get_xticklabels()] == ["0", "0.9"]


def test_uniform_attention():
    """The query sees two labels of its class among nine tokens; a label sees 2, 4, 6 or 8 tokens, one of them its
    item."""
    np.testing.assert_allclose(uniform(of_burstiness()), (2 / 9, (1 / 2 + 1 / 4 + 1 / 6 + 1 / 8) / 4))
    assert np.isnan(uniform(of_burstiness().assign_attrs(parameters="{}"))).all()


def test_one_parameter_is_left():
    measures = make_networks({"burstiness": [0.0, 0.9], "class_count": [64, 512]})
    found = one_parameter(measures, "class_count")
    assert found.diverged.dims == ("class_count", "seed") and float(found.burstiness) == 0


def test_groups_become_measures():
    measures = of_alpha()
    found = by_group(end(measures))
    last = measures.group_weight_change.isel(step=-1).sel(component=3)
    np.testing.assert_array_equal(found["group_weight_change 3"], last)
    assert "group_kernel_alignment 4" in found and "group_kernel_alignment 5" not in found


def test_onset_shows_the_median_with_those_that_never_learn_as_the_latest():
    """Of eight seeds of rank 1 five never do, so that their median is unknown."""

    def some(at):
        return 0.99 - 0.4 * (at["rank"] == 1) * (at.seed < 5)

    figure, _ = regime(of_rank(in_context=some), {}, "rank", "Networks")
    panel = figure.axes[1]
    medians = panel.get_lines()[-1].get_ydata()
    assert np.isnan(medians[0]) and (np.diff(medians[1:]) < 0).all()
    assert [text.get_text() for text in panel.texts if "never" in text.get_text()] == ["5 of 8\nnever"]
