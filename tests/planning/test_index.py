"""The index of an output folder: rows of its config, and of experiments of others whose results are still there."""

import csv

import pytest
from clean import indexed_paths
from helpers.planned_paths import plan_of
from helpers.tiny_config import tiny
from richlazy.errors import InputError
from richlazy.planning.experiment_tables import index_rows
from richlazy.planning.index import is_index, write_index


@pytest.fixture
def planned(config, schema, overlay):
    """Plan of the tiny config with the experiment `rank` under these names, made by this code."""

    def planned(*names, code="code"):
        merged = overlay(config, tiny())
        merged["experiments"] = {name: merged["experiments"]["rank"] for name in names}
        return plan_of(merged, lambda stage, parameters: code)

    return planned


def rows(folder):
    with (folder / "index.csv").open(newline="") as table:
        return [{name: value for name, value in row.items() if value} for row in csv.DictReader(table)]


def test_an_index_has_the_rows_of_its_plan(planned, tmp_path):
    plan = planned("rank")
    write_index(tmp_path, plan, plan.experiments)
    assert rows(tmp_path) == index_rows(plan) and is_index(tmp_path / "index.csv")


def test_rows_of_another_config_stay_while_its_results_are_there(planned, tmp_path):
    first, second = planned("rank", "gone"), planned("later")
    write_index(tmp_path, first, first.experiments)
    (tmp_path / "rank").mkdir()
    (tmp_path / "rank" / "measures.plan.json").write_text("{}")
    write_index(tmp_path, second, second.experiments)
    kept = [row for row in index_rows(first) if row["experiment"] == "rank"]
    assert rows(tmp_path) == [*index_rows(second), *kept]
    write_index(tmp_path, first, first.experiments)
    assert rows(tmp_path) == sorted(index_rows(first), key=lambda row: row["experiment"])


def test_the_order_does_not_tell_which_experiment_was_made_last(planned, tmp_path):
    plans = {name: planned(name) for name in ("rank", "another")}
    contents = set()
    for order in (["rank", "another"], ["another", "rank"]):
        for name in order:
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / "measures.plan.json").write_text("{}")
            write_index(tmp_path, plans[name], plans[name].experiments)
        contents.add((tmp_path / "index.csv").read_bytes())
    assert len(contents) == 1


def test_rows_of_results_that_the_plan_has_not_replaced_yet_stay_beside_its_own(planned, tmp_path):
    first, second = planned("rank"), planned("rank", code="another")
    (tmp_path / "rank").mkdir()
    write_index(tmp_path, first, [])
    write_index(tmp_path, second, [])
    assert rows(tmp_path) == index_rows(second)  # there are no results yet
    write_index(tmp_path, first, [])
    (tmp_path / "rank" / "measures.plan.json").write_text("{}")
    for _ in range(2):
        write_index(tmp_path, second, [])
        assert rows(tmp_path) == [*index_rows(second), *index_rows(first)]
    write_index(tmp_path, second, ["rank"])
    assert rows(tmp_path) == index_rows(second)


@pytest.mark.parametrize("content", [b"\xff\x00experiment,point", b"a,table,of,mine\n1,2,3,4\n"])
def test_what_is_no_index_is_set_aside(planned, tmp_path, content):
    (tmp_path / "index.csv").write_bytes(content)
    assert not is_index(tmp_path / "index.csv")
    write_index(tmp_path, planned("rank"), ["rank"])
    assert is_index(tmp_path / "index.csv")
    assert (tmp_path / "index.csv.damaged").read_bytes() == content


def test_a_torn_index_is_written_again(planned, tmp_path):
    plan = planned("rank")
    write_index(tmp_path, plan, plan.experiments)
    text = (tmp_path / "index.csv").read_text()
    (tmp_path / "index.csv").write_text(text[:-30])
    write_index(tmp_path, plan, plan.experiments)
    assert (tmp_path / "index.csv").read_text() == text


@pytest.mark.parametrize("change", ["\n", "0,1", ",,,\n"])
def test_an_index_that_was_changed_or_cut_is_set_aside(planned, tmp_path, change):
    """Whatever it says, clean must not take it for what is used."""
    plan, path = planned("rank"), tmp_path / "index.csv"
    write_index(tmp_path, plan, plan.experiments)
    whole = path.read_text()
    cut = whole[: whole.rindex("\n", 0, -1)] + change
    path.write_text(cut)
    with pytest.raises(InputError, match="index.csv: the index is damaged .*nothing was removed"):
        indexed_paths([path])
    write_index(tmp_path, plan, plan.experiments)
    assert path.read_text() == whole and (tmp_path / "index.csv.damaged").read_text() == cut
    assert indexed_paths([path])
