"""Cell-type blocks of mouse visual cortex: random connections of log-normal strength, signed by presynaptic class."""

import numpy as np
import pandas as pd

from richlazy.connectivity.cell_types import Blocks, billeh, campagnola, measured_units, select_classes, stated_units
from richlazy.errors import InputError

SOURCE = (
    "Billeh et al. 2020, Neuron 106:388; Campagnola, Seeman et al. 2022, Science 375:eabj5861; "
    "cell counts: MICrONS densities with Lee et al. 2010; spread of strengths: Song et al. 2005, PLoS Biol 3:e68"
)
DENSE = False
TABLES = [
    "billeh2020_p75um.csv",
    "billeh2020_psp_mV.csv",
    "campagnola2022_connectivity.csv",
    "campagnola2022_psp_by_class_mV.csv",
    "cell_classes.csv",
    "v1_cell_counts_core.json",
]
ARGUMENTS = {
    "source": {
        "description": "Whose probabilities and strengths: Billeh et al. 2020 or Campagnola et al. 2022.",
        "enum": ["billeh", "campagnola"],
        "default": "billeh",
    },
    "layers": {
        "description": "Layers whose classes are taken. Layer 1 is in Billeh's table only.",
        "oneOf": [
            {"const": "all"},
            {
                "type": "array",
                "items": {"enum": ["1", "2/3", "4", "5", "6", 1, 4, 5, 6]},
                "minItems": 1,
                "uniqueItems": True,
            },
        ],
        "allowed": "`all`, or a list out of 1, 2/3, 4, 5, 6",
        "default": "all",
    },
    "cell_types": {
        "description": "Cell types whose classes are taken. Htr3a is in Billeh's table only, Vip in Campagnola's.",
        "oneOf": [
            {"const": "all"},
            {
                "type": "array",
                "items": {"enum": ["excitatory", "Pvalb", "Sst", "Htr3a", "Vip"]},
                "minItems": 1,
                "uniqueItems": True,
            },
        ],
        "allowed": "`all`, or a list out of excitatory, Pvalb, Sst, Htr3a (billeh), Vip (campagnola)",
        "default": "all",
    },
    "counts": {
        "description": "Units of each class: in proportion to measured cells (largest remainder, at least one), or "
        "stated; classes that are not named then have none.",
        "oneOf": [
            {"const": "measured"},
            {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}, "minProperties": 1},
        ],
        "allowed": "`measured`, or a mapping of classes such as e23 (billeh) or L23Pyr (campagnola) to whole numbers",
        "unit": "units",
        "default": "measured",
    },
    "probability": {
        "description": "Campagnola's probability as measured (raw), or corrected for slice, noise and distance "
        "(adjusted). Billeh's table has one, at 75 µm.",
        "enum": ["raw", "adjusted"],
        "default": "adjusted",
    },
    "fewest_pairs": {
        "description": "Pairs of cells that must have been probed for the probability of a pair of classes to be "
        "taken as it is (Campagnola; Billeh's table states no pairs).",
        "type": "integer",
        "minimum": 0,
        "maximum": 1_000_000,
        "unit": "pairs",
        "default": 10,
    },
    "few_pairs": {
        "description": "What becomes of pairs of classes with fewer: no connection (drop), or the mean under a Beta "
        "prior worth `fewest_pairs` pairs at the pooled probability of the excitatory/inhibitory block (shrink).",
        "enum": ["drop", "shrink"],
        "default": "drop",
    },
    "strength_spread": {
        "description": "Deviation of the logarithm of strength where the source states none. The default is that of "
        "rat layer 5 (Song 2005).",
        "type": "number",
        "minimum": 0,
        "maximum": 3,
        "unit": "ln mV",
        "default": 0.936,
    },
}
ADVICE = {
    "source": {
        "recommended": "both beside each other, since they do not agree",
        "cost": "none",
    },
    "layers": {
        "recommended": "`all`",
        "cost": "none",
    },
    "cell_types": {
        "recommended": "`all`; excitatory cells alone give a matrix of one sign",
        "cost": "none",
    },
    "counts": {
        "recommended": "`measured`",
        "cost": "stated counts are the number of units, in which training is quadratic",
    },
    "probability": {
        "recommended": "`adjusted`, which undoes what slicing loses",
        "cost": "none",
    },
    "fewest_pairs": {
        "recommended": [10, 30],
        "reason": "a probability of 0.1 from 10 pairs has a standard error of 0.1",
        "cost": "none",
    },
    "few_pairs": {
        "recommended": "`drop`; `shrink` shows what unknown pairs of classes could do",
        "cost": "none",
    },
    "strength_spread": {
        "recommended": [0.5, 1.2],
        "reason": "0.936 is measured in rat layer 5; 0 leaves none",
        "cost": "none",
    },
}


def build(
    units: int,
    gain: float,
    generator: np.random.Generator,
    *,
    source: str,
    layers: list | str,
    cell_types: list[str] | str,
    counts: dict[str, int] | str,
    probability: str,
    fewest_pairs: int,
    few_pairs: str,
    strength_spread: float,
) -> np.ndarray:
    """Matrix [post, pre] of mouse visual cortex, gain · mV, units in the order of the source's classes.

    Connections are independent; the classes of the two cells give the probability, and mean and spread of the
    log-normal strength. Connections from excitatory classes are positive, all others negative. No unit connects to
    itself, since the sources probed pairs of different cells. Numbers and sources: config/tables/README.md.

    Raises InputError for layers, cell types or counts that do not fit the source or `units`, and for a raw probability
    of Billeh's table.
    """
    classes = select_classes(source, layers, cell_types)
    numbers = measured_units(classes, units) if counts == "measured" else stated_units(classes, units, counts)
    blocks = _read_blocks(source, probability, fewest_pairs, few_pairs, strength_spread)
    return gain * _draw(classes.loc[np.repeat(classes.index, numbers)], blocks, generator)


def _read_blocks(source: str, probability: str, fewest_pairs: int, few_pairs: str, spread: float) -> Blocks:
    if source == "campagnola":
        return campagnola(probability, fewest_pairs, few_pairs, spread)
    if probability != "adjusted":
        raise InputError(
            f"probability: {probability} was found, and billeh states one probability only, at 75 µm; leave the key "
            "out, or write `source: campagnola`"
        )
    return billeh(spread)


def _draw(cells: pd.DataFrame, blocks: Blocks, generator: np.random.Generator) -> np.ndarray:
    """Signed strengths [post, pre] in mV; cells: for every unit, the row of its class in `read_classes`."""
    probability, mean, spread = (frame.loc[cells.index, cells.index].to_numpy(float) for frame in blocks)
    connected = generator.random(probability.shape) < probability
    np.fill_diagonal(connected, False)
    # exp(spread z - spread²/2) has mean 1.
    strength = mean * np.exp(spread * generator.standard_normal(mean.shape) - spread**2 / 2)
    return connected * strength * np.where(cells["excitatory"], 1.0, -1.0)
