"""Claim C9 on experiments of aligned initial matrices whose effect is known."""

import numpy as np
import pytest
from helpers.factories import make_aligned_starts, make_circuits
from richlazy.contracts.study_parts import claims
from richlazy.errors import InputError
from richlazy.hypercube.reading import MissingSweep


def rows(experiment):
    return claims.find("C9").test(experiment, {"resamples": 500})


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
    found = {row.task: row.effect for row in rows(experiment)}
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
