"""The config beside the results that it made: written where they agree, and left alone while they do."""

import json

import pytest
import yaml
from richlazy.frozen_config import freeze

CONFIG = {"seeds": 2, "studies": {"rank": {"sweep": {"rank": [1, 4]}}, "other": None}, "tasks": {"2AF": {"n": 0.5}}}
CODES = {"train": ["0123456789ab", "ba9876543210"], "rank/measures": ["ffffffffffff"]}


class Results:
    """Two plans of a study with the copies beside what was made from them."""

    def __init__(self, folder):
        self.path = folder / "rank" / "config.yaml"
        self.plans = [folder / "plan" / name for name in ("measures.json", "claims.json")]
        self.copies = [folder / "rank" / name for name in ("measures.plan.json", "claims.plan.json")]
        self.write(self.plans, "old")

    def write(self, paths, text):
        for path in paths:
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps({path.name[:4]: text}))

    def freeze(self, config=CONFIG):
        freeze(self.path, self.plans, self.copies, config, lambda: CODES)


@pytest.fixture
def results(tmp_path):
    return Results(tmp_path)


def test_the_frozen_config_is_the_config_and_names_the_code(results):
    results.write(results.copies, "old")
    results.freeze()
    text = results.path.read_text()
    assert yaml.safe_load(text) == CONFIG and list(yaml.safe_load(text)["studies"]) == ["rank", "other"]
    for stage, codes in CODES.items():
        assert f"# code of {stage}: {', '.join(codes)}\n" in text


def test_nothing_is_frozen_before_there_are_results(results):
    results.freeze()
    assert not results.path.exists()


def test_results_of_another_plan_keep_their_config(results):
    results.write(results.copies, "old")
    results.freeze()
    results.write(results.plans, "new")
    results.freeze({"seeds": 3})
    assert yaml.safe_load(results.path.read_text()) == CONFIG
    results.write(results.copies[:1], "new")  # half of them made again
    results.freeze({"seeds": 3})
    assert yaml.safe_load(results.path.read_text()) == CONFIG
    results.write(results.copies, "new")
    results.freeze({"seeds": 3})
    assert yaml.safe_load(results.path.read_text()) == {"seeds": 3}


def test_what_else_a_config_says_changes_nothing(results):
    results.write(results.copies, "old")
    results.freeze()
    before = results.path.read_bytes(), results.path.stat().st_mtime_ns
    results.freeze({**CONFIG, "machine": {"device": "cpu"}})
    assert (results.path.read_bytes(), results.path.stat().st_mtime_ns) == before


def test_results_that_were_not_all_asked_for_are_frozen_with_what_is_there(results):
    results.write(results.copies[:1], "old")
    results.freeze()
    assert yaml.safe_load(results.path.read_text()) == CONFIG
