"""Cell classes of mouse visual cortex: the classes, their numbers of units, and published blocks of connectivity.

The tables are in config/tables, with a README on their sources and caveats; cell_classes.csv relates the class names of
all tables. Rows of the tables are presynaptic; blocks are returned as [post, pre].
"""

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from richlazy.errors import InputError

TABLES = Path(__file__).parents[3] / "config" / "tables"


class Blocks(NamedTuple):
    """Published values for each pair of classes: data frames [post, pre] with the names of the classes."""

    probability: pd.DataFrame
    strength: pd.DataFrame  # mean size of the postsynaptic potential in mV, without sign
    spread: pd.DataFrame  # deviation of ln strength


def read_classes(source: str) -> pd.DataFrame:
    """All classes of a source: index class; columns layer, cell_type, counted_as, amplitude_class, excitatory."""
    classes = pd.read_csv(TABLES / "cell_classes.csv", dtype=str, keep_default_na=False)
    classes = classes[classes["source"] == source].set_index("class").drop(columns="source")
    return classes.assign(excitatory=classes["cell_type"] == "excitatory")


def select_classes(source: str, layers: list | str, cell_types: list[str] | str) -> pd.DataFrame:
    """Rows of `read_classes` in these layers and of these cell types; `all` stands for all of the source.

    Raises InputError where the source has no such layer or type, or no class has both.
    """
    classes = read_classes(source)
    # YAML reads an unquoted 4 as a number.
    layers = layers if layers == "all" else [str(layer) for layer in layers]
    selected = classes[
        _is_one_of(classes["layer"], layers, "layers", source)
        & _is_one_of(classes["cell_type"], cell_types, "cell_types", source)
    ]
    if selected.empty:
        raise InputError(
            f"layers, cell_types: {source} has no class of type {_words(cell_types)} in layer {_words(layers)}; its "
            f"classes are {_words(classes.index)}; choose others, for example `layers: [2/3]`, `cell_types: all`"
        )
    return selected


def measured_units(classes: pd.DataFrame, units: int) -> np.ndarray:
    """Number of units of each class in proportion to measured cell counts, at least one, `units` in total.

    Numbers are rounded by the largest-remainder method; a class with zero units takes one from the largest class.
    Raises InputError for fewer units than classes.
    """
    if units < len(classes):
        raise InputError(
            f"counts: {units} units are too few for one in each of the {len(classes)} classes chosen; choose fewer, "
            "for example `layers: [2/3]`, or state the units of each class in `counts`"
        )
    cells = json.loads((TABLES / "v1_cell_counts_core.json").read_text(encoding="utf-8"))
    measured = np.array([sum(cells[name] for name in names.split()) for names in classes["counted_as"]])
    shares = units * measured / measured.sum()
    numbers = np.floor(shares).astype(int)
    numbers[np.argsort(numbers - shares, kind="stable")[: units - numbers.sum()]] += 1
    for empty in np.flatnonzero(numbers == 0):
        numbers[numbers.argmax()] -= 1
        numbers[empty] = 1
    return numbers


def stated_units(classes: pd.DataFrame, units: int, counts: dict[str, int]) -> np.ndarray:
    """Number of units of each class by `counts`, zero for a class that is not in it.

    Raises InputError for a class that is not selected, and where the sum is not `units`.
    """
    unknown = [name for name in counts if name not in classes.index]
    if unknown:
        raise InputError(
            f"counts: {_words(unknown)} is not among the classes chosen, {_words(classes.index)}; write the units of "
            f"those, for example `counts: {{{classes.index[0]}: {units}}}`"
        )
    if sum(counts.values()) != units:
        raise InputError(
            f"counts: {sum(counts.values())} units are stated in all, and the network has {units}; write numbers that "
            f"add up to {units}, or `counts: measured`"
        )
    return classes.index.map(lambda name: counts.get(name, 0)).to_numpy()


def billeh(spread: float) -> Blocks:
    """Blocks of Billeh et al. 2020: probability at 75 µm and mean strength; `spread` for all, since none is given."""
    probability, strength = _read_square("billeh2020_p75um.csv"), _read_square("billeh2020_psp_mV.csv")
    return Blocks(probability, strength, pd.DataFrame(spread, strength.index, strength.columns))


