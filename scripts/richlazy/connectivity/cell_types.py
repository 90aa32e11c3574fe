"""Cell classes of mouse visual cortex: which there are, how many units each gets, and their published block matrices.

The tables lie in config/tables, beside a README with their sources and caveats; cell_classes.csv there is the one place
that ties their names together. Rows of the tables are presynaptic; the blocks given out here are [post, pre].
"""

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from richlazy.errors import InputError

TABLES = Path(__file__).parents[3] / "config" / "tables"


class Blocks(NamedTuple):
    """What the sources state for each pair of classes: frames [post, pre] with the names of the classes."""

    probability: pd.DataFrame
    strength: pd.DataFrame  # mean size of the postsynaptic potential in mV, without sign
    spread: pd.DataFrame  # deviation of ln strength


def read_classes(source: str) -> pd.DataFrame:
    """All classes of a source: index class; columns layer, cell_type, counted_as, amplitude_class, excitatory."""
    classes = pd.read_csv(TABLES / "cell_classes.csv", dtype=str, keep_default_na=False)
    classes = classes[classes["source"] == source].set_index("class").drop(columns="source")
    return classes.assign(excitatory=classes["cell_type"] == "excitatory")


def choose(source: str, layers: list | str, cell_types: list[str] | str) -> pd.DataFrame:
    """Rows of `read_classes` that are in the layers and of the types named; the word `all` names all of the source.

    Raises InputError where the source has no such layer or type, or no class is in both.
    """
    classes = read_classes(source)
    # YAML reads an unquoted 4 as a number.
    layers = layers if layers == "all" else [str(layer) for layer in layers]
    chosen = classes[
        _named(classes["layer"], layers, "layers", source)
        & _named(classes["cell_type"], cell_types, "cell_types", source)
    ]
    if chosen.empty:
        raise InputError(
            f"layers, cell_types: {source} has no class of type {_words(cell_types)} in layer {_words(layers)}; its "
            f"classes are {_words(classes.index)}; choose others, for example `layers: [2/3]`, `cell_types: all`"
        )
    return chosen


def measured_units(classes: pd.DataFrame, units: int) -> np.ndarray:
    """Units of each class in proportion to its measured cells, at least one, `units` in all.

    Shares are rounded by largest remainder; a class that is left without a unit takes one from the largest class.
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
    """Units of each class as stated in `counts`, none for a class that is not named there.

    Raises InputError for the name of a class that was not chosen, and where the units are not `units` in all.
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
    """Blocks of Billeh et al. 2020: probability at 75 µm, mean strength; `spread` for all, as none is stated."""
    probability, strength = _read_square("billeh2020_p75um.csv"), _read_square("billeh2020_psp_mV.csv")
    return Blocks(probability, strength, pd.DataFrame(spread, strength.index, strength.columns))


def campagnola(probability: str, fewest_pairs: int, few_pairs: str, spread: float) -> Blocks:
    """Blocks of Campagnola et al. 2022: `probability` raw or adjusted, and the amplitude at its 90th percentile.

    Pairs of classes with fewer than `fewest_pairs` probed pairs of cells are treated as `few_pairs` (a key of
    FEW_PAIRS). Where no amplitude is stated, it is the mean of the excitatory/inhibitory block; where no deviation is
    stated, the deviation of ln strength is `spread`.
    """
    classes = read_classes("campagnola")
    pairs = pd.read_csv(TABLES / "campagnola2022_connectivity.csv", index_col=["pre", "post"])
    pairs = pairs.reindex(pd.MultiIndex.from_product([classes.index] * 2, names=["pre", "post"]))
    probed = pairs["n_probed"].fillna(0)
    found = pairs[f"p_{probability}"].fillna(0)
    found = FEW_PAIRS[few_pairs](found, probed, fewest_pairs, _block(pairs.index, classes["excitatory"]))
    strengths = _campagnola_strengths(classes, spread)
    names = classes["amplitude_class"]
    by_class = [strengths[column].unstack("pre").loc[names, names] for column in ("mean", "spread")]
    return Blocks(
        found.unstack("pre").loc[classes.index, classes.index],
        *(frame.set_axis(classes.index, axis=0).set_axis(classes.index, axis=1) for frame in by_class),
    )


def drop(probability: pd.Series, probed: pd.Series, fewest: int, block: pd.Series) -> pd.Series:
    """Probability 0 for pairs of classes with fewer than `fewest` probed pairs of cells."""
    return probability.where(probed >= fewest, 0.0)


def shrink(probability: pd.Series, probed: pd.Series, fewest: int, block: pd.Series) -> pd.Series:
    """Probability drawn towards the block's for pairs of classes with fewer than `fewest` probed pairs of cells.

    It is the mean of the posterior under a Beta prior that is worth `fewest` pairs at the pooled probability of the
    block (all connected over all probed pairs): (n p + fewest p_block) / (n + fewest), with n = `probed`.
    """
    connected = probability * probed
    pooled = connected.groupby(block).transform("sum") / probed.groupby(block).transform("sum")
    return probability.where(probed >= fewest, (connected + fewest * pooled) / (probed + fewest))


FEW_PAIRS = {"drop": drop, "shrink": shrink}


def _campagnola_strengths(classes: pd.DataFrame, spread: float) -> pd.DataFrame:
    """Columns mean (mV) and spread (of ln) for every pair [pre, post] of amplitude classes."""
    excitatory = classes.drop_duplicates("amplitude_class").set_index("amplitude_class")["excitatory"]
    stated = pd.read_csv(TABLES / "campagnola2022_psp_by_class_mV.csv", index_col=["pre", "post"])
    stated = stated.reindex(pd.MultiIndex.from_product([excitatory.index] * 2, names=["pre", "post"]))
    mean, connections = stated["p90_mean"].abs(), stated["n_90th"]
    block = _block(stated.index, excitatory)
    pooled = (mean * connections).groupby(block).transform("sum") / connections.groupby(block).transform("sum")
    # The deviation of ln x of a log-normal x with this mean and deviation.
    of_logarithm = np.sqrt(np.log1p((stated["p90_sd"] / mean) ** 2))
    return pd.DataFrame({"mean": mean.fillna(pooled), "spread": of_logarithm.fillna(spread)})


def _block(pairs: pd.MultiIndex, excitatory: pd.Series) -> pd.Series:
    """A number for each pair [pre, post], the same for all pairs of equal signs: E to E, E to I, I to E, I to I."""
    pre, post = (excitatory.loc[pairs.get_level_values(side)].to_numpy() for side in ("pre", "post"))
    return pd.Series(2 * pre + post, index=pairs)


def _read_square(name: str) -> pd.DataFrame:
    """A table with presynaptic rows as a frame [post, pre]."""
    table = pd.read_csv(TABLES / name, index_col="pre")
    return table.loc[table.columns].T


def _named(column: pd.Series, wanted: list[str] | str, key: str, source: str) -> pd.Series:
    """Which rows have one of the values wanted, all of which must occur."""
    if wanted == "all":
        return pd.Series(True, column.index)
    known = list(column.unique())
    unknown = [value for value in wanted if value not in known]
    if unknown or not wanted:
        found = _words(unknown) if unknown else "nothing"
        raise InputError(
            f"{key}: {found} was found, and {source} has {_words(known)}; write some of those, "
            f"for example `{key}: [{known[-1]}]`, or `{key}: all`"
        )
    return column.isin(wanted)


def _words(names) -> str:
    return names if isinstance(names, str) else ", ".join(map(str, names))
