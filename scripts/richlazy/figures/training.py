"""Measures along training, one colour per rank."""

from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure

from richlazy import hypercube
from richlazy.plotting.blocks import mean_and_band, paired, panel_grid, rank_legend, step_axis
from richlazy.plotting.labels import INTERVAL, diverged_text, seeds_text
from richlazy.plotting.style import sequence_colours, styled

NEEDS = ("rank",)

MEASURES = (
    "loss",
    "accuracy",
    "weight_change",
    "representation_alignment",
    "kernel_alignment",
    "sign_similarity",
    "kernel_target_alignment",
)


@styled
def draw(measures: xr.Dataset, style: Mapping) -> tuple[Figure, str]:
    """Draw MEASURES against the training step: rows are measures (those that the study has), columns the swept
    values other than rank.

    Returns the figure and its caption. Raises MissingSweep when the study does not sweep rank.
    """
    hypercube.require(measures, "rank", "training")
    ordered = measures.sortby("rank").sortby("step")
    ranks = ordered["rank"].values.tolist()
    names = [name for name in MEASURES if name in ordered]
    colours = sequence_colours(len(ranks))
    figure, panels = panel_grid(ordered, names, style, row_mm=27)
    rank_legend(figure, ranks, colours)
    for group, name, panel in panels:
        values = ordered[name].sel(group)
        values = values.sel(seed=paired(values))
        for rank, colour in zip(ranks, colours, strict=True):
            mean_and_band(panel, values.sel(rank=rank), colour)
        step_axis(panel, ordered.step.values, labelled=name == names[-1])
    return figure, _caption(ordered)


def _caption(measures: xr.Dataset) -> str:
    return (
        f"Measures along training, at {measures.sizes['step']} checkpoints from step {int(measures.step.min())} "
        f"to step {int(measures.step.max())} (log axis, with a place for step 0). Lines: mean over "
        f"{seeds_text(measures)}; bands: their {INTERVAL}. {diverged_text(measures)}"
    )
