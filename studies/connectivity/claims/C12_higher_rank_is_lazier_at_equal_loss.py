"""C12: what C1 says of networks after equally long training holds where they have come to the same loss, too."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import xarray as xr
from richlazy.hypercube import reading
from richlazy.hypercube.equal_loss import at_equal_loss, lowest_common_loss
from richlazy.scoring.rows import Comparison, Row, Settings, blocks, judge
from richlazy.scoring.trends import follow
from richlazy.statistics.finding import join_notes

NEEDS = ("rank",)
STATEMENT = (
    "A higher-rank initial matrix learns lazier not for learning less: at equal loss, too, tangent-kernel alignment "
    "rises with rank."
)
MEASURE = "kernel_alignment"


def test(measures: xr.Dataset, settings: Mapping) -> list[Row]:
    """Rows per task, and over tasks, each task at the lowest loss that all its runs reach.

    Raises MissingSweep without a swept rank.
    """
    reading.require(measures, "rank", "claim C12")
    test_settings = Settings.of(settings)
    ordered = measures[[MEASURE, "loss", "diverged"]].sortby(["rank", "step"])
    comparisons = [_comparison(label, block, test_settings) for label, block in blocks(ordered, "rank")]
    return judge("C12", STATEMENT, comparisons, test_settings)


def _comparison(label: str, block: xr.Dataset, test_settings: Settings) -> Comparison:
    values, levels = zip(*(_at_common_loss(block.sel(task=task)) for task in block.task), strict=True)
    finding = follow(np.stack(values, 1), test_settings, "ranks")
    note = join_notes(finding.note, f"at a loss of {', '.join(f'{level:.2g}' for level in levels)} nat")
    diverged = reading.diverged_runs(block)
    return Comparison(MEASURE, None, label, "rises with rank at equal loss", replace(finding, note=note), diverged)


def _at_common_loss(runs: xr.Dataset) -> tuple[np.ndarray, float]:
    """The measure [seed, rank] at the lowest loss that all runs of a task reach, and that loss."""
    runs = runs.where(runs.diverged == 0).transpose("seed", "rank", "step", ...)
    level = lowest_common_loss(runs.loss.values)
    return at_equal_loss(runs[MEASURE].values, runs.loss.values, [level])[..., 0], level
