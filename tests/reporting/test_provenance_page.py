"""The page that tells where results come from, of a lineage with two commits, two versions and a file that is gone."""

import html
import re

import pytest
from richlazy.artefacts.lineage import Origin
from richlazy.reporting.provenance_page import experiments, libraries, ranges, summaries, to_html

OLD = {"commit": "aaaa", "code": "c1", "versions": {"numpy": "2.0", "torch": "2.13"}}
NEW = {"commit": "bbbb-dirty", "code": "c2", "versions": {"numpy": "2.2", "torch": "2.13"}}
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
    [Origin("results/train/a.nc", "train", OLD), Origin("results/train/b.nc", "train", NEW)],
    [Origin("results/trials/a.nc", "trials", OLD)],
]
SPEC = {
    "config": {"digest": "0123456789ab", "text": "tasks:\n  <b>: {timing: null}\n"},
    "environments": {"train": "- python =3.11\n"},
}


def test_stages_tell_files_commits_and_code_in_the_order_of_the_work():
    told = {row["stage"]: row for row in summaries(STAGES)}
    assert list(told) == ["trials", "train", "simulate", "aggregate", "scorecard"]
    assert told["train"] == {
        "stage": "train",
        "files": 2,
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
    assert "pinned 2.2" in to_html(STAGES, SPEC, "cccc", PINS) and "Some are not" in to_html(STAGES, SPEC, "cccc", PINS)
    assert "Some are not" not in to_html(STAGES, SPEC, "cccc", {}) and "pinned 2" not in to_html(
        STAGES, SPEC, "cccc", {}
    )


def test_experiments_tell_seeds_and_what_varies():
    assert experiments(STAGES) == [
        {"experiment": "mine", "seeds": "0 to 1, 5", "varied": "task, rank", "derived": []},
        {"experiment": "theory", "seeds": "3", "varied": "two_layer", "derived": []},
    ]


def test_experiments_tell_what_follows_from_derived_parameters():
    facts = {"experiment": "mine", "seeds": [0], "sweep": ["gamma"]}
    facts["derived"] = {"gamma=0.1": {"alpha": 10, "learning_rate": 3e-05}}
    stages = [[Origin("results/mine/measures.nc", "aggregate", facts)]]
    assert experiments(stages)[0]["derived"] == ["gamma=0.1: alpha 10, learning_rate 3e-05"]
    assert "gamma=0.1: alpha 10, learning_rate 3e-05" in to_html(stages, SPEC, "cccc", PINS)


@pytest.mark.parametrize(
    ("numbers", "text"), [([], ""), ([4], "4"), ([2, 0, 1], "0 to 2"), ([9, 0, 1, 20, 21], "0 to 1, 9, 20 to 21")]
)
def test_numbers_for_reading(numbers, text):
    assert ranges(numbers) == text


def test_the_page_stands_alone_and_shows_what_it_is_given_to_the_letter():
    page = to_html(STAGES, SPEC, "cccc", PINS)
    assert not re.search(r"https?:|<link|src=|@import|<script", page)
    (config,) = re.findall(r'<pre id="config">(.*?)</pre>', page, re.DOTALL)
    assert html.unescape(config) == SPEC["config"]["text"]
    assert "<b>" not in page and "0123456789ab" in page and "cccc" in page
    assert "python =3.11" in page
    assert to_html(STAGES, SPEC, "cccc", PINS) == page
