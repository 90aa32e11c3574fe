"""Measures that an experiment names: each is taken alone, from trainings that are there, and joined to the others."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from helpers.new_parts import add

pytestmark = pytest.mark.workflow

TAKEN = {"measure 2AF-gaussian-rank1-seeds0to1", "measure 2AF-gaussian-rank4-seeds0to1"}


def named(*measures):
    return {"experiments": {"rank": {"measures": list(measures)}}}


def stages(jobs):
    return {job for job in jobs if job.split()[0] in ("trials", "connectivity", "train", "measure")}


def test_a_new_measure_runs_nothing_and_is_taken_alone_where_it_is_named(project):
    add(project.folder, "measure", "newcomer")
    assert project.jobs() == set()
    before = project.artefacts("trials", "connectivity", "train", "measure")
    jobs = project.run(named("newcomer", "training_loss"))
    assert {job.split(" ")[0] for job in stages(jobs)} == {"measure"} and "aggregate rank" in jobs
    after = project.artefacts("trials", "connectivity", "train", "measure")
    assert before.items() <= after.items() and len(after) - len(before) == 2 * len(TAKEN)
    assert project.jobs(named("newcomer", "training_loss")) == set()

    cube = xr.open_dataset(project.results / "rank" / "measures.nc")
    assert cube.newcomer.dims == cube.training_loss.dims == cube.loss.dims
    assert np.isfinite(cube.newcomer).all() and (cube.newcomer.isel(step=0) != cube.newcomer.isel(step=-1)).all()
    table = pd.read_csv(project.results / "rank" / "summary.csv")
    assert {"newcomer", "training_loss", "loss"} <= set(table.measure)


def test_other_variables_stay_as_they_were(project):
    before = xr.open_dataset(project.results / "rank" / "measures.nc").load()
    before.close()
    project.run(named("training_accuracy"))
    after = xr.open_dataset(project.results / "rank" / "measures.nc")
    assert set(after.data_vars) == {*before.data_vars, "training_accuracy"}
    for name in before.data_vars:
        xr.testing.assert_equal(before[name], after[name])


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ("los", "no measure 'los'; known: "),
        ("holdout_loss", "the data have no part 'holdout'; allowed are training, probe, test"),
    ],
)
def test_what_cannot_be_measured_is_refused_before_anything_runs(project, measure, words):
    answer = project.snakemake(named(measure))
    assert answer.code != 0 and "experiments.rank.measures" in answer.text and words in answer.text


def test_measures_between_seeds_are_taken_from_trainings_that_are_there_and_made_anew_alone(project):
    pairs = named("weight_distance", "loss_distance")
    before = project.artefacts("trials", "connectivity", "train", "measure")
    jobs = project.run(pairs)
    compared = {"compare 2AF-gaussian-rank1-seeds0to1", "compare 2AF-gaussian-rank4-seeds0to1"}
    stages_of = {job for job in jobs if job.split()[0] in ("trials", "connectivity", "train", "measure", "compare")}
    assert stages_of == compared
    assert project.artefacts("trials", "connectivity", "train", "measure") == before
    assert project.jobs(pairs) == set()
    cube = xr.open_dataset(project.results / "rank" / "measures.nc")
    assert cube.weight_distance.dims == ("task", "rank", "seed", "other_seed", "step")
    cube.close()

    # A third seed trains and measures that seed alone, and compares all.
    more = {job for job in project.jobs(pairs | {"seeds": 3}) if not job.startswith(("aggregate", "claims", "figure"))}
    made = {f"{stage}2AF-gaussian-rank{rank}-seeds2to2" for rank in (1, 4) for stage in ("train ", "measure ")}
    made |= {f"compare 2AF-gaussian-rank{rank}-seeds0to2" for rank in (1, 4)}
    assert made <= more and not any("seeds0to1" in job for job in more)

    path = project.folder / "scripts" / "richlazy" / "measures" / "between_seeds" / "weight_distance.py"
    path.write_text(path.read_text(encoding="utf-8").replace("return float(distance", "return 2 * float(distance"))
    changed = {job for job in project.jobs(pairs) if not job.startswith(("aggregate", "claims", "figure"))}
    assert {job for job in changed if job.split()[0] in ("trials", "connectivity", "train", "measure")} == set()
    assert compared <= changed
