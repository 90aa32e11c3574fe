"""What an experiment's hyper-cube says of its replicates."""

import pytest
import xarray as xr
from richlazy.hypercube import reading
from richlazy.reporting.plotting.footer import run_words
from richlazy.reporting.plotting.labels import seeds_text
from richlazy.scoring.rows import of_replicates


def cube(count, **attributes):
    return xr.Dataset(coords={"seed": range(count), "step": [0, 10]}, attrs=attributes)


@pytest.mark.parametrize(
    ("attributes", "one", "many"),
    [({}, "1 seed", "4 seeds"), ({"replicate": "split"}, "1 split", "4 splits")],
)
def test_replicates_are_called_by_their_name(attributes, one, many):
    assert seeds_text(cube(1, **attributes)) == reading.replicates(cube(1, **attributes), 1) == one
    assert seeds_text(cube(4, **attributes)) == many
    assert many in run_words("quick", [cube(4, **attributes)]) and one in run_words("quick", [cube(1, **attributes)])


def test_seeds_and_splits_together_are_replicates():
    assert "4 replicates" in run_words("quick", [cube(4), cube(4, replicate="split")])


def test_rows_speak_of_splits(rows_of_a_claim):
    for row in rows_of_a_claim:
        assert of_replicates(row, "seed") is row
        found = of_replicates(row, "split")
        assert found.replicate == "split" and "seed" not in found.note and "seed" not in found.test
        assert found.note == row.note.replace("seed", "split") and found.seeds == row.seeds


@pytest.fixture
def rows_of_a_claim():
    """Rows whose notes count seeds that were left out, and say how few there are."""
    from helpers.factories import make_experiment
    from richlazy.contracts.study_parts import claims

    experiment = make_experiment(seeds=3, diverged=[("DMS", 5, 1)])
    rows = claims.find("C1").test(experiment, {"resamples": 99})
    assert any("seed" in row.note for row in rows)
    return rows
