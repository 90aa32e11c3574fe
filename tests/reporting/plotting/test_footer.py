"""The foot of a figure: it tells the preset and what the data hold, within the page."""

import numpy as np
import pytest
import xarray as xr
from helpers.factories import make_experiment, make_simulation
from helpers.plotting_checks import assert_readable
from richlazy.contracts.study_parts import figures
from richlazy.reporting.plotting.footer import add_footer, run_words
from richlazy.reporting.plotting.style import new_figure

EXPERIMENT = {"ranks": (2, 20), "tasks": ("AAA",), "size": 12}


def test_it_tells_preset_seeds_units_and_steps_of_the_data():
    words = run_words("quick", [make_experiment(**EXPERIMENT, seeds=3)])
    assert words == "Preset: quick  ·  3 seeds  ·  12 units  ·  10 000 training steps"


def test_several_experiments_are_told_by_their_ranges():
    experiments = [
        make_experiment(**EXPERIMENT, seeds=1, steps=(0, 500)),
        make_experiment(**EXPERIMENT | {"size": 30}, seeds=8),
    ]
    assert run_words("mine", experiments).endswith("1 to 8 seeds  ·  12 to 30 units  ·  500 to 10 000 training steps")


def test_one_seed_is_a_seed_and_units_are_those_of_the_matrices():
    experiment = make_experiment(**EXPERIMENT, seeds=1)
    experiment["units"] = ("rank",), [300, 302]
    assert "1 seed  ·  300 to 302 units" in run_words("paper", [experiment])


def test_swept_sizes_are_told():
    experiment = make_experiment(**EXPERIMENT, extra={"hidden": [100, 1000]})
    assert "100 to 1 000 units" in run_words("paper", [experiment])


def test_a_simulation_has_no_training_steps():
    experiment = make_simulation(4).assign_attrs(arguments='{"hidden": 50}')
    assert run_words("paper", [experiment]) == "Preset: paper  ·  4 seeds  ·  50 units"
    assert run_words("paper", [xr.Dataset(coords={"seed": np.arange(2)})]) == "Preset: paper  ·  2 seeds"


def test_curves_of_a_simulation_may_be_over_other_steps():
    curve = xr.Dataset(coords={"seed": [0], "step": ("step", [1, 4000], {"long_name": "online sample"})})
    assert run_words("quick", [curve]).endswith("1 seed  ·  4 000 online samples")
    assert run_words("quick", [curve, make_experiment(**EXPERIMENT)]).endswith("4 000 to 10 000 training steps")


@pytest.mark.parametrize("style", [{}, {"width_mm": 90, "font_size": 10}])
def test_it_stands_on_the_page_below_all_else(style):
    experiment = make_experiment(**EXPERIMENT)
    figure, _ = figures.find("figure1").draw(experiment, style)
    add_footer(figure, run_words("quick", [experiment]), style)
    assert_readable(figure, style)


def test_a_figure_has_the_room_beside_the_height_that_it_asks_for():
    figure = new_figure({}, 100)
    assert 100 < figure.get_figheight() * 25.4 < 106
