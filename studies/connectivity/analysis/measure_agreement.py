"""Analysis of how measures of richness agree: rank correlations over networks, all turned so that high is lazy."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr
from richlazy.hypercube import reading
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import squareform
from scipy.stats import rankdata

# What is larger in lazy learning (1) or in rich learning (-1), by the source of each measure; 0 where none says.
TURNED = {
    "kernel_alignment": 1,
    "full_kernel_alignment": 1,
    "representation_alignment": 1,
    "sign_similarity": 1,
    "weight_change": -1,
    "dynamical_richness": 1,
    "dynamical_richness at the start": 1,
    "kernel_effective_rank": 1,
    "manifold_capacity": -1,
    "manifold_radius": -1,
    "manifold_dimension": 1,
    "activity_dimension": 1,
    "activity_kurtosis": -1,
    "outlier_eigenvalues": -1,
    "weight_distance": -1,
    "dynamics_distance": 1,
    "loss_distance": 0,
    "lyapunov_exponent": 0,
    "accuracy": 0,
}
# Measures taken as the ratio of the last to the first checkpoint, and one that is taken at the first, too.
RATIOS = ("kernel_effective_rank",)
AT_START = "dynamical_richness at the start"
# Columns of a table of networks beside the measures.
STRATUM, CONDITION, VALUE, EXPERIMENT, SEED = "stratum", "condition", "value", "experiment", "seed"
# Fewest networks that can be ranked among each other, and fewest seeds at one condition.
FEWEST, FEWEST_SEEDS = 6, 3


def network_table(measures: xr.Dataset) -> pd.DataFrame:
    """One row per network that did not diverge: the measures of TURNED that there are, at the last checkpoint.

    Measures are turned. `stratum` tells networks of one task and number of units, `condition` those of one point,
    `value` is the rank, or the first swept value other than the task where there is no rank; the attribute `parameter`
    says which. Measures over pairs of seeds, which have a further dimension,
    are averaged over it.
    """
    kept = measures.diverged == 0
    sizes = measures.singular_value.notnull().sum("index") if "singular_value" in measures else xr.zeros_like(kept, int)
    columns = {name: values if TURNED[name] >= 0 else -values for name, values in _raw(measures).items()}
    dims = [*reading.swept(measures), SEED]
    table = xr.Dataset(columns | {"kept": kept, "size": sizes})
    frame = table.reset_coords(drop=True).to_dataframe(dim_order=dims).reset_index()
    frame = frame[frame["kept"]].reset_index(drop=True)
    points = [dim for dim in dims if dim != SEED]
    frame[CONDITION] = frame[points].astype(str).agg(", ".join, axis=1) if points else "-"
    task = frame["task"].astype(str) if "task" in frame else "-"
    frame[STRATUM] = task + frame["size"].fillna(0).astype(int).map(", {} units".format)
    coloured = "rank" if "rank" in points else next((dim for dim in points if dim != "task"), "task")
    frame[VALUE] = frame.get(coloured, "-")
    frame[EXPERIMENT] = str(measures.attrs.get("experiment", "-"))
    frame.attrs = {"parameter": coloured}
    return frame[[EXPERIMENT, STRATUM, CONDITION, VALUE, SEED, *columns]]


def _raw(measures: xr.Dataset) -> dict[str, xr.DataArray]:
    """The measures of TURNED that there are, not turned, over (swept ..., seed)."""
    steps = reading.last_step(measures), int(measures.step.min())
    last, first = (measures.sel(step=step, drop=True) for step in steps)
    dims, found = {*reading.swept(measures), SEED}, {}
    for name in TURNED:
        own, at = ("dynamical_richness", first) if name == AT_START else (name, last)
        if own in measures and SEED in measures[own].dims:
            values = at[own] / first[own] if name in RATIOS else at[own]
            values = values.mean([dim for dim in values.dims if dim not in dims])
            if values.notnull().any():
                found[name] = values
    return found


def joined(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """All networks of several experiments, each once: what experiments share counts for the first that has it.

    Networks are ranked within their own experiment, too: experiments differ in steps and in units.
    """
    frame = pd.concat(tables, ignore_index=True)
    for column in (STRATUM, CONDITION):
        frame[column] = frame[EXPERIMENT] + ": " + frame[column]
    same = [name for name in ("kernel_alignment", "representation_alignment", "weight_change") if name in frame]
    return frame[~frame.duplicated([SEED, *same])].reset_index(drop=True) if same else frame


def measures_of(frame: pd.DataFrame) -> list[str]:
    """The measures of a table of networks, in the order of TURNED."""
    return [name for name in TURNED if name in frame]


def correlations(frame: pd.DataFrame, within: str, fewest: int) -> pd.DataFrame:
    """Rank correlations [measure, measure] of the networks with one value of the column `within`, pooled over these.

    Ranks are those among the networks of a group, centred and divided by their number, so that differences between
    groups have no say; a group with fewer than `fewest` networks that have both measures is left out. For a single
    group this is Spearman's correlation. NaN where no group is left, or where a measure is the same in all networks.
    """
    names = measures_of(frame)
    groups = [part[names].to_numpy(float) for _, part in frame.groupby(within)]
    matrix = np.full((len(names), len(names)), np.nan)
    for row in range(len(names)):
        for column in range(row + 1):
            pairs = [_centred_ranks(group[:, [row, column]], fewest) for group in groups]
            first, second = np.concatenate([np.empty((0, 2)), *pairs]).T
            size = np.sqrt((first**2).sum() * (second**2).sum())
            matrix[row, column] = matrix[column, row] = (first * second).sum() / size if size > 0 else np.nan
    return pd.DataFrame(matrix, names, names)


def _centred_ranks(pair: np.ndarray, fewest: int) -> np.ndarray:
    known = pair[np.isfinite(pair).all(1)]
    if len(known) < fewest:
        return np.empty((0, 2))
    ranks = rankdata(known, axis=0)
    return (ranks - ranks.mean(0)) / len(known)


def ranks_within(frame: pd.DataFrame, name: str) -> pd.Series:
    """Rank of every network among those of its stratum, between 0 (rich) and 1 (lazy)."""
    ranks = frame.groupby(STRATUM)[name].rank()
    counts = frame.groupby(STRATUM)[name].transform("count")
    return ((ranks - 1) / (counts - 1).where(counts > 1)).rename(name)


def clustered(matrix: pd.DataFrame) -> list[str]:
    """The measures in an order that puts those that agree beside each other; those that are not turned come last.

    Average linkage of the distances 1 - correlation, unknown ones as 1.
    """
    turned = [name for name in matrix.index if TURNED[name]]
    others = [name for name in matrix.index if not TURNED[name]]
    if len(turned) < 3:
        return [*turned, *others]
    distances = 1 - matrix.loc[turned, turned].fillna(0).to_numpy(copy=True)
    np.fill_diagonal(distances, 0)
    tree = linkage(squareform(distances, checks=False), "average", optimal_ordering=True)
    return [*(turned[place] for place in leaves_list(tree)), *others]


def strongest_disagreements(matrix: pd.DataFrame, count: int, most: int = 2) -> list[tuple[str, str]]:
    """The `count` pairs of turned measures with the least correlation, none of them in more than `most` pairs."""
    turned = [name for name in matrix.index if TURNED[name]]
    pairs = [
        (matrix.loc[first, second], first, second)
        for place, first in enumerate(turned)
        for second in turned[place + 1 :]
        if np.isfinite(matrix.loc[first, second])
    ]
    chosen: list[tuple[str, str]] = []
    for _, *pair in sorted(pairs):
        uses = [name for one in chosen for name in one]
        if len(chosen) < count and all(uses.count(name) < most for name in pair):
            chosen.append(tuple(pair))
    return chosen
