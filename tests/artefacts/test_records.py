"""Records of what jobs wrote: they tell which files are as they were, and plans that were followed from others."""

import json
import os
from pathlib import Path

import pytest
import xarray as xr
from richlazy.artefacts import store
from richlazy.artefacts.records import check_record, date_plan, fault, read_record, record_of, write_record

PLAN = json.dumps({"experiment": "mine", "points": [{"at": {"rank": 1}}, {"at": {"rank": 4}}]}, indent=1) + "\n"
FILES = ("measures.nc", "summary.csv", "page.html")


@pytest.fixture
def record(tmp_path):
    """The record of a job that wrote a NetCDF file, a table and a page."""
    store.write(tmp_path / "measures.nc", xr.Dataset({"loss": ("seed", [0.5, 0.25])}), {"experiment": "mine"})
    (tmp_path / "summary.csv").write_text("rank,mean\n1,0.5\n")
    (tmp_path / "page.html").write_text("<p>")
    path = tmp_path / "measures.plan.json"
    write_record(path, PLAN, [*(tmp_path / name for name in FILES), path])
    return path


def test_a_record_is_the_plan_with_a_digest_of_every_file(record):
    told = json.loads(record.read_text())
    assert {key: value for key, value in told.items() if key != "files"} == json.loads(PLAN)
    assert set(told["files"]) == set(FILES)
    assert read_record(record) == (PLAN, told["files"])
    assert check_record(record, PLAN) == (True, [])
    assert check_record(record, PLAN.replace("4", "5")) == (False, [])


def changes(content):
    """What may become of the content of a file."""
    yield b""
    yield content[: len(content) // 2]
    yield content + b"\n"
    yield content.replace(b",", b";") + b" "
    for place in range(0, len(content), 7):
        yield content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :]


@pytest.mark.parametrize("name", ["summary.csv", "page.html"])
def test_a_file_of_other_bytes_is_known(record, name):
    file = record.with_name(name)
    for content in [*changes(file.read_bytes())]:
        file.write_bytes(content)
        assert check_record(record, PLAN) == (False, [file])


def test_a_table_of_other_bytes_is_named(record):
    table = record.with_name("summary.csv")
    assert fault(table) == ""
    for content in [*changes(table.read_bytes())]:
        table.write_bytes(content)
        assert fault(table) == "the file is not as the pipeline wrote it, by measures.plan.json beside it"


def test_netcdf_in_the_place_of_another_is_known_by_its_end(record):
    measures = record.with_name("measures.nc")
    store.write(measures, xr.Dataset({"loss": ("seed", [0.5, 0.75])}), {"experiment": "mine"})
    assert check_record(record, PLAN) == (False, [measures])
    assert "measures.plan.json" in fault(measures)
    for size in (0, 20, 500):
        measures.write_bytes(bytes(size))
        assert check_record(record, PLAN) == (False, [measures])


def test_a_file_that_cannot_be_read_is_known(record, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("richlazy.artefacts.records.file_digest", refuse)
    assert check_record(record, PLAN) == (False, [record.with_name(name) for name in ("page.html", "summary.csv")])
    assert fault(record.with_name("summary.csv"))


def test_a_file_that_is_gone_is_to_be_made_again(record):
    record.with_name("page.html").unlink()
    assert check_record(record, PLAN) == (False, [])


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\x00", b"[]", PLAN.encode(), b'{\n "files": {"summ'])
def test_a_damaged_record_and_one_without_digests_are_followed_by_nothing(record, content):
    record.write_bytes(content)
    assert check_record(record, PLAN) == (False, [])


def test_no_flipped_bit_of_a_record_stops_what_reads_it(record):
    content = record.read_bytes()
    for bit in range(8 * len(content)):
        place = bit // 8
        record.write_bytes(content[:place] + bytes([content[place] ^ 1 << bit % 8]) + content[place + 1 :])
        assert not check_record(record, PLAN).up_to_date
        fault(record.with_name("summary.csv"))


@pytest.mark.parametrize("name", ["", ".", "..", "measures/nc", "../measures.nc", "/measures.nc"])
def test_a_record_that_names_no_plain_file_is_damaged(record, name):
    record.write_text(record.read_text().replace('"measures.nc"', json.dumps(name)))
    assert read_record(record) is None
    assert check_record(record, PLAN) == (False, [])


def test_every_file_of_a_job_has_the_record_of_the_job():
    names = {
        "measures.nc": "measures",
        "summary.csv": "measures",
        "claims.csv": "claims",
        "scorecard.html": "scorecard",
    }
    for name, record in names.items():
        assert record_of(Path("results/rank") / name) == Path(f"results/rank/{record}.plan.json")


@pytest.mark.parametrize("followed", [True, False])
@pytest.mark.parametrize("time", [10, 4e9])
def test_a_plan_is_older_than_what_followed_it_and_newer_than_what_did_not(tmp_path, followed, time):
    plan = tmp_path / "plan.json"
    plan.write_text("plan", encoding="utf-8")
    os.utime(plan, (time, time))
    before = Path(tmp_path / "before")
    before.touch()
    date_plan(plan, followed)
    assert (plan.stat().st_mtime_ns >= before.stat().st_mtime_ns) is not followed
    assert plan.stat().st_mtime < 2e9 and (plan.stat().st_mtime < 10) is followed
