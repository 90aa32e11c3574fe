"""Claims C4 and C5 on simulations of two-layer networks whose outcome is known."""

import numpy as np
import pytest
import xarray as xr
from helpers.factories import make_simulation
from richlazy.contracts.study_parts import claims

SETTINGS = {"resamples": 199}


def rows(claim, measures):
    return {(row.task, row.direction.split()[0]): row for row in claims.find(claim).test(measures, SETTINGS)}


def verdicts(found, direction):
    return {row.verdict for (_, asked), row in found.items() if asked == direction}


def test_c4_is_supported_where_alignment_follows_the_closed_forms():
    found = rows("C4", make_simulation())
    assert {row.verdict for row in found.values()} == {"supported"}
    assert {task for task, asked in found if asked == "rises"} == {
        "rank, both layers",
        "rank, first layer",
        "evenness, both layers",
        "evenness, first layer",
    }
    agreeing = {task for task, asked in found if asked == "agrees"}
    assert {"outputs, outputs 2", "scale, rank 1", "learning rate, rank 20"} <= agreeing


def test_c4_is_contradicted_where_alignment_falls_with_rank():
    measures = make_simulation()
    measures["kernel_alignment"] = 1 - measures.kernel_alignment
    assert verdicts(rows("C4", measures), "rises") == {"contradicted"}


def test_c4_is_contradicted_where_alignment_is_off_by_more_than_the_margin():
    measures = make_simulation()
    measures["kernel_alignment"] = measures.kernel_alignment - 0.1
    found = rows("C4", measures)
    assert verdicts(found, "rises") == {"supported"} and verdicts(found, "agrees") == {"contradicted"}


def test_c4_is_undecided_about_agreement_where_draws_are_too_noisy():
    assert "undecided" in verdicts(rows("C4", make_simulation(noise=0.05)), "agrees")


def test_agreement_is_tested_where_the_closed_form_is_valid_and_the_note_says_where_it_ends():
    row = rows("C4", make_simulation())["scale, rank 1", "agrees"]
    assert row.verdict == "supported" and row.note == "agreement ends at 1"
    assert abs(row.difference) < 0.01
    row = rows("C4", make_simulation())["learning rate, rank 1", "agrees"]
    assert row.note == "agreement ends at 3" and row.diverged == 0


def test_an_experiment_without_valid_cases_says_so():
    measures = make_simulation()
    measures["relative_scale"] = measures.relative_scale + 1
    found = rows("C4", measures)
    assert verdicts(found, "agrees") == {"undecided"}
    assert "no case lies within the validity" in found["rank, both layers", "agrees"].note


def test_inputs_that_are_not_whitened_leave_agreement_undecided():
    measures = make_simulation()
    for name in ("expected_alignment", "predicted_alignment"):
        measures[name] = measures[name].where(False)
    found = rows("C4", measures)
    assert verdicts(found, "agrees") == {"undecided"} and verdicts(found, "rises") == {"supported"}


@pytest.mark.parametrize("kept", [["rank"], ["evenness"]])
def test_a_family_of_one_value_has_no_trend(kept):
    measures = make_simulation()
    least = measures.value == measures.value.where(measures.family == kept[0]).min()
    chosen = (measures.family != kept[0]) | least
    found = rows("C4", measures.isel(case=np.flatnonzero(chosen.values)))
    row = found[f"{kept[0]}, both layers", "rises"]
    assert row.verdict == "undecided" and "needs at least 2 values" in row.note


def test_c5_compares_the_aligned_start_with_random_ones_paired_by_seed():
    measures = make_simulation()
    found = rows("C5", measures)
    greater = {task: row for (task, asked), row in found.items() if asked == "greater"}
    assert list(greater) == [
        "overlap 1 vs random rank 1, both layers",
        "overlap 1 vs random rank 20, both layers",
        "overlap 1 vs random rank 1, first layer",
        "overlap 1 vs random rank 20, first layer",
        "all kappa, aligned vs random rank 1",
        "all kappa, aligned vs full rank",
        "all kappa, partially aligned vs random rank 1",
        "all kappa, partially aligned vs full rank",
    ]

    def of(family, start, value):
        chosen = (measures.family == family) & (measures.start == start) & (measures.value == value)
        return measures.kernel_alignment.isel(case=np.flatnonzero(chosen.values)[0])

    ratio = np.log(of("overlap", "both_layers", 1) / of("rank", "both_layers", 20)).mean()
    assert greater["overlap 1 vs random rank 20, both layers"].mean == pytest.approx(float(ratio))
    # Where the second layer starts near 0, the theory itself says that full rank is lazier.
    unlike = greater.pop("overlap 1 vs random rank 20, first layer")
    assert unlike.verdict == "contradicted"
    assert {row.verdict for row in greater.values()} == {"supported"}


def test_c5_follows_overlap():
    found = rows("C5", make_simulation())
    assert verdicts(found, "rises") == verdicts(found, "agrees") == {"supported"}
    assert ("overlap, first layer", "rises") in found and ("kappa, partially aligned", "agrees") in found


def test_diverged_runs_are_counted_and_their_seed_left_out():
    measures = make_simulation()
    place = np.flatnonzero(((measures.family == "rank") & (measures.start == "both_layers")).values)[0]
    measures["kernel_alignment"] = measures.kernel_alignment.copy()
    measures.kernel_alignment[{"case": place, "seed": 2}] = np.nan
    measures.diverged[{"case": place, "seed": 2}] = 1
    row = rows("C4", measures)["rank, both layers", "rises"]
    assert (row.diverged, row.seeds) == (1, measures.sizes["seed"] - 1)
    assert "1 seed left out" in row.note


def test_rows_have_no_step():
    assert {row.step for row in rows("C4", make_simulation()).values()} == {None}


def test_the_order_of_cases_does_not_matter():
    measures = make_simulation()
    turned = measures.isel(case=slice(None, None, -1))
    assert isinstance(turned, xr.Dataset)
    one, other = rows("C5", measures), rows("C5", turned)
    assert {key: row.effect for key, row in one.items()} == pytest.approx(
        {key: row.effect for key, row in other.items()}
    )
