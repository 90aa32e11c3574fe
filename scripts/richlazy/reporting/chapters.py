"""Topics of figures: the chapters of the report, with the names of its entries, and of the gallery.

A study groups its figures under `topics` in its study.yaml; a study without topics is one topic.
"""

import re
from functools import cache

from richlazy.contracts.figure_titles import title
from richlazy.contracts.studies import DEFAULT, topics
from richlazy.contracts.study_parts import figures

OTHER = "Other figures"


def headings() -> list[str]:
    """All topics in their order: those of the default study, then those of others, with the name of their study."""
    all_headings = [_heading(study, name) for study, groups in topics().items() for name in (*groups, "")]
    return [*dict.fromkeys(heading for heading in all_headings if heading), OTHER]


def topic(figure: str) -> str:
    """The topic of a figure; OTHER for a figure of the default study, or of no study, that is in no topic."""
    for study, groups in topics().items():
        for name, members in groups.items():
            if figure in members:
                return _heading(study, name)
    study = figures.path(figure).parents[1].name if figure in figures.available() else DEFAULT
    return _heading(study, "") or OTHER


def label(experiment: str, figure: str) -> str:
    """The entry of a figure in the report: its experiment, and the beginning of its title.

    Entries of one text would hide each other, so that figures that share a title have their names beside it.
    """
    short = _short_title(figure)
    others = (_short_title(other) for other in figures.available() if other != figure)
    name = f" ({figure})" if short in others else ""
    return f"{words(experiment)}: {short[:1].lower()}{short[1:]}{name}"


def page_label(text: str, study: str) -> str:
    """The entry of a page in the report. study: as in names of files, "" for the default study, or "-NAME"."""
    return f"{text}, {words(study.removeprefix('-'))}" if study else text


def words(name: str) -> str:
    """The name of an experiment or of a study for reading."""
    return name.replace("_", " ")


@cache
def _short_title(figure: str) -> str:
    """The title up to a comma or a colon, but for that behind the number of a figure of the paper."""
    return re.match(r"(Figure \d+: )?[^,:]+", title(figure))[0]


def _heading(study: str, name: str) -> str:
    """The heading of a topic; "" for figures of the default study without a topic."""
    return name if study == DEFAULT else f"{study}: {name}" if name else study


def chapter(figure: str) -> str:
    """The topic of a figure as a chapter of the report, which sorts chapters by name.

    Chapters of the default study have numbers, from 2 on after the scorecard, so that they precede other studies.
    """
    numbered = [*topics().get(DEFAULT, {}), OTHER]
    heading = topic(figure)
    return f"{numbered.index(heading) + 2}. {heading}" if heading in numbered else heading
