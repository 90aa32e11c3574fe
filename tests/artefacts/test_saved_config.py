"""The config beside the results that it made: written where they agree, left alone while they do, and never over what
somebody else wrote."""

import json

import pytest
import yaml
from richlazy.artefacts.saved_config import is_foreign, read_saved_config, save_config
from richlazy.errors import InputError

CONFIG = {"seeds": 2, "experiments": {"rank": {"sweep": {"rank": [1, 4]}}, "other": None}, "tasks": {"2AF": {"n": 0.5}}}
CODES = {"train": ["0123456789ab", "ba9876543210"], "rank/measures": ["ffffffffffff"]}


class Results:
    """Two plans of an experiment with the copies beside what was made from them."""

    def __init__(self, folder):
        self.path = folder / "rank" / "config.yaml"
        self.copies = [folder / "rank" / name for name in ("measures.plan.json", "claims.plan.json")]
        self.path.parent.mkdir()
        self.ask_for("old")

    def ask_for(self, text):
        self.plans = [json.dumps({path.name[:4]: text}) for path in self.copies]

    def write(self, paths, text):
        for path in paths:
            path.write_text(json.dumps({path.name[:4]: text}))

    def save(self, config=CONFIG):
        save_config(self.path, self.plans, self.copies, config, lambda: CODES)

    def make(self, config=CONFIG):
        """Results that follow the plans, and their config."""
        self.write(self.copies, "old")
        self.save(config)
        return self.path.read_text()


@pytest.fixture
def results(tmp_path):
    return Results(tmp_path)


def test_the_saved_config_is_the_config_and_names_the_code(results):
    results.write(results.copies, "old")
    results.save()
    text = results.path.read_text()
    assert yaml.safe_load(text) == CONFIG and list(yaml.safe_load(text)["experiments"]) == ["rank", "other"]
    for stage, codes in CODES.items():
        assert f"# code of {stage}: {', '.join(codes)}\n" in text


def test_nothing_is_saved_before_there_are_results(results):
    results.save()
    assert not results.path.exists()


def test_results_of_another_plan_keep_their_config(results):
    results.write(results.copies, "old")
    results.save()
    results.ask_for("new")
    results.save({"seeds": 3})
    assert yaml.safe_load(results.path.read_text()) == CONFIG
    results.write(results.copies[:1], "new")  # half of them made again
    results.save({"seeds": 3})
    assert yaml.safe_load(results.path.read_text()) == CONFIG
    results.write(results.copies, "new")
    results.save({"seeds": 3})
    assert yaml.safe_load(results.path.read_text()) == {"seeds": 3}


def test_what_else_a_config_says_changes_nothing(results):
    results.write(results.copies, "old")
    results.save()
    before = results.path.read_bytes(), results.path.stat().st_mtime_ns
    results.save({**CONFIG, "machine": {"device": "cpu"}})
    assert (results.path.read_bytes(), results.path.stat().st_mtime_ns) == before


def test_results_that_were_not_all_asked_for_are_saved_with_what_is_there(results):
    results.write(results.copies[:1], "old")
    results.save()
    assert yaml.safe_load(results.path.read_text()) == CONFIG


CHANGES = {
    "a comment": lambda text: text + "# my notes\n",
    "a value": lambda text: text.replace("seeds: 2", "seeds: 3"),
    "a line of the head": lambda text: text.replace("# code of train", "# my code of train"),
    "no seal": lambda text: "seeds: 2\n",
    "half of it": lambda text: text[: len(text) // 2],
    "another first line": lambda text: "# mine\n" + text,
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_somebody_wrote_is_foreign_and_stays(results, change):
    text = results.make()
    assert not is_foreign(results.path)
    changed = CHANGES[change](text)
    assert changed != text
    results.path.write_text(changed)
    assert is_foreign(results.path)
    results.ask_for("new")
    results.write(results.copies, "new")
    results.save({"seeds": 3})
    assert results.path.read_text() == changed


@pytest.mark.parametrize("content", [b"\xff\x00# my", b"\x00" * 80, b"seeds: 2\n\x00\x00"])
def test_what_is_no_text_is_damaged_and_set_aside(results, content):
    text = results.make()
    for number in ("", "2"):
        results.path.write_bytes(content)
        assert not is_foreign(results.path)
        results.save()
        assert results.path.read_text() == text
        assert results.path.with_name(f"config.yaml.damaged{number}").read_bytes() == content


def test_an_empty_file_and_none_are_written(results):
    assert not is_foreign(results.path)
    text = results.make()
    results.path.write_text("")
    assert not is_foreign(results.path)
    results.save()
    assert results.path.read_text() == text


def test_a_link_and_a_folder_are_foreign(results, tmp_path):
    results.write(results.copies, "old")
    results.path.symlink_to(tmp_path / "nowhere")
    assert is_foreign(results.path)
    results.save()
    assert results.path.is_symlink()
    results.path.unlink()
    results.path.mkdir()
    assert is_foreign(results.path)
    results.save()
    assert results.path.is_dir()


def test_a_config_that_an_earlier_version_kept_is_its_own(results):
    lines = results.make().splitlines(keepends=True)
    results.path.write_text("".join(line for line in lines if not line.startswith("# digest of the other lines")))
    assert not is_foreign(results.path)


@pytest.mark.parametrize(
    "change", [lambda text: text[: len(text) // 2], lambda text: text.replace("seeds: 2", "seeds: 3"), lambda text: ""]
)
def test_a_kept_config_that_was_cut_or_changed_is_not_read(results, change):
    text = results.make()
    assert read_saved_config(results.path.parent) == CONFIG
    results.path.write_text(change(text))
    with pytest.raises(InputError, match="config.yaml: the file is damaged"):
        read_saved_config(results.path.parent)
