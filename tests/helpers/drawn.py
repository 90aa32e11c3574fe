"""Whether a figure can be drawn, without the files that it would take several times as long to write."""

from matplotlib.figure import Figure


def assert_drawn(figure: Figure) -> None:
    """All of the figure can be laid out and drawn, and at least one of its panels shows data."""
    figure.draw_without_rendering()
    assert any(panel.has_data() for panel in figure.get_axes())
