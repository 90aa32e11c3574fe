"""The script that removes what no configuration uses."""

import csv
import runpy
from pathlib import Path
from types import SimpleNamespace

import clean
import pytest
import xarray as xr
from helpers.planned_paths import plan_of
from helpers.projects import checked_project
from richlazy.artefacts import store
from richlazy.contracts.parts import artefact_stages
from richlazy.errors import InputError
from richlazy.planning.experiment_tables import index_rows

ROOT = Path(__file__).parents[2]

USED, UNUSED = "used-0123456789ab", "unused-0123456789ab"
HEADER = "experiment,point,seeds,trials,connectivity,train,measure,compare,replicate\n"


@pytest.fixture
def results(tmp_path, monkeypatch):
    """A folder with two artefacts of every stage, of which an index names the first."""
    monkeypatch.chdir(tmp_path)
    folder = Path("results")
    for stage in clean.STAGES:
        (folder / stage).mkdir(parents=True)
        for name in (USED, UNUSED):
            (folder / stage / f"{name}.nc").write_text(name)
    write_index(folder / "index.csv", USED)
    return folder


def write_index(path, name):
    path.parent.mkdir(parents=True, exist_ok=True)
    files = ",".join(f"results/{stage}/{name}.nc" for stage in clean.STAGES)
    path.write_text(f"{HEADER}rank,task=2AF rank=1,0 1 2,{files}\n")


def clean_by_indexes(results):
    return clean.remove_unused(results, clean.indexed_paths(results.glob("**/index.csv")))


def left(folder):
    return {path.as_posix() for path in folder.rglob("*.nc")}


def test_artefacts_that_no_index_names_are_removed_and_told(results):
    removed = clean_by_indexes(results)
    assert set(removed) == {f"results/{stage}/{UNUSED}.nc" for stage in clean.STAGES}
    assert left(results) == {f"results/{stage}/{USED}.nc" for stage in clean.STAGES}


@pytest.mark.parametrize("lacking", [["replicate"], ["compare", "replicate"]])
def test_an_index_of_an_earlier_version_is_understood(results, lacking):
    index = results / "index.csv"
    index.write_text("".join(f"{line.rsplit(',', len(lacking))[0]}\n" for line in index.read_text().splitlines()))
    removed = clean_by_indexes(results)
    assert {f"results/{stage}/{USED}.nc" for stage in clean.STAGES if stage in lacking} == {
        path for path in removed if f"/{USED}" in path
    }


def test_all_indexes_count(results):
    write_index(results / "quick" / "index.csv", UNUSED)
    assert clean_by_indexes(results) == [] and len(left(results)) == 2 * len(clean.STAGES)


def test_nothing_but_artefacts_is_removed(results):
    kept = [results / "rank" / "measures.nc", results / "train" / "notes.txt", results / "figures" / f"{UNUSED}.nc"]
    kept += [results / "train" / name for name in ("mine.nc", "mine-01.nc", "mine.nc.damaged", ".mine.partial")]
    for path in kept:
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine")
    clean_by_indexes(results)
    assert all(path.is_file() for path in kept)


def test_what_is_damaged_or_half_written_is_removed(results):
    half = {f"results/{folder}.{USED}.nc.12@elsewhere.partial" for folder in ("", "train/", "rank/", "mine/figures/")}
    names = {f"results/train/{USED}.nc.damaged", f"results/train/{USED}.nc.damaged2", *half}
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).touch()
    assert names <= set(clean_by_indexes(results))
    assert not any(Path(name).exists() for name in names)


def write_artefact(path, stage):
    """An artefact of a stage that no index names, as a NetCDF file."""
    told = {"parameters": {"rank": 1}, "seeds": [0], "made_from": {}, "code": "abcdefabcdef"}
    store.write(path, xr.Dataset({"weights": ("pre", [0.0])}), {"stage": stage, **told})


def test_netcdf_of_others_stays_whatever_its_name(results):
    """Also one of another stage that somebody put there: it may be the only one."""
    foreign = results / "train" / "mine-0123456789ab.nc"
    xr.Dataset({"weights": ("pre", [0.0])}).to_netcdf(foreign)
    write_artefact(results / "train" / "own-0123456789ab.nc", "train")
    write_artefact(results / "train" / "other-0123456789ab.nc", "measure")
    assert "results/train/own-0123456789ab.nc" in clean_by_indexes(results)
    left_there = {f"results/train/{name}-0123456789ab.nc" for name in ("mine", "other")}
    assert left(results) == {f"results/{stage}/{USED}.nc" for stage in clean.STAGES} | left_there


def test_a_folder_with_the_name_of_an_artefact_stays(results):
    (results / "train" / "mine-ba9876543210.nc").mkdir()
    clean_by_indexes(results)
    assert (results / "train" / "mine-ba9876543210.nc").is_dir()


@pytest.mark.parametrize("content", [b"\xff\x00", b"no,index\n1,2\n"])
def test_with_a_damaged_index_nothing_is_removed(results, content):
    (results / "quick").mkdir()
    (results / "quick" / "index.csv").write_bytes(content)
    with pytest.raises(InputError, match="results/quick/index.csv: the index is damaged"):
        clean_by_indexes(results)
    assert len(left(results)) == 2 * len(clean.STAGES)


def test_missing_folders_are_no_error(tmp_path):
    assert clean.remove_unused(tmp_path, set()) == []


def test_the_index_of_the_plan_is_understood(config, schema, tmp_path, monkeypatch):
    plan = plan_of(config)
    rows = index_rows(plan)
    with (tmp_path / "index.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, ["experiment", "seeds", "point", *artefact_stages()])
        writer.writeheader()
        writer.writerows(rows)
    expected = {artefact.path for found in plan.artefacts.values() for artefact in found.values()}
    assert clean.indexed_paths([tmp_path / "index.csv"]) == expected


def clean_after_planning(config):
    """Whether an artefact of a config is left when it is planned, made and cleaned."""
    work = checked_project(config, ROOT)
    path = Path(next(iter(work.plan.artefacts["connectivity"].values())).path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("a matrix")
    job = SimpleNamespace(log=["clean.log"], params=SimpleNamespace(used=work.artefact_paths()))
    runpy.run_path(clean.__file__, {"snakemake": job}, run_name="__main__")
    assert "0 unused artefacts removed" in Path("clean.log").read_text()
    return path.is_file()


@pytest.mark.parametrize("output", ["results", "results/quick", "mine"])
def test_what_the_config_uses_is_kept(config, tmp_path, monkeypatch, output):
    monkeypatch.chdir(tmp_path)
    assert clean_after_planning(config | {"output": output})
