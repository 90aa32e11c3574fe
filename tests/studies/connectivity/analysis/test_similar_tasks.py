"""What low rank costs by the similarity of two tasks: levels of similarity and the means over their pairs."""

import json

import numpy as np
import pytest
from helpers.factories import make_forgetting
from richlazy.hypercube import reading

from studies.connectivity.analysis.forgetting import tabulate
from studies.connectivity.analysis.similar_tasks import extra_forgetting, levels

PAIRS = (("A", "B"), ("B", "C"), ("C", "D"), ("D", "A"))
SIMILARITY = dict(zip(PAIRS, (0.9, 0.0, 0.004, 0.3), strict=True))


def table(**settings):
    return tabulate(make_forgetting(pairs=PAIRS, seeds=3, **{"similarity": SIMILARITY} | settings), "test")


@pytest.mark.parametrize(
    ("similarity", "expected"),
    [
        ([0.5, 0.1, 0.9], [1, 0, 2]),
        ([0.0, 0.3, 0.005, 0.3], [0, 1, 0, 1]),
        ([0.02, np.nan, 0.0], [1, -1, 0]),
        ([np.nan, np.nan], [-1, -1]),
        ([0.009, 0.0, 0.018], [0, 0, 0]),
    ],
    ids=["ordered", "equal within the resolution", "unknown", "all unknown", "in small steps"],
)
def test_pairs_of_about_the_same_similarity_are_one_level(similarity, expected):
    assert levels(np.array(similarity)).tolist() == expected


def test_it_is_what_the_lowest_rank_forgets_more_than_the_highest_averaged_over_a_level():
    forgotten = table().forgetting.squeeze("step")
    found = extra_forgetting(table())
    each = (forgotten.sel(rank=1) - forgotten.sel(rank=300)).transpose("task", "seed").values
    assert found.similarity.values.tolist() == [0.002, 0.3, 0.9]
    expected = [(each[1] + each[2]) / 2, each[3], each[0]]
    np.testing.assert_allclose(found.extra_forgetting.squeeze("step").transpose("similarity", "seed"), expected)
    assert reading.swept(found) == ["similarity"] and reading.only_task(found) == "all tasks, 3 levels of similarity"
    assert json.loads(found.attrs["sweep"]) == ["similarity"]


def test_a_diverged_run_leaves_a_gap_and_is_counted_at_its_level():
    place = {"task": "C", "earlier_tasks": "B", "tested_on": "B", "rank": 1, "seed": 2}
    found = extra_forgetting(table(diverged=[place]))
    gaps = found.extra_forgetting.squeeze("step").transpose("similarity", "seed").isnull().values
    assert gaps.sum() == 1 and gaps[0, 2]
    assert found.diverged.sum("seed").values.tolist() == [1, 0, 0]


def test_without_similarities_there_is_no_level():
    assert extra_forgetting(table(similarity=None)).sizes["similarity"] == 0
