"""The figure of networks without recurrence: every curve that was run, and nothing else."""

import json

import numpy as np
import pytest
from helpers.drawn import assert_drawn
from helpers.factories import make_experiment
from richlazy.contracts.study_parts import figures
from richlazy.hypercube.reading import MissingSweep
from richlazy.reporting.plotting.labels import value_words

STYLE = {"width_mm": 120, "font_size": 7, "dpi": 60}
SMALL = {"ranks": (2, 20), "tasks": ("AAA", "BBB"), "seeds": 3, "size": 12}
SWEPT = {"depth": [1, 3], "activation": ["linear", "relu"], "truncated_layers": ["first", "all"]}


def experiment(**swept):
    return make_experiment(**SMALL, extra=SWEPT | swept)


def draw(measures):
    return figures.find("feedforward").draw(measures, STYLE)


def curves(panel):
    return [line for line in panel.get_lines() if len(line.get_xdata()) == 2]


@pytest.mark.parametrize(
    "measures",
    [
        experiment(),
        make_experiment(**SMALL, extra={"depth": [2], "activation": ["relu"]}),
        make_experiment(**SMALL | {"seeds": 1}, extra=SWEPT),
    ],
    ids=["all", "least", "one seed"],
)
def test_it_can_be_drawn(measures):
    figure, caption = draw(measures)
    assert_drawn(figure)
    assert "seed" in caption


@pytest.mark.parametrize("activation", ["linear", "relu"])
def test_columns_are_tasks_rows_activations_and_every_curve_is_a_mean_over_seeds(activation):
    measures = experiment()
    panels = draw(measures)[0].get_axes()
    assert [panel.get_title() for panel in panels[:2]] == ["AAA", "BBB"]
    panel = panels[0 if activation == "linear" else 2]
    assert [text.get_text() for text in panel.texts] == [value_words("activation", activation)]
    found = {tuple(np.round(line.get_ydata(), 12)) for line in curves(panel)}
    last = measures.kernel_alignment.sel(task="AAA", step=10000, activation=activation).mean("seed")
    expected = {tuple(np.round(row, 12)) for row in last.transpose(..., "rank").values.reshape(-1, 2)}
    assert found == expected and len(found) == 4


def test_points_that_were_not_run_have_no_curve_and_are_not_in_the_legend():
    measures = experiment()
    measures["diverged"] = measures.diverged.astype(float)
    for name in ("kernel_alignment", "diverged"):
        measures[name].loc[{"depth": 1, "truncated_layers": "all"}] = np.nan
    figure, _ = draw(measures)
    assert len(curves(figure.get_axes()[0])) == 3
    (legend,) = figure.legends
    assert len(legend.get_texts()) == 3


@pytest.mark.parametrize("swept", [{}, {"depth": [3], "activation": ["relu"], "truncated_layers": ["first"]}])
def test_the_legend_shows_every_curve_as_it_is_drawn(swept):
    figure, _ = draw(experiment(**swept))
    (legend,) = figure.legends
    looks = [
        [(line.get_color(), line.get_linestyle(), line.get_marker()) for line in lines]
        for lines in (legend.get_lines(), curves(figure.get_axes()[0]))
    ]
    assert sorted(looks[0], key=str) == sorted(looks[1], key=str)


def test_both_activations_of_a_measure_share_an_axis_that_holds_all_means():
    measures = experiment()
    measures.weight_change.loc[{"activation": "relu"}] *= 4
    panels = draw(measures)[0].get_axes()
    for row in range(0, len(panels), 4):
        assert len({panel.get_ylim() for panel in panels[row : row + 4]}) == 1
        low, high = panels[row].get_ylim()
        shown = [line.get_ydata() for panel in panels[row : row + 4] for line in curves(panel)]
        assert low <= np.min(shown) and np.max(shown) <= high


@pytest.mark.parametrize("dim", ["rank", "depth", "activation"])
def test_an_experiment_that_lacks_a_sweep_is_told_what_to_add(dim):
    with pytest.raises(MissingSweep, match=f"feedforward needs the experiment to sweep `{dim}`"):
        draw(experiment().isel({dim: 0}, drop=True))


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        (["first"], "the first layer"),
        (["all"], "every layer"),
        (["first", "all"], "the first layer, or of every one"),
    ],
)
def test_the_caption_says_which_layers_are_truncated(layers, words):
    assert f"the rank of the initial matrix of {words};" in draw(experiment(truncated_layers=layers))[1]


def test_an_experiment_that_sweeps_no_layers_shows_those_that_it_has():
    measures = experiment(truncated_layers=["all"]).isel(truncated_layers=0, drop=True)
    measures.attrs["parameters"] = json.dumps({"truncated_layers": "all"})
    figure, caption = draw(measures)
    assert "matrix of every layer;" in caption
    assert {line.get_marker() for line in curves(figure.get_axes()[0])} == {"s"}
