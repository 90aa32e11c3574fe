"""The page that tells where results come from, of a lineage with two commits, two versions and a file that is gone."""

import html
import re
from pathlib import PurePath

import pytest
from richlazy.artefacts.lineage import Origin
from richlazy.artefacts.run_times import RunTime
from richlazy.reporting.provenance_page import experiments, libraries, ranges, summaries, to_html
from richlazy.reporting.times_and_machines import time_text, times

NODE = {"system": "Linux", "architecture": "x86_64", "processor": "Xeon"}
LAPTOP = NODE | {"processor": "Core"}
OLD = {"commit": "aaaa", "code": "c1", "versions": {"numpy": "2.0", "torch": "2.13"}, "host": LAPTOP, "device": "cpu"}
NEW = OLD | {"commit": "bbbb-dirty", "code": "c2", "versions": {"numpy": "2.2", "torch": "2.13"}}
ON_GPU = NEW | {"host": NODE, "device": "cuda", "device_name": "H200"}
PINS = {"numpy": "2.2", "other": "1.0"}
STAGES = [
    [Origin("results/scorecard.csv", "scorecard", {"code": "c9"})],
    [
        Origin(
            "results/mine/measures.nc",
            "aggregate",
            {"experiment": "mine", "seeds": [0, 1, 5], "sweep": ["task", "rank"]},
        ),
        Origin("results/gone/measures.nc", "aggregate", {"missing": "the file is not there any more"}),
    ],
    [
        Origin(
            "results/theory/measures.nc", "simulate", {"experiment": "theory", "seeds": [3], "simulation": "two_layer"}
        )
    ],
    [
        Origin("results/train/a.nc", "train", OLD),
        Origin("results/train/b.nc", "train", NEW),
        Origin("results/train/c.nc", "train", ON_GPU),
    ],
    [Origin("results/trials/a.nc", "trials", OLD)],
]
SPEC = {
    "config": {"digest": "0123456789ab", "text": "tasks:\n  <b>: {timing: null}\n"},
    "environments": {"train": "- python =3.11\n"},
    "figures": {
        "mine": {"figure1": "How lazily <b>", "spectra": "Matrices"},
        "theory": {},
        "together": {"controls": "Controls"},
    },
}
TIMES = {
    "results/train/a.nc": RunTime(30.0, 20.0, 400.0),
    "results/train/b.nc": RunTime(90.0, 10.0, 300.0),
    "results/mine/measures.nc": RunTime(0.5, None, None),
}
FOLDER = PurePath("results")


def page(pins=PINS, stages=STAGES):
    return to_html(stages, SPEC, "cccc", pins, TIMES, "results/provenance.html")


def test_stages_tell_files_commits_and_code_in_the_order_of_the_work():
    told = {row["stage"]: row for row in summaries(STAGES)}
    assert list(told) == ["trials", "train", "simulate", "aggregate", "scorecard"]
    assert told["train"] == {
        "stage": "train",
        "files": 3,
        "missing": 0,
        "commits": ["aaaa", "bbbb-dirty"],
        "codes": ["c1", "c2"],
    }
    assert told["aggregate"]["missing"] == 1 and told["scorecard"]["commits"] == []


def test_libraries_tell_every_version_and_where_it_was_used():
    rows = [(row["library"], row["version"], row["stages"], row["pinned"]) for row in libraries(STAGES, PINS)]
    assert rows == [
        ("numpy", "2.0", ["trials", "train"], "2.2"),
        ("numpy", "2.2", ["train"], ""),
        ("torch", "2.13", ["trials", "train"], ""),
    ]


def test_the_page_says_whether_all_libraries_are_as_pinned():
    assert "pinned 2.2" in page() and "Some are not" in page()
    assert "pinned 2" not in page({}) and "Some are not" not in page({})


def test_experiments_tell_seeds_what_varies_their_files_and_figures():
    mine, theory, together = experiments(STAGES, SPEC["figures"], FOLDER)
    assert [mine[key] for key in ("experiment", "seeds", "varied")] == ["mine", "0 to 1, 5", "task, rank"]
    assert mine["files"][0] == ("measures", "mine/measures.nc") and ("config", "mine/config.yaml") in mine["files"]
    assert [path for _, path in mine["figures"]] == ["figures/mine-figure1.png", "figures/mine-spectra.png"]
    assert [title for title, _ in mine["figures"]] == ["How lazily <b>", "Matrices"]
    assert theory["varied"] == "two_layer" and theory["figures"] == []
    assert together["files"] == [] and [path for _, path in together["figures"]] == ["figures/together-controls.png"]


def test_experiments_tell_what_follows_from_derived_parameters():
    facts = {"experiment": "mine", "seeds": [0], "sweep": ["gamma"]}
    facts["derived"] = {"gamma=0.1": {"alpha": 10, "learning_rate": 3e-05}}
    stages = [[Origin("results/mine/measures.nc", "aggregate", facts)]]
    assert experiments(stages, {}, FOLDER)[0]["derived"] == ["gamma=0.1: alpha 10, learning_rate 3e-05"]
    assert "gamma=0.1: alpha 10, learning_rate 3e-05" in page(stages=stages)


def test_times_are_those_of_the_jobs_that_recorded_one_and_machines_those_of_the_files():
    told = {row["stage"]: row for row in times(STAGES, TIMES, FOLDER)}
    assert told["train"] == {
        "stage": "train",
        "files": 3,
        "timed": 2,
        "total": 120.0,
        "median": 60.0,
        "longest": 90.0,
        "log": "logs/train/b.log",
        "processor": 30.0,
        "memory": 400.0,
        "machines": [("Core, Linux x86_64", 2), ("H200, Xeon, Linux x86_64", 1)],
    }
    assert told["aggregate"]["processor"] is told["aggregate"]["memory"] is None and told["aggregate"]["timed"] == 1
    assert told["trials"] == {"stage": "trials", "files": 1, "timed": 0, "machines": [("Core, Linux x86_64", 1)]}
    shown = page()
    assert "2 of 3" in shown and "1 min 30 s" in shown and "H200, Xeon, Linux x86_64: 1 file" in shown


@pytest.mark.parametrize(("seconds", "text"), [(0.04, "0.0 s"), (9.94, "9.9 s"), (9.96, "10 s"), (62.2, "1 min 2 s")])
def test_short_times_have_tenths_of_a_second(seconds, text):
    assert time_text(seconds) == text


def test_every_entry_of_the_contents_leads_to_a_heading():
    targets = re.findall(r'href="#([^"]+)"', page())
    assert len(targets) == 7 and targets == re.findall(r'<h2 id="([^"]+)"', page())


@pytest.mark.parametrize(
    ("numbers", "text"), [([], ""), ([4], "4"), ([2, 0, 1], "0 to 2"), ([9, 0, 1, 20, 21], "0 to 1, 9, 20 to 21")]
)
def test_numbers_for_reading(numbers, text):
    assert ranges(numbers) == text


def test_the_page_stands_alone_and_shows_what_it_is_given_to_the_letter():
    shown = page()
    assert not re.search(r"https?:|<link|src=|@import", shown)
    (config,) = re.findall(r'<pre id="config">(.*?)</pre>', shown, re.DOTALL)
    assert html.unescape(config) == SPEC["config"]["text"]
    assert "<b>" not in shown and "0123456789ab" in shown and "cccc" in shown
    assert "python =3.11" in shown
    assert page() == shown
