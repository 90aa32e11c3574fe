"""Claim C9 on experiments of aligned initial matrices whose effect is known."""

import numpy as np
import pytest
from helpers.factories import make_aligned_starts, make_circuits
from richlazy.contracts.study_parts import claims
from richlazy.errors import InputError
from richlazy.hypercube.reading import MissingSweep

REASONS = ("dynamical_richness", "loss")


def all_rows(experiment):
    return claims.find("C9").test(experiment, {"resamples": 500})


def rows(experiment):
    """The rows on kernel alignment, which are the claim itself."""
    return [row for row in all_rows(experiment) if row.measure not in REASONS]


def aligned_already(effect):
    """Aligned starts whose features lie `effect` closer to the outputs, before learning and after it."""
    experiment = make_aligned_starts()
    closer = effect * (experiment.overlap.fillna(0) == 1) * (experiment.null_model == "none")
    random = np.random.default_rng(3)
    plain = {"dynamical_richness": 0.7 - 0.2 * (experiment.step > 0), "loss": 1.1 - 0.7 * (experiment.step > 0)}
    for name, value in plain.items():
        noise = experiment.kernel_alignment.copy(data=0.01 * random.standard_normal(experiment.kernel_alignment.shape))
        experiment[name] = (value - closer + noise).transpose(*noise.dims).assign_attrs(long_name=name, units="1")
    return experiment


@pytest.mark.parametrize(("effect", "verdict"), [(0.3, "supported"), (-0.3, "contradicted"), (0.0, "undecided")])
def test_verdicts_follow_the_data(effect, verdict):
    assert {row.verdict for row in rows(make_aligned_starts(effect))} == {verdict}


def test_there_is_a_row_per_aligned_start_and_per_series_of_overlaps():
    found = [(row.task, row.direction) for row in rows(make_aligned_starts(tasks=("2AF",)))]
    lazier, rises = "greater than from a random initial matrix", "rises with overlap"
    assert found == [
        ("2AF, rank=1, trained vs random", lazier),
        ("2AF, rank=1, first_gradient vs random", lazier),
        ("2AF, rank=5, trained vs random", lazier),
        ("2AF, rank=5, first_gradient vs random", lazier),
        ("2AF, rank=1, trained, own", rises),
        ("2AF, rank=5, trained, own", rises),
    ]


def test_effects_are_paired_by_seed():
    experiment = make_aligned_starts()
    found = {row.task: row.mean for row in rows(experiment)}
    last = experiment.kernel_alignment.sel(task="DMS", rank=5, step=10000, connectivity="first_gradient")
    expected = float(np.log(last.sel(null_model="none") / last.sel(null_model="gaussian")).mean())
    assert found["DMS, rank=5, first_gradient vs random"] == pytest.approx(expected)


def test_a_start_that_was_not_run_has_no_row_and_one_that_diverged_has():
    where = {"task": "2AF", "rank": 1, "connectivity": "trained", "null_model": "none"}
    gone = rows(make_aligned_starts(absent=[where]))
    assert "2AF, rank=1, trained vs random" not in [row.task for row in gone]
    lost = {row.task: row for row in rows(make_aligned_starts(diverged=[where | {"seed": 2}]))}
    row = lost["2AF, rank=1, trained vs random"]
    assert (row.diverged, row.seeds) == (1, 9)


def test_a_series_needs_three_overlaps():
    experiment = make_aligned_starts().sel(connectivity=["turned", "trained", "worm"])
    assert not [row for row in rows(experiment) if row.direction.startswith("rises")]


def test_experiments_without_aligned_or_random_starts_are_refused():
    with pytest.raises(
        InputError, match=r"experiments\.structure\.sweep\.connectivity: .*`trained` or `first_gradient`"
    ):
        rows(make_circuits(circuits=("worm",), nulls=("none", "gaussian"), size=12))
    with pytest.raises(InputError, match=r"null_model: \[none, gaussian\]"):
        rows(make_aligned_starts().sel(null_model=["none"]))
    with pytest.raises(MissingSweep, match="null_model"):
        rows(make_aligned_starts().sel(null_model="none"))


@pytest.mark.parametrize(("effect", "verdict"), [(0.2, "supported"), (-0.2, "contradicted"), (0.0, "undecided")])
def test_dynamical_richness_tells_whether_it_was_aligned_already(effect, verdict):
    reasons = [row for row in all_rows(aligned_already(effect)) if row.measure in REASONS]
    assert {row.verdict for row in reasons} == {verdict}
    found = [row for row in reasons if row.measure == "dynamical_richness"]
    assert [row.step for row in found] == [0] * (len(found) // 2) + [10000] * (len(found) // 2)
    assert {row.direction for row in found} == {"smaller than from a random initial matrix"}


def test_reasons_have_a_row_per_aligned_start_and_compare_pairs():
    experiment = aligned_already(0.2)
    found = {(row.measure, row.step, row.task): row for row in all_rows(experiment)}
    at = {"task": "DMS", "rank": 5, "connectivity": "first_gradient"}
    for measure, step in (("dynamical_richness", 0), ("dynamical_richness", 10000), ("loss", 10000)):
        row = found[measure, step, "DMS, rank=5, first_gradient vs random"]
        last = experiment[measure].sel(at | {"step": step})
        each = last.sel(null_model="none") - last.sel(null_model="gaussian")
        assert row.seeds == 10 and float(each.min()) <= row.effect <= float(each.max())


def test_what_was_not_measured_has_no_row():
    assert {row.measure for row in all_rows(make_aligned_starts())} == {"kernel_alignment"}
    without = aligned_already(0.2).drop_vars("dynamical_richness")
    assert {row.measure for row in all_rows(without)} == {"kernel_alignment", "loss"}
