"""Claims about rank on matrices that have different ranks: each is tested along the ranks that it has."""

import pytest
from helpers.factories import leave_out, make_experiment
from richlazy.contracts.study_parts import claims


def experiment():
    """The Gaussian at ranks 1, 5 and 30, and a matrix that has rank 3 and no more."""
    found = make_experiment(
        (1, 3, 5, 30), ("2AF",), 6, (0, 1, 10, 100), 8, extra={"connectivity": ["gaussian", "mine"]}
    )
    gaps = [{"connectivity": "gaussian", "rank": 3}, *({"connectivity": "mine", "rank": rank} for rank in (5, 30))]
    return leave_out(found, *gaps)


@pytest.mark.parametrize("claim", ["C1", "C2", "C7", "C12"])
def test_a_matrix_of_lower_rank_has_rows_of_its_own_ranks(claim):
    rows = claims.find(claim).test(experiment(), {"resamples": 99})
    assert {row.task for row in rows} == {"2AF, connectivity=gaussian", "2AF, connectivity=mine"}
    assert all(row.seeds == 6 for row in rows)


def test_the_extremes_are_those_that_a_matrix_has():
    rows = claims.find("C2").test(experiment(), {"resamples": 99})
    ends = {row.task.rpartition("=")[2]: row.direction for row in rows}
    assert "rank 1 than at rank 30" in ends["gaussian"] and "rank 1 than at rank 3" in ends["mine"]


def test_one_rank_is_no_trend():
    rows = claims.find("C1").test(experiment().sel(connectivity="mine", rank=[3]), {"resamples": 99})
    assert rows and all("needs at least 2 ranks, has 1" in row.note for row in rows)
