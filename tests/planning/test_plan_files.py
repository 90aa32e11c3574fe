"""Plan files: addressed by content, dated by what was made from them, and never changed by another config."""

import os
import time
from pathlib import Path

import pytest
from richlazy.artefacts.records import write_record
from richlazy.planning import plan_files
from richlazy.planning.plan_files import PlanFiles, remove_unused_plans


def written(plans, name, spec):
    """Path of a plan of these that was written."""
    plans.add(name, spec)
    return plans.write(name)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_equal_plans_are_one_file_and_different_ones_lie_beside_each_other():
    first, again, other = (written(PlanFiles("mine"), "rank/measures", {"rank": ranks}) for ranks in ([1], [1], [1, 4]))
    assert first == again != other
    assert Path(first).read_text() != Path(other).read_text()
    assert Path(first).is_relative_to(plan_files.FOLDER / "plan" / "mine" / "rank")
    assert written(PlanFiles("other"), "rank/measures", {"rank": [1]}) != first


def test_a_plan_says_what_was_written_whatever_happens_to_its_file():
    plans = PlanFiles("mine")
    path = written(plans, "rank/measures", {"rank": [1]})
    text = Path(path).read_text()
    Path(path).write_text("{}")
    assert plans.text("rank/measures") == text
    assert written(PlanFiles("mine"), "rank/measures", {"rank": [1]}) == path and Path(path).read_text() == text


def test_plans_are_older_than_what_was_made_from_them_and_newer_than_what_was_not():
    plans = PlanFiles("mine")
    paths = {name: Path(written(plans, name, {"name": name})) for name in ("followed", "other", "missing")}
    Path("mine").mkdir()
    Path("mine/table.csv").write_text("a table")
    write_record(plans.record("followed"), plans.text("followed"), ["mine/table.csv"])
    plans.record("other").write_text("{}")
    before = time.time() - 1
    assert plans.date_all() == []
    assert {name: path.stat().st_mtime >= before for name, path in paths.items()} == {
        "followed": False,
        "other": True,
        "missing": True,
    }
    assert [plans.is_followed(name) for name in paths] == [True, False, False]
    Path("mine/table.csv").write_text("another table")
    assert plans.date_all() == [Path("mine/table.csv")]
    assert paths["followed"].stat().st_mtime >= before


@pytest.mark.parametrize("file", ["mine/table.csv", "mine/measures.plan.json"])
def test_a_plan_is_newer_than_results_of_the_future_that_do_not_follow_it(file):
    Path("mine").mkdir()
    Path("mine/table.csv").write_text("a table")
    write_record("mine/measures.plan.json", '{\n "ranks": 1\n}\n', ["mine/table.csv"])
    future = time.time() + 1e9
    os.utime(file, (future, future))
    plans = PlanFiles("mine")
    path = Path(written(plans, "measures", {"ranks": 2}))
    plans.date_all()
    assert path.stat().st_mtime > future
    os.utime(file)
    plans.date_all()
    assert Path(file).stat().st_mtime <= path.stat().st_mtime <= time.time() + 1


def test_plans_of_other_configs_keep_their_times():
    other = Path(written(PlanFiles("mine"), "rank/measures", {"rank": [1]}))
    os.utime(other, (5, 5))
    plans = PlanFiles("mine")
    written(plans, "rank/measures", {"rank": [4]})
    plans.date_all()
    assert other.stat().st_mtime == 5


def test_digests_are_those_of_the_texts_by_name():
    first, second = PlanFiles("mine"), PlanFiles("other")
    for plans in (first, second):
        plans.add("rank/measures", {"rank": [1]})
    digests = first.digests(["rank/measures"])
    assert digests == second.digests(["rank/measures"]) and list(digests) == ["rank/measures"]
    first.add("rank/measures", {"rank": [4]})
    assert first.digests(["rank/measures"]) != digests


def test_a_plan_is_written_when_its_path_is_asked_for():
    plans = PlanFiles("mine")
    plans.add("rank/measures", {"rank": [1]})
    assert not list(Path().iterdir())
    assert Path(plans.write("rank/measures")).read_text() == plans.text("rank/measures")


def test_plans_that_nothing_asks_for_are_removed_after_a_month(monkeypatch):
    path = Path(written(PlanFiles("mine"), "rank/measures", {}))
    os.utime(path, (5, 5))  # as of a plan that was followed
    remove_unused_plans()
    assert path.is_file()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 31 * 86400)
    remove_unused_plans()
    assert not path.exists()
