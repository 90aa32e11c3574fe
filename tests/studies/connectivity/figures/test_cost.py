"""The figure of cost: what it draws at equal loss, at the end and along training."""

import numpy as np
import pytest
from helpers.drawn import assert_drawn
from helpers.factories import make_costs, make_experiment
from richlazy.contracts.study_parts import figures
from richlazy.errors import InputError
from richlazy.hypercube.reading import MissingSweep

from studies.connectivity.analysis.learning_cost import at_common_loss

STYLE = {"width_mm": 120, "font_size": 7, "dpi": 60}
SMALL = {"ranks": (2, 20), "tasks": ("AAA", "BBB"), "seeds": 3, "size": 12}


def draw(experiment):
    return figures.find("cost").draw(experiment, STYLE)


@pytest.mark.parametrize(
    "experiment",
    [
        make_costs(**SMALL),
        make_costs(**SMALL).drop_vars("activity_cost"),
        make_costs(**SMALL | {"seeds": 1, "ranks": (4,)}),
        make_costs(**SMALL, diverged=[("AAA", 2, seed) for seed in range(3)]),
        make_costs(**SMALL | {"tasks": ("AAA",)}).isel(task=0, drop=True),
    ],
    ids=["plain", "paths alone", "least", "a condition with no run left", "no task"],
)
def test_every_form_of_experiment_can_be_drawn(experiment):
    figure, caption = draw(experiment)
    assert_drawn(figure)
    assert caption


def test_upper_rows_show_equal_loss_and_the_end_and_lower_ones_training():
    experiment = make_costs(**SMALL)
    experiment["loss"] = experiment.loss + 0.1 * (experiment["rank"] == 2) * (
        experiment.step > 0
    )  # or the end would be at equal loss
    figure, caption = draw(experiment)
    panels = figure.get_axes()
    equal = at_common_loss(experiment, ["path_length_1"])
    end, *_, mean = panels[0].get_lines()
    np.testing.assert_allclose(mean.get_ydata(), equal.path_length_1.sel(task="AAA").mean("seed").squeeze("step"))
    np.testing.assert_allclose(end.get_ydata(), experiment.path_length_1.sel(task="AAA", step=10000).mean("seed"))
    assert not np.allclose(mean.get_ydata(), end.get_ydata())
    along = [line.get_ydata() for line in panels[6].get_lines()]
    np.testing.assert_allclose(along, experiment.path_length_1.sel(task="AAA").mean("seed").transpose("rank", "step"))
    assert len(panels) == 12 and all(panel.get_ylim()[0] == 0 for panel in panels)
    assert f"AAA {float(equal.level.sel(task='AAA')):.3f}" in caption and "3 seeds" in caption


def test_every_value_lies_within_its_panel():
    for panel in draw(make_costs(**SMALL))[0].get_axes():
        assert panel.get_ylim()[1] >= max(np.nanmax(line.get_ydata()) for line in panel.get_lines())


def test_experiments_without_ranks_or_paths_are_told_what_to_add():
    with pytest.raises(MissingSweep, match="figure cost needs the experiment to sweep `rank`"):
        draw(make_costs(**SMALL).isel(rank=0, drop=True))
    with pytest.raises(InputError, match="`tracked: path_length`"):
        draw(make_experiment(**SMALL))
