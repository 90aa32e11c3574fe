"""Topics of figures, the chapters of the report and the gallery.

A study groups its figures under `topics` in its study.yaml; a study without topics is one topic.
"""

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
