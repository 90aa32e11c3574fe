"""The figure of networks without recurrence: every curve that was run, and nothing else."""

import numpy as np
import pytest
from drawn import assert_drawn
from factories import make_study
from richlazy import figures
from richlazy.hypercube import MissingSweep

STYLE = {"width_mm": 120, "font_size": 7, "dpi": 60}
SMALL = {"ranks": (2, 20), "tasks": ("AAA", "BBB"), "seeds": 3, "size": 12}
SWEPT = {"depth": [1, 3], "activation": ["linear", "relu"], "truncated_layers": ["first", "all"]}


def study(**swept):
    return make_study(**SMALL, extra=SWEPT | swept)


def draw(measures):
    return figures.find("feedforward").draw(measures, STYLE)


def curves(panel):
    return [line for line in panel.get_lines() if len(line.get_xdata()) == 2]


@pytest.mark.parametrize(
    "measures",
    [
        study(),
        make_study(**SMALL, extra={"depth": [2], "activation": ["relu"]}),
        make_study(**SMALL | {"seeds": 1}, extra=SWEPT),
    ],
    ids=["all", "least", "one seed"],
)
def test_it_can_be_drawn(measures):
    figure, caption = draw(measures)
    assert_drawn(figure)
    assert "seed" in caption


def test_columns_are_tasks_and_every_curve_is_a_mean_over_seeds():
    measures = study()
    figure, _ = draw(measures)
    panels = figure.get_axes()
    assert [panel.get_title() for panel in panels[:2]] == ["AAA", "BBB"]
    found = {tuple(np.round(line.get_ydata(), 12)) for line in curves(panels[0])}
    last = measures.kernel_alignment.sel(task="AAA", step=10000).mean("seed")
    expected = {tuple(np.round(row, 12)) for row in last.transpose(..., "rank").values.reshape(-1, 2)}
    assert found == expected and len(found) == 8


def test_points_that_were_not_run_have_no_curve():
    measures = study()
    measures["diverged"] = measures.diverged.astype(float)
    for name in ("kernel_alignment", "diverged"):
        measures[name].loc[{"depth": 1, "truncated_layers": "all"}] = np.nan
    shown = [line for line in curves(draw(measures)[0].get_axes()[0]) if np.isfinite(line.get_ydata()).any()]
    assert len(shown) == 6


@pytest.mark.parametrize("dim", ["rank", "depth", "activation"])
def test_a_study_that_lacks_a_sweep_is_told_what_to_add(dim):
    with pytest.raises(MissingSweep, match=f"feedforward needs the study to sweep `{dim}`"):
        draw(study().isel({dim: 0}, drop=True))
