"""The templates of `richlazy new`: the examples of CONTRIBUTING.md, their names, and what a study's file gets."""

import re
from pathlib import Path

import pytest
import yaml
from richlazy.command_line.templates import KINDS, Added, added, claim_of_study, rendered
from richlazy.contracts.files_of_config import laid_over

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"^```\w+ studies/mine/(\S+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
PARTS = sorted((ROOT / "studies" / "_example").glob("*/*.py"))
NAMES = {kind: "Mine7_wide_is_lazy" if kind == "claim" else f"my_{kind}" for kind in KINDS}


def without_blank_lines(text):
    """Sorting of imports leaves other blank lines in a page than in a file."""
    return [line for line in text.splitlines() if line]


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.stem)
def test_examples_of_parts_are_those_of_the_page(path):
    page = EXAMPLES[f"{path.parent.name}/{path.name}"]
    assert without_blank_lines(path.read_text(encoding="utf-8")) == without_blank_lines(page)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_the_names_of_the_template_is_left(kind):
    template, name = KINDS[kind], NAMES[kind]
    files = rendered(template, name, "mine", ROOT)
    assert len(files) == (6 if kind == "study" else 2)
    for path, text in files.items():
        assert not re.search(r"_example|_template|Width1|ExclusiveOr|\bNAME\b|\bTo make a study", path + text), path
    assert all(path.startswith(("studies/mine/", "tests/studies/mine/")) for path in files)
    assert sum("/test_" in path for path in files) == (2 if kind == "study" else 1)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "study"])
def test_what_is_added_names_the_part_in_an_experiment(kind):
    content = yaml.safe_load(added(KINDS[kind], NAMES[kind], ROOT).text)
    own = KINDS[kind].part_name(NAMES[kind])
    assert list(content["experiments"]) == [f"try_{own}"]
    section = content["experiments"][f"try_{own}"]
    words = [*section["sweep"].get("connectivity", []), *section["parameters"].values()]
    assert own in [*words, *section.get("measures", []), *section.get("claims", []), *section.get("figures", [])]


def test_the_first_claim_of_a_study_has_its_name_without_digits():
    assert claim_of_study("my_2nd_question") == "MyndQuestion1"


NEW = "tasks:\n  new: {environment: New}\n\nexperiments:\n  try_new: # small\n    sweep:\n      task: [new]\n"
STUDIES = {
    "plain": "experiments:\n  one:\n    sweep: {rank: [1]}\n",
    "sections after it": (
        "# first\nexperiments: # mine\n  one:\n    sweep: {rank: [1]}\n\n# of the quick preset\nquick:\n  seeds_of: 1\n"
    ),
    "tasks of its own": "tasks:\n  old: {environment: Old}\nexperiments:\n  one: null\n",
    "wider": "experiments:\n    one:\n        sweep: {rank: [1]}\n    # the last word\n",
    "no line feed": "experiments:\n  one: null",
}


@pytest.mark.parametrize("study", STUDIES)
def test_entries_are_added_and_all_else_stays(study):
    text = STUDIES[study]
    together = Added(NEW).into(text)
    assert yaml.safe_load(together) == laid_over(yaml.safe_load(text), yaml.safe_load(NEW))
    remaining = iter(together.splitlines())
    assert all(line in remaining for line in text.splitlines())  # in their order


@pytest.mark.parametrize("text", ["experiments: {one: null}\n", "{experiments: {one: null}}\n"])
def test_a_file_in_another_style_is_left(text):
    assert Added(NEW).into(text) is None