def campagnola(probability: str, fewest_pairs: int, few_pairs: str, spread: float) -> Blocks:
    """Blocks of Campagnola et al. 2022: `probability` raw or adjusted, and the amplitude at its 90th percentile.

    Pairs of classes with fewer than `fewest_pairs` probed pairs of cells are treated by the rule `few_pairs` (a key of
    FEW_PAIRS). A missing amplitude is replaced by the mean of the excitatory/inhibitory block, a missing deviation of
    ln strength by `spread`.
    """
    classes = read_classes("campagnola")
    pairs = pd.read_csv(TABLES / "campagnola2022_connectivity.csv", index_col=["pre", "post"])
    pairs = pairs.reindex(pd.MultiIndex.from_product([classes.index] * 2, names=["pre", "post"]))
    probed = pairs["n_probed"].fillna(0)
    probabilities = pairs[f"p_{probability}"].fillna(0)
    block = _block(pairs.index, classes["excitatory"])
    probabilities = FEW_PAIRS[few_pairs](probabilities, probed, fewest_pairs, block)
    strengths = _campagnola_strengths(classes, spread)
    names = classes["amplitude_class"]
    by_class = [strengths[column].unstack("pre").loc[names, names] for column in ("mean", "spread")]
    return Blocks(
        probabilities.unstack("pre").loc[classes.index, classes.index],
        *(frame.set_axis(classes.index, axis=0).set_axis(classes.index, axis=1) for frame in by_class),
    )


def drop(probability: pd.Series, probed: pd.Series, fewest: int, block: pd.Series) -> pd.Series:
    """Probability 0 for pairs of classes with fewer than `fewest` probed pairs of cells."""
    return probability.where(probed >= fewest, 0.0)


def shrink(probability: pd.Series, probed: pd.Series, fewest: int, block: pd.Series) -> pd.Series:
    """Probability shrunk towards that of the block for pairs of classes with fewer than `fewest` probed pairs of cells.

    It is the posterior mean under a Beta prior with the weight of `fewest` pairs and the pooled probability of the
    block (all connected over all probed pairs): (n p + fewest p_block) / (n + fewest), with n = `probed`.
    """
    connected = probability * probed
    pooled = connected.groupby(block).transform("sum") / probed.groupby(block).transform("sum")
    return probability.where(probed >= fewest, (connected + fewest * pooled) / (probed + fewest))


FEW_PAIRS = {"drop": drop, "shrink": shrink}


def _campagnola_strengths(classes: pd.DataFrame, spread: float) -> pd.DataFrame:
    """Columns mean (mV) and spread (deviation of ln strength) for every pair [pre, post] of amplitude classes."""
    excitatory = classes.drop_duplicates("amplitude_class").set_index("amplitude_class")["excitatory"]
    stated = pd.read_csv(TABLES / "campagnola2022_psp_by_class_mV.csv", index_col=["pre", "post"])
    stated = stated.reindex(pd.MultiIndex.from_product([excitatory.index] * 2, names=["pre", "post"]))
    mean, connections = stated["p90_mean"].abs(), stated["n_90th"]
    block = _block(stated.index, excitatory)
    pooled = (mean * connections).groupby(block).transform("sum") / connections.groupby(block).transform("sum")
    # Deviation of ln x for a log-normal x with this mean and deviation.
    of_logarithm = np.sqrt(np.log1p((stated["p90_sd"] / mean) ** 2))
    return pd.DataFrame({"mean": mean.fillna(pooled), "spread": of_logarithm.fillna(spread)})


def _block(pairs: pd.MultiIndex, excitatory: pd.Series) -> pd.Series:
    """Number of the block of each pair [pre, post]: E to E, E to I, I to E, or I to I."""
    pre, post = (excitatory.loc[pairs.get_level_values(side)].to_numpy() for side in ("pre", "post"))
    return pd.Series(2 * pre + post, index=pairs)


def _read_square(name: str) -> pd.DataFrame:
    """Read a table with presynaptic rows as a data frame [post, pre]."""
    table = pd.read_csv(TABLES / name, index_col="pre")
    return table.loc[table.columns].T


def _is_one_of(column: pd.Series, values: list[str] | str, key: str, source: str) -> pd.Series:
    """Whether each row has one of `values`. Raises InputError for a value that no row has."""
    if values == "all":
        return pd.Series(True, column.index)
    known = list(column.unique())
    unknown = [value for value in values if value not in known]
    if unknown or not values:
        found = _words(unknown) if unknown else "nothing"
        raise InputError(
            f"{key}: {found} was found, and {source} has {_words(known)}; write some of those, "
            f"for example `{key}: [{known[-1]}]`, or `{key}: all`"
        )
    return column.isin(values)


def _words(names) -> str:
    return names if isinstance(names, str) else ", ".join(map(str, names))
