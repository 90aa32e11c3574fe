"""Topics of figures: every figure of the paper has one, and chapters come in the order of the topics."""

from collections import Counter

import pytest
from richlazy.contracts import registry
from richlazy.contracts.studies import DEFAULT, topics
from richlazy.contracts.study_parts import figures
from richlazy.reporting.chapters import OTHER, chapter, headings, topic


def test_every_figure_of_the_paper_is_in_exactly_one_topic():
    named = Counter(figure for group in topics()[DEFAULT].values() for figure in group)
    own = [name for name in figures.available() if figures.path(name).parents[1].name == DEFAULT]
    assert sorted(named) == own and set(named.values()) == {1}


def test_chapters_sort_as_topics_stand():
    chapters = [chapter(group[0]) for group in topics()[DEFAULT].values()]
    assert chapters == sorted(chapters) and chapters[0].startswith("2. ") and len(chapters) < 8
    assert [name.partition(". ")[2] for name in chapters] == headings()[: len(chapters)]
    assert chapter("mine") > chapters[-1] and topic("mine") == OTHER == headings()[-1]


@pytest.fixture
def others(tmp_path, monkeypatch):
    """A study that groups one of its figures, beside the default one, which has none."""
    monkeypatch.setattr(registry, "PROJECT", tmp_path)
    for name, text in (("grokking", "topics: {Delay: [delay]}\n"), (DEFAULT, "experiments: {}\n")):
        (tmp_path / "studies" / name / "figures").mkdir(parents=True)
        (tmp_path / "studies" / name / "study.yaml").write_text(text, encoding="utf-8")
    for name in ("delay", "sparsity"):
        (tmp_path / "studies" / "grokking" / "figures" / f"{name}.py").write_text("", encoding="utf-8")


def test_figures_of_other_studies_stand_under_their_names_behind_the_default_ones(others):
    assert headings() == ["grokking: Delay", "grokking", OTHER]
    assert topic("delay") == "grokking: Delay" and topic("sparsity") == "grokking"
    assert chapter("delay") == "grokking: Delay" > "9. " and chapter("sparsity") == "grokking"
