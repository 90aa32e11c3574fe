"""What the figures are about, in the order in which a report and a gallery show them.

A study's file groups its figures under `topics`; a study that does not is one topic.
"""

from richlazy.contracts.studies import DEFAULT, topics
from richlazy.contracts.study_parts import figures

OTHER = "Other figures"


def headings() -> list[str]:
    """All topics: those of the default study, then those of the others, which begin with the name of their study."""
    found = [_heading(study, name) for study, named in topics().items() for name in (*named, "")]
    return [*dict.fromkeys(heading for heading in found if heading), OTHER]


def topic(figure: str) -> str:
    """The topic of a figure by its name; OTHER for one of the default study, or of none, that no topic names."""
    for study, named in topics().items():
        for name, members in named.items():
            if figure in members:
                return _heading(study, name)
    study = figures.path(figure).parents[1].name if figure in figures.available() else DEFAULT
    return _heading(study, "") or OTHER


def _heading(study: str, name: str) -> str:
    """A topic as it is shown; "" for what the default study groups nowhere."""
    return name if study == DEFAULT else f"{study}: {name}" if name else study


def chapter(figure: str) -> str:
    """The topic of a figure as a chapter of a report, which sorts them by name: those of the default study are numbered
    after the scorecard, which is the first, and come before the names of others."""
    numbered = [*topics().get(DEFAULT, {}), OTHER]
    heading = topic(figure)
    return f"{numbered.index(heading) + 2}. {heading}" if heading in numbered else heading
