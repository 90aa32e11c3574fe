"""Figures of explicit committee machines and of modular addition, at print size."""

import json

import numpy as np
import pytest
import xarray as xr
from helpers.committee_machines import make_committee_machines
from helpers.factories import make_experiment
from helpers.plotting_checks import assert_readable
from richlazy.contracts.study_parts import figures
from richlazy.reporting.figures import shown
from richlazy.reporting.plotting.footer import add_footer, run_words

STEPS = (0, 1, 10, 100, 1000)


def networks(alphas=(0.25, 1.0, 4.0), seeds=8, lost=False):
    """An experiment over alpha with the measures of both figures."""
    made = make_experiment(ranks=tuple(range(1, len(alphas) + 1)), tasks=("2AF",), seeds=seeds, size=10, steps=STEPS)
    measures = made.isel(task=0).rename(rank="alpha").assign_coords(alpha=list(alphas), epsilon=0.1)
    falling = 1 / (1 + measures.step / 50 / measures.alpha) + 0 * measures.loss
    measures["population_error"] = falling.transpose(*measures.loss.dims).assign_attrs(
        long_name="test error", units="1"
    )
    measures["training_accuracy"] = (1 - falling).transpose(*measures.loss.dims)
    measures["accuracy"] = measures.training_accuracy**3
    measures["training_accuracy_step"] = _first(measures.training_accuracy)
    measures["held_out_accuracy_step"] = _first(measures.accuracy)
    parameters = json.loads(measures.attrs.get("parameters", "{}"))
    measures.attrs["parameters"] = json.dumps(parameters | {"accuracy_bound": 0.5})
    measures["weight_norm"] = (2 - falling).transpose(*measures.loss.dims).assign_attrs(long_name="norm", units="1")
    if lost:
        measures.diverged.loc[{"alpha": alphas[0]}] = 1
        for entry in measures.data_vars.values():
            if {"alpha", "seed", "step"} <= set(entry.dims):
                entry.loc[{"alpha": alphas[0], "step": list(STEPS[1:])}] = np.nan
    return measures


def _first(accuracy):
    """First steps so far, a third of the checkpoint later than that before: none of them is a checkpoint."""
    steps = np.array(STEPS, float)
    reached = (accuracy >= 0.5).transpose(..., "step").values
    first = np.where(reached.any(-1), steps[reached.argmax(-1)] / 3, np.inf)[..., None]
    found = np.where(first <= steps, first, np.inf)
    return accuracy.transpose(..., "step").copy(data=found).transpose(*accuracy.dims).drop_attrs()


FORMS = {
    "plain": networks,
    "one seed": lambda: networks(seeds=1),
    "one alpha": lambda: networks((1.0,)),
    "many": lambda: networks((0.25, 0.5, 1.0, 2.0, 4.0, 8.0)),
    "lost": lambda: networks(lost=True),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["grokking_networks", "grokking_modular"])
def test_every_form_can_be_drawn_and_read(name, form):
    measures = FORMS[form]()
    figure, caption = figures.find(name).draw(measures, {})
    add_footer(figure, run_words("quick", shown(name, [measures])), {})
    assert_readable(figure, {})
    assert "seed" in caption


def further_swept(values):
    """Networks over alpha and a further parameter, whose measures grow with it."""
    parts = [networks().assign_coords(committee_size=value) for value in values]
    for part, value in zip(parts, values, strict=True):
        part["population_error"] = part.population_error * value / 100
        part["weight_norm"] = part.weight_norm * value / 100
    joined = xr.concat(parts, "committee_size")
    return joined.assign_attrs(sweep=json.dumps(["committee_size", "alpha"]))


@pytest.mark.parametrize("name, measure, panels", [("grokking_networks", 0, 6), ("grokking_modular", 4, 7)])
def test_every_value_of_a_further_swept_parameter_has_a_block_of_its_own(name, measure, panels):
    measures = further_swept((50, 100))
    figure, caption = figures.find(name).draw(measures, {})
    add_footer(figure, run_words("quick", shown(name, [measures])), {})
    assert_readable(figure, {})
    assert len(figure.axes) == 2 * panels
    drawn = [figure.axes[block * panels + measure].lines[0].get_ydata()[-1] for block in range(2)]
    assert drawn[1] == pytest.approx(2 * drawn[0])
    words = [block._suptitle.get_text() for block in figure.subfigs]
    assert [text.endswith(value) for text, value in zip(words, (" 50", " 100"), strict=True)] == [True, True]
    assert f"From above: {'; '.join(words)}." in caption and "Not shown" not in caption


@pytest.mark.parametrize("name", ["grokking_networks", "grokking_modular"])
def test_values_that_have_no_room_are_named_in_the_caption(name):
    measures = further_swept((50, 100, 200, 400))
    figure, caption = figures.find(name).draw(measures, {})
    assert_readable(figure, {})
    first = figure.subfigs[0]._suptitle.get_text().removesuffix("50")
    assert f"Not shown: {first}200; {first}400." in caption


def test_points_that_were_not_run_have_no_block():
    measures = further_swept((50, 100))
    measures["diverged"] = measures.diverged.where(measures.committee_size == 100)
    figure, caption = figures.find("grokking_modular").draw(measures, {})
    assert len(figure.subfigs) == 1 and "From above" not in caption


def test_the_recursion_stands_beside_networks_of_its_scales_and_says_how_near():
    measures = networks()
    figure, caption = figures.find("grokking_networks").draw(measures, {}, make_committee_machines())
    assert_readable(figure, {})
    assert "lines: mean of the recursion" in caption and "differ by at most" in caption
    other = make_committee_machines(alphas=(7,))
    assert "was at hand" in figures.find("grokking_networks").draw(measures, {}, other)[1]
