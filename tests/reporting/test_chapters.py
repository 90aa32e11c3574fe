"""Topics of figures: every figure has one, and chapters come in the order of the topics."""

from richlazy.contracts.study_parts import figures
from richlazy.reporting.chapters import OTHER, TOPICS, chapter, topic


def test_every_figure_is_in_exactly_one_topic():
    named = [figure for group in TOPICS.values() for figure in group]
    assert sorted(named) == figures.available()


def test_chapters_sort_as_topics_stand():
    chapters = [chapter(group[0]) for group in TOPICS.values()]
    assert chapters == sorted(chapters) and chapters[0].startswith("2. ")
    assert [name.partition(". ")[2] for name in chapters] == list(TOPICS)
    assert chapter("mine") > chapters[-1] and topic("mine") == OTHER
