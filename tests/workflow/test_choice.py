"""A learning rate chosen by training loss: the trainings are those of the sweep, the table has one run a network."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

pytestmark = pytest.mark.workflow

SWEEP = {"task": ["2AF"], "rank": [1, 4], "learning_rate": [0.001, 0.1]}


def experiments(**more):
    plain = {"sweep": SWEEP, "seeds": 2}
    return {
        "experiments": {"rank": None, "swept": plain, "best": plain | {"choose": {"learning_rate": "training_loss"}}}
    }


def test_each_network_keeps_the_run_of_its_lowest_training_loss(project):
    jobs = project.run(experiments(), "swept")
    trainings = {"train 2AF-gaussian-rank1-seeds0to1", "train 2AF-gaussian-rank4-seeds0to1"}  # at two rates each
    assert trainings <= jobs
    jobs = project.run(experiments(), "best")
    assert not {job for job in jobs if job.split()[0] in ("trials", "connectivity", "train", "measure")}
    assert project.jobs(experiments(), "best") == set()

    best = xr.open_dataset(project.results / "best" / "measures.nc").load()
    swept = xr.open_dataset(project.results / "swept" / "measures.nc").load()
    assert "learning_rate" not in best.dims and swept.sizes["learning_rate"] == 2
    assert (best.diverged_candidates == swept.diverged.sum("learning_rate")).all()
    for rank in SWEEP["rank"]:
        for seed in (0, 1):
            at = {"task": "2AF", "rank": rank, "seed": seed}
            rate = float(best.chosen_learning_rate.sel(at))
            if np.isnan(rate):
                assert best.diverged.sel(at) == 1
                continue
            np.testing.assert_array_equal(
                best.weight_change.sel(at), swept.weight_change.sel(at | {"learning_rate": rate})
            )
    table = pd.read_csv(project.results / "best" / "summary.csv")
    assert "learning_rate" not in table and {"loss", "weight_change"} <= set(table.measure)
