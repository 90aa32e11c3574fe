"""Topics of figures: every figure of the paper has one, and chapters come in the order of the topics."""

from collections import Counter

import pytest
from richlazy.contracts import registry
from richlazy.contracts.figure_titles import title
from richlazy.contracts.studies import DEFAULT, topics
from richlazy.contracts.study_parts import figures
from richlazy.reporting.chapters import OTHER, chapter, headings, label, page_label, topic


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


def test_every_figure_has_a_title_and_an_entry_of_its_own():
    names = figures.available()
    assert title("figure1") == "Figure 1: how lazily networks learned, against the rank of their initial matrix"
    assert label("structure_radius", "figure2") == "structure radius: figure 2: spectra of circuits"
    assert label("learning_rate", "control") == "learning rate: a control"
    assert len({label("mine", name) for name in names}) == len(names)


def test_a_title_is_the_first_sentence_up_to_a_semicolon_even_over_two_lines(others, tmp_path):
    folder = tmp_path / "studies" / "grokking" / "figures"
    (folder / "delay.py").write_text('"""When networks\ngrok, by rank; with 3 seeds.\n\nMore."""\n', encoding="utf-8")
    (folder / "twice.py").write_text('"""When networks grok, too. And more."""\n', encoding="utf-8")
    assert title("delay") == "When networks grok, by rank" and title("twice") == "When networks grok, too"
    assert title("sparsity") == "sparsity"
    # Without its name one would hide the other.
    assert [label("mine", name) for name in ("delay", "twice")] == [
        "mine: when networks grok (delay)",
        "mine: when networks grok (twice)",
    ]


def test_pages_of_other_studies_name_their_study():
    assert page_label("as a figure", "") == "as a figure"
    assert page_label("as a figure", "-sgd_noise") == "as a figure, sgd noise"
