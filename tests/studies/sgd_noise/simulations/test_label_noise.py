"""The simulation of label noise: what its runs share, when they leave, and what the claim and the figure make of it."""

import numpy as np
import pytest
from helpers.plotting_checks import assert_readable
from richlazy.contracts.study_parts import claims, defaults, figures
from richlazy.hypercube.tables import long_table, simulation_summary

from studies.sgd_noise.label_noise import radius
from studies.sgd_noise.simulations import label_noise

SMALL = {"inputs": 4, "samples": 16, "units": [256, 1024], "noises": [4, 8], "rate": 0.1}


@pytest.fixture(scope="module")
def measures():
    return label_noise.simulate(range(8), **defaults("label_noise") | SMALL)


def rows(measures):
    return claims.find("S14").test(measures, {})


def verdicts(measures, words):
    return {row.verdict for row in rows(measures) if row.direction.startswith(words)}


def test_runs_leave_about_when_theory_says(measures):
    assert (measures.converged == 1).all() and (measures.diverged == 0).all()
    assert abs(float((measures.exit_step / measures.theory).mean()) - 1) < 0.2
    for units in measures.units.values:
        cell = measures.sel(units=units, noise=4)
        known = cell.norm.dropna("step").mean("seed")
        theory = (1 - radius(units)) ** (known.step / float(cell.theory[0]))
        np.testing.assert_allclose(known, theory, atol=0.03)
        assert float(known[0]) == 1 and known.step[-1] == np.round(2 * cell.theory[0])


def test_a_seed_does_not_depend_on_others(measures):
    alone = label_noise.simulate([5], **defaults("label_noise") | SMALL)
    for name in measures.data_vars:
        np.testing.assert_allclose(alone[name].isel(seed=0), measures[name].sel(seed=5), rtol=1e-9)


def test_equal_seeds_have_equal_bits(measures):
    again = label_noise.simulate(range(8), **defaults("label_noise") | SMALL)
    assert again.identical(measures)


def test_a_run_that_does_not_leave_in_time_is_never():
    few = SMALL | {"noises": [4], "units": [256], "patience": 1}
    found = label_noise.simulate(range(12), **defaults("label_noise") | few)
    never = np.isposinf(found.exit_step)
    assert never.any() and (found.converged == ~never).all() and found.shrink_off.where(never).isnull().all()


def test_what_diverges_is_marked():
    found = label_noise.simulate(range(3), **defaults("label_noise") | SMALL | {"rate": 0.5, "noises": [1000]})
    lost = found.diverged == 1
    assert lost.any() and found.exit_step.where(lost).isnull().all() and (found.converged.where(lost, 0) == 0).all()


def test_rows_of_the_claim(measures):
    found = rows(measures)
    assert [row.direction.split()[0] for row in found].count("agrees") == 8 and len(found) == 12
    assert {row.seeds for row in found} == {8}
    assert verdicts(measures, "greater") == {"supported"}


def test_another_law_contradicts(measures):
    other = measures.assign(exit_step=measures.exit_step * measures.noise * measures.units**0.5)
    assert verdicts(other, "agrees within 0.1 with -2") == {"contradicted"}
    moved = measures.assign(shrink_off=measures.shrink_on)
    assert "contradicted" in verdicts(moved, "agrees within 0.1 with 0")
    assert verdicts(moved, "greater") == {"undecided"}


@pytest.mark.parametrize("place", [{}, {"units": [0]}, {"noise": [1]}, {"units": [1], "noise": [0]}])
def test_the_figure_can_be_read(measures, place):
    figure, caption = figures.find("noise_labels").draw(measures.isel(place), {})
    assert_readable(figure, {})
    assert f"of {measures.isel(place).diverged.size} runs" in caption
    assert rows(measures.isel(place))


def test_tables(measures):
    assert len(long_table(measures)) and len(simulation_summary(measures, 0.95))
