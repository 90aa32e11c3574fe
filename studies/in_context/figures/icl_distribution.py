"""What the distribution of the data does: learning in context and in weights at the end of several experiments."""

from collections.abc import Mapping, Sequence

import xarray as xr
from matplotlib.figure import Figure
from richlazy.hypercube import reading
from richlazy.reporting.plotting.blocks import LETTERS, panel_letter
from richlazy.reporting.plotting.labels import INTERVAL, diverged_text, seeds_text
from richlazy.reporting.plotting.style import new_figure, styled

from studies.in_context.analysis.scores import end
from studies.in_context.panels.along_and_end import SCORED, chance_text, one_parameter
from studies.in_context.panels.conditions import title
from studies.in_context.panels.score_axes import IN_CONTEXT, IN_WEIGHTS, accuracy_axis, at_end, chance

EACH_NEEDS = ()
HEIGHT_MM = 100


@styled
def draw(experiments: Sequence[xr.Dataset], style: Mapping) -> tuple[Figure, str]:
    """Draw a column for each experiment, over the first parameter that it sweeps: above accuracies in context, below
    those in weights. Returns the figure and its caption."""
    dims = [reading.swept(measures)[0] for measures in experiments]
    parts = [one_parameter(measures, dim) for measures, dim in zip(experiments, dims, strict=True)]
    figure = new_figure(style, HEIGHT_MM)
    grid = figure.subplots(2, len(parts), squeeze=False)
    for row, (panels, scores) in enumerate(zip(grid, (IN_CONTEXT, IN_WEIGHTS), strict=True)):
        for column, (panel, part, dim) in enumerate(zip(panels, parts, dims, strict=True)):
            at_end(panel, end(part), scores, dim, style)
            chance(panel, part, scores[0].name, named=column == len(parts) - 1)
            accuracy_axis(panel, labelled=column == 0)
            panel_letter(panel, LETTERS[row * len(parts) + column])
        panels[0].set_ylabel("Accuracy in context" if row == 0 else "Accuracy in weights")
        handles, labels = panels[0].get_legend_handles_labels()
        panels[-1].legend(handles, labels, fontsize="small", handlelength=1.3, loc="upper left", bbox_to_anchor=(1, 1))
    return figure, _caption(parts, dims)


def _caption(parts: Sequence[xr.Dataset], dims: Sequence[str]) -> str:
    columns = "; ".join(f"{title(dim)} ({seeds_text(part)})" for part, dim in zip(parts, dims, strict=True))
    lost = " ".join(dict.fromkeys(diverged_text(part) for part in parts))
    return (
        f"Transformers after {reading.last_step(parts[0])} steps on sequences of classes, over the {columns}. Above: "
        f"learning in context; below: in weights. {SCORED}. Dots: seeds; marks and bars: mean and {INTERVAL}. "
        f"{chance_text(parts[0])} {lost}"
    )
