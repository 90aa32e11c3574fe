"""Claims on samples, informed starts, fresh samples, rank, modular addition and explicit networks, on known values."""

import numpy as np
import pytest
import xarray as xr
from helpers.committee_grids import committee_grid
from richlazy.contracts.study_parts import claims

OF = {"G9": "committee_samples", "G10": "committee_informed", "G13": "committee_online", "G15": "committee_rank"}
ROWS = {"G9": 5, "G10": 3, "G13": 1, "G15": 3}


def rows(claim, measures):
    return claims.find(claim).test(measures, {})


def as_predicted(claim):
    """The values that a claim predicts, with a little noise over seeds."""
    measures = committee_grid(OF[claim])
    noise = xr.DataArray(1 + 0.01 * np.random.default_rng(0).standard_normal(8), {"seed": measures.seed}, "seed")
    if claim == "G9":
        samples = measures.samples
        measures["final_error"] = (1 / samples * noise + 0 * measures.final_error).transpose(*measures.final_error.dims)
        measures["train_step"] = 0 * measures.final_error + 100 * noise
        measures["test_step"] = 0 * measures.final_error + noise * xr.where(samples < 10, np.inf, 6000 / samples)
        measures["test_step"] = measures.test_step.where(samples < 50, 120 * noise)
    if claim == "G10":
        for name in ("peak", "test_step", "ratio"):
            measures[name] = 0 * measures.final_error + noise * (2 - measures.share)
    if claim == "G13":
        measures["train_step"] = 0 * measures.final_error + 100 * noise
        measures["test_step"] = 1.2 * measures.train_step * noise
    if claim == "G15":
        for name, power in (("weight_change", -1), ("ratio", 1), ("kernel_error", -1)):
            measures[name] = xr.zeros_like(measures[name]) + noise * measures["rank"] ** float(power)
    return measures


@pytest.mark.parametrize("claim", OF)
def test_what_is_predicted_supports_every_row_and_its_opposite_none(claim):
    measures = as_predicted(claim)
    found = rows(claim, measures)
    assert len(found) == ROWS[claim] and {row.verdict for row in found} == {"supported"}
    axis = measures.diverged.dims[-2]
    if claim != "G13":
        turned = measures.copy(deep=True)
        for name, entry in measures.data_vars.items():
            if axis in entry.dims:
                turned[name] = (entry.dims, entry.isel({axis: slice(None, None, -1)}).values)
        supported = [row for row in rows(claim, turned) if row.verdict == "supported"]
        assert all("samples=20" in row.task for row in supported)  # the middle, which is where it was


def test_with_fresh_samples_a_delay_contradicts():
    measures = as_predicted("G13")
    measures["test_step"] = 5 * measures.train_step
    assert rows("G13", measures)[0].verdict == "contradicted"
    measures["test_step"] = measures.test_step * np.inf
    measures["train_step"] = measures.train_step * np.inf  # neither error falls: no difference
    assert rows("G13", measures)[0].verdict == "supported"


@pytest.mark.parametrize("claim", OF)
def test_one_value_of_the_axis_gives_rows_and_no_error(claim):
    measures = committee_grid(OF[claim])
    axis = measures.diverged.dims[-2]
    for row in rows(claim, measures.isel({axis: [0]})):
        assert row.verdict in ("supported", "undecided", "contradicted")


def test_a_row_names_its_cell_where_the_grid_has_more():
    measures = committee_grid("committee_rank", 3, alphas=[0.5, 1], steps=100)
    found = rows("G15", measures)
    assert {row.task for row in found if row.measure == "ratio"} == {"alpha=0.5", "alpha=1"}
    assert len([row for row in found if row.measure == "kernel_error"]) == 1


def modular(alphas=(0.5, 1.0, 2.0), seeds=8):
    """Networks that learn their pairs at once and the others the later the larger alpha is, the laziest never."""
    steps = np.array([0, 10, 100, 1000, 10_000])
    late = xr.DataArray([10.0, 1000.0, np.inf][: len(alphas)], {"alpha": list(alphas)}, "alpha")
    step = xr.DataArray(steps, {"step": steps}, "step")
    seed = xr.DataArray(np.linspace(1, 1.1, seeds), {"seed": range(seeds)}, "seed")
    accuracy = xr.where(step >= late, 0.9, 0.02) + 0 * seed
    measures = xr.Dataset({"accuracy": accuracy, "training_accuracy": xr.where(step >= 10, 1.0, 0.05) + 0 * accuracy})
    measures["weight_norm"] = (1 + step / 1e4 / measures.alpha) * seed + 0.01
    measures["diverged"] = xr.zeros_like(accuracy.isel(step=0, drop=True)).astype(int)
    for name, first in (("held_out_accuracy_step", late), ("training_accuracy_step", 7.0)):
        measures[name] = xr.where(first <= step, first, np.inf) + 0 * accuracy
    measures.attrs["parameters"] = '{"accuracy_bound": 0.5}'
    return measures.transpose("alpha", "seed", "step")


def test_modular_addition_is_learned_later_at_larger_scale():
    found = rows("G12", modular())
    assert len(found) == 5 and {row.verdict for row in found} == {"supported"}
    assert found[0].censored == 8 and found[0].effect == pytest.approx(1)
    same = modular()
    same["weight_norm"] = same.weight_norm * 0 + 1
    same["held_out_accuracy_step"] = same.training_accuracy_step
    assert {row.verdict for row in rows("G12", same)} == {"undecided"}


def test_the_same_is_asked_of_other_networks():
    found = rows("G14", modular())
    assert len(found) == 2 and {row.verdict for row in found} == {"supported"}
    assert rows("G14", modular().isel(alpha=[0]))[0].verdict == "undecided"


def test_a_network_that_diverged_is_in_no_test_of_modular_addition():
    measures = modular()
    measures["held_out_accuracy_step"] = measures.held_out_accuracy_step.where(measures.seed != 0)
    found = rows("G12", measures)
    assert found[0].seeds == 7 and found[1].seeds == 7


def test_explicit_networks_learn_lazier_at_larger_scale():
    alpha = xr.DataArray([0.25, 1.0, 4.0], {"alpha": [0.25, 1.0, 4.0]}, "alpha")
    base = xr.DataArray(
        np.random.default_rng(0).random((8, 2)) / 100, {"seed": range(8), "step": [0, 50]}, ("seed", "step")
    )
    measures = xr.Dataset({"weight_change": 1 / alpha + base, "kernel_alignment": alpha / 5 + base})
    measures["representation_alignment"] = alpha / 5 + base
    measures["diverged"] = xr.zeros_like((alpha + base).isel(step=0, drop=True)).astype(int)
    measures = measures.transpose("alpha", "seed", "step").assign_coords(task="committee_teacher")
    found = rows("G16", measures)
    assert len(found) == 3 and {row.verdict for row in found} == {"supported"} and {row.step for row in found} == {50}
