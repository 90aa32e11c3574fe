"""What the figures are about, in the order in which a report and a gallery show them."""

TOPICS = {
    "Rank of the initial matrix (figure 1)": (
        "figure1",
        "training",
        "learning_dynamics",
        "equal_loss",
        "activity",
        "spectra",
    ),
    "Measured circuits (figure 2)": ("figure2", "development"),
    "Theory (figure 3)": ("figure3",),
    "Initial alignment (figure 4)": ("figure4", "figure4_structures", "alignment"),
    "Controls": ("controls", "control"),
    "Cost and forgetting": ("cost", "forgetting"),
    "Networks without recurrence": ("feedforward",),
}
OTHER = "Other figures"


def topic(figure: str) -> str:
    """The topic of a figure by its name; OTHER for one that no topic names."""
    return next((name for name, figures in TOPICS.items() if figure in figures), OTHER)


def chapter(figure: str) -> str:
    """The topic with its place among the chapters of a report, which sorts them by name; the scorecard is the first."""
    places = {name: place for place, name in enumerate([*TOPICS, OTHER], start=2)}
    return f"{places[topic(figure)]}. {topic(figure)}"
