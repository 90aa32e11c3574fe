"""The hooks that make a site of the pages: links stay right, and what a browser would fetch from elsewhere is found."""

import importlib.util
from pathlib import Path

import pytest

HOOKS = Path(__file__).parents[1] / "docs" / "_site"
pytest.importorskip("mkdocs", reason="pip install '.[docs]'")


def hook(name: str):
    spec = importlib.util.spec_from_file_location(name, HOOKS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


pages, check = hook("repository_pages"), hook("link_check")


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("README.md", "index.md"),
        ("docs/faq.md", "faq.md"),
        ("docs/gallery/one.png", "gallery/one.png"),
        ("config/README.md", "config.md"),
        ("studies/grokking/README.md", "studies/grokking.md"),
        ("studies/connectivity/theory.md", "studies/connectivity/theory.md"),
        ("studies/grokking/moments.py", "sources/studies/grokking/moments.py.txt"),
        ("LICENSE", "sources/LICENSE.txt"),
    ],
)
def test_the_place_of_a_file_in_the_site(path, place):
    assert pages.site_path(path) == place


def test_links_outside_code_are_moved_with_their_anchors():
    text = '[a](one.md#two) <img src="b.png"> [c](https://d.org) [e](#f)\n```bash\n[a](one.md)\n```\n[g](one.md)'
    moved = pages.with_links(text, str.upper)
    assert (
        moved == '[a](ONE.MD#two) <img src="B.PNG"> [c](https://d.org) [e](#f)\n```bash\n[a](one.md)\n```\n[g](ONE.MD)'
    )


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [("On a GPU", "on-a-gpu"), ("matrices.<name>", "matricesname"), ("A task, a data set", "a-task-a-data-set")],
)
def test_anchors_are_those_of_github(heading, anchor):
    assert pages.github_anchor(heading, "-") == anchor


def site(folder: Path, **texts: str) -> list[str]:
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return list(check.faults(folder))


def test_a_whole_site_has_no_fault(tmp_path):
    first = '<h1 id="top">1</h1><a href="b.html#part">x</a> <a href="#top">y</a> <a href="https://doi.org/1">z</a>'
    assert site(tmp_path, a=first, b='<h2 id="part">2</h2>') == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('<a href="c.html">x</a>', "links to c.html, which is not there"),
        ('<a href="#nowhere">x</a>', "links to #nowhere, which has no such heading"),
        ('<img src="c.png">', "links to c.png, which is not there"),
        ('<script src="https://cdn.org/a.js"></script>', "a browser would fetch https://cdn.org/a.js"),
        ('<link rel="stylesheet" href="//fonts.org/a.css">', "a browser would fetch //fonts.org/a.css"),
    ],
)
def test_each_fault_is_told(tmp_path, text, fault):
    assert f"a.html: {fault}" in site(tmp_path, a=text)
