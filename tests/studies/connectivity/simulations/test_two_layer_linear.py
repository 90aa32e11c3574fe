"""The simulation beside its closed forms: agreement within .01, limits, marks, and a dataset that names its cases."""

import numpy as np
import pytest
from richlazy.contracts.study_parts import arguments, defaults

from studies.connectivity.simulations.two_layer_linear import input_variances, simulate

# One case a family, unless a test says otherwise; 20 inputs, 50 hidden units.
LEAST = {
    "ranks": [1],
    "exponents": [0],
    "overlaps": [1],
    "kappas": [1],
    "scales": [0.01],
    "outputs": [1],
    "learning_rates": [0.1],
}


def run(seeds=3, **changes):
    return simulate(list(range(seeds)), **defaults("two_layer_linear") | LEAST | changes)


def family(measures, name, start=None):
    chosen = measures.family == name
    if start:
        chosen &= measures.start == start
    return measures.isel(case=np.flatnonzero(chosen.values))


@pytest.fixture(scope="module")
def paper():
    """12 draws at 20 inputs and 50 hidden units."""
    return run(
        12,
        ranks=[1, 5, 20],
        exponents=[0, 1],
        overlaps=[0, 0.5, 1],
        kappas=[1, 4],
        scales=[0.001, 0.1, 10],
        outputs=[1, 3],
        learning_rates=[0.02, 0.1, 1.2, 5],
    )


def test_all_flows_converge_and_conserve(paper):
    flow = paper.isel(case=np.flatnonzero(paper.learning_rate.isnull().values))
    assert (flow.converged == 1).all() and (flow.diverged == 0).all()
    assert float(flow.conservation_error.max()) < 1e-6
    assert float(flow.final_error.max()) <= 1e-4


def test_every_draw_of_a_small_start_agrees_with_its_closed_form(paper):
    small = paper.isel(case=np.flatnonzero((paper.relative_scale <= 0.03).values))
    difference = np.abs(small.kernel_alignment - small.predicted_alignment)
    assert float(difference.max()) < 0.001
    assert difference.notnull().sum() > 200


def test_means_of_a_small_start_agree_with_theorem_1_and_proposition_1(paper):
    """Within .01 of the mean of 12 draws."""
    small = paper.isel(case=np.flatnonzero((paper.relative_scale <= 0.03).values))
    difference = np.abs(small.kernel_alignment.mean("seed") - small.expected_alignment)
    assert float(difference.max()) < 0.01
    assert set(small.family.values[difference.isnull().values]) == {"outputs", "learning_rate"}


def test_descent_agrees_with_theorem_1(paper):
    descent = family(paper, "learning_rate")
    slow = descent.isel(case=np.flatnonzero((descent.value <= 0.1).values))
    assert float(np.abs(slow.kernel_alignment.mean("seed") - slow.expected_alignment).max()) < 0.01
    flow = family(paper, "rank", "both_layers").sortby("rank")
    for start, place in (("rank_1", 0), ("rank_20", -1)):
        rate = family(slow, "learning_rate", start).isel(case=0)
        assert float(np.abs(rate.kernel_alignment - flow.kernel_alignment.isel(case=place)).max()) < 1e-4


def test_too_large_a_rate_is_marked_and_not_averaged(paper):
    descent = family(paper, "learning_rate", "rank_1").sortby("value")
    assert descent.converged.values.all(axis=1).tolist() == [True, True, False, False]
    assert descent.diverged.values.all(axis=1).tolist() == [False, False, False, True]
    lost = descent.isel(case=[2, 3])
    for name in ("kernel_alignment", "weight_change", "time", "conservation_error"):
        assert lost[name].isnull().all()


def test_limits_of_scale(paper):
    """As the scale falls the closed form becomes exact; as it grows everything is lazy."""
    scale = family(paper, "scale", "rank_1").sortby("value")
    away = np.abs(scale.kernel_alignment - scale.predicted_alignment).max("seed").values
    assert away[0] < 1e-5 < away[1] < 0.01 < away[2]
    assert (scale.kernel_alignment.isel(case=2) > 0.9999).all()


def test_weight_change_hardly_depends_on_rank(paper):
    change = family(paper, "rank", "both_layers").weight_change
    assert float(np.ptp(change.values)) < 0.005


def test_starts_of_a_seed_are_paired(paper):
    """The direction of rank one, the teacher and the second layer are the same in every family."""
    one = family(paper, "rank", "both_layers").isel(case=0).kernel_alignment
    outputs = family(paper, "outputs", "outputs_1").isel(case=0).kernel_alignment
    np.testing.assert_array_equal(one, outputs)
    assert np.ptp(one.values) > 0


def test_the_same_seeds_give_the_same_bits_among_others_too():
    few, more = run(2), run(3)
    again = run(2)
    for name in few.data_vars:
        np.testing.assert_array_equal(few[name], again[name])
    np.testing.assert_allclose(few.kernel_alignment, more.kernel_alignment.sel(seed=[0, 1]), rtol=1e-12)


def test_inputs_that_are_not_whitened_have_no_closed_forms():
    measures = run(input_exponent=1)
    assert measures.expected_alignment.isnull().all() and measures.predicted_alignment.isnull().all()
    assert measures.kernel_alignment.notnull().all() and (measures.converged == 1).all()


def test_variances_of_inputs():
    np.testing.assert_allclose(input_variances(4, 0), 1)
    found = input_variances(4, 2)
    assert found.mean() == pytest.approx(1)
    np.testing.assert_allclose(found[0] / found, [1, 4, 9, 16])


def test_a_teacher_of_another_norm_needs_a_start_of_another_scale():
    one, nine = run(), run(teacher_norm=9, scale=0.03, scales=[0.03], learning_rates=[0.1 / 9])
    np.testing.assert_allclose(nine.kernel_alignment, one.kernel_alignment, atol=1e-6)
    np.testing.assert_allclose(nine.relative_scale, one.relative_scale)
    np.testing.assert_allclose(nine.relative_learning_rate, one.relative_learning_rate)


def test_every_variable_and_label_has_a_long_name_and_units():
    measures = run(2)
    for name, values in measures.variables.items():
        assert name == "seed" or {"long_name", "units"} <= set(values.attrs), name
    assert measures.kernel_alignment.dims == ("case", "seed")
    assert measures.seed.values.tolist() == [0, 1]


def test_every_argument_has_a_default_that_its_schema_allows():
    from richlazy.planning.experiment_checks import check_simulation

    entries = arguments("two_layer_linear").values()
    assert all("default" in entry and "description" in entry for entry in entries)
    check_simulation("experiments.mine", "two_layer_linear", defaults("two_layer_linear"))
