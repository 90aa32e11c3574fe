"""A circuit reconstructed from electron micrographs: C. elegans, the larval mushroom body, the fly's optic lobe."""

import numpy as np

from richlazy.connectivity import mean as means
from richlazy.connectivity import strengths
from richlazy.connectivity.datasets import DATASETS, units_of, wheel_of
from richlazy.connectivity.fitting import fit as fit_to
from richlazy.connectivity.readers import celegans, mushroom_body, optic_lobe
from richlazy.connectivity.readers.reconstruction import Reconstruction
from richlazy.connectivity.signs import signed
from richlazy.downloads import archives
from richlazy.downloads.pinned import PACKAGES
from richlazy.errors import InputError

SOURCE = (
    "C. elegans: Cook et al. 2019, Nature 571:63; White et al. 1986, Phil Trans R Soc B 314:1 (Varshney et al. 2011, "
    "PLoS Comput Biol 7:e1001066); Witvliet et al. 2021, Nature 596:257; transmitters: Wang et al. 2024, eLife "
    "13:RP95402. Mushroom body: Eichler et al. 2017, Nature 548:175. Optic lobe: Lappalainen et al. 2024, Nature "
    "634:1132. Read from the packages cect 0.3.5, graspologic 3.4.4 and flyvis 1.2.0."
)
DENSE = False
ARGUMENTS = {
    "dataset": {
        "description": "The reconstruction. `celegans_cook`, `celegans_white`: adult hermaphrodites; "
        "`celegans_openworm`: Cook's synapses once for each transmitter; `witvliet1` to `witvliet8`: C. elegans at "
        "about 0, 5, 8, 16, 23, 27, 50 and 50 hours after birth (head only); `mushroom_body_left`, "
        "`mushroom_body_right`: larval fly; `optic_lobe`: adult fly.",
        "enum": [
            "celegans_cook",
            "celegans_white",
            "celegans_openworm",
            "witvliet1",
            "witvliet2",
            "witvliet3",
            "witvliet4",
            "witvliet5",
            "witvliet6",
            "witvliet7",
            "witvliet8",
            "mushroom_body_left",
            "mushroom_body_right",
            "optic_lobe",
        ],
    },
    "signs": {
        "description": "Which synapses inhibit: `none`; those of GABA neurons (C. elegans); those of GABA and "
        "glutamate neurons (C. elegans); `as_given` in the source (optic lobe); `by_dataset`: `gaba_negative` for "
        "C. elegans, `as_given` for the optic lobe, `none` for the mushroom body, whose transmitters are not told.",
        "enum": ["by_dataset", "none", "gaba_negative", "gaba_glutamate_negative", "as_given"],
        "default": "by_dataset",
    },
    "weights": {
        "description": "Strength of a connection: the number of its synapses, `log` of 1 + number, or `binary`.",
        "enum": ["counts", "log", "binary"],
        "default": "counts",
    },
    "extent": {
        "description": "Optic lobe only: radius of the patch in columns; 65, 443, 1203, 2345 neurons.",
        "unit": "columns",
        "type": "integer",
        "minimum": 0,
        "maximum": 3,
        "default": 1,
    },
}
ADVICE = {
    "dataset": {
        "recommended": "one that your question is about, beside its null models",
        "cost": (
            "training is quadratic in its neurons: about 300 in C. elegans, 161 to 181 at its ages, "
            "about 210 in the mushroom body"
        ),
    },
    "signs": {
        "recommended": (
            "`by_dataset`; state it, since the effective rank of C. elegans is .075 without signs, .105 "
            "with GABA negative and .14 with glutamate negative too"
        ),
        "cost": "none",
    },
    "weights": {
        "recommended": "`counts`; `log` where few connections have most of the synapses, `binary` for wiring alone",
        "cost": "none",
    },
    "extent": {
        "recommended": [0, 1],
        "cost": "training is quadratic in the neurons: 65, 443, 1203 and 2345 for 0 to 3",
    },
}
SHARED_ARGUMENTS = ["mean", "fitting"]
EXAMPLE = {"arguments": {"dataset": "celegans_cook"}}

_READERS = {
    "celegans": lambda members, _: celegans.read(*members),
    "celegans_by_transmitter": lambda members, _: celegans.read_by_transmitter(*members),
    "mushroom_body": lambda members, _: mushroom_body.read(*members),
    "optic_lobe": lambda members, extent: optic_lobe.read(*members, extent),
}


def build(
    units: int,
    gain: float,
    generator: np.random.Generator,
    *,
    dataset: str,
    signs: str,
    weights: str,
    mean: str,
    fit: str,
    extent: int,
) -> np.ndarray:
    """gain times the signed strengths [post, pre], in synapses (or their logarithm, or 1).

    The mean is subtracted before the matrix is fitted, so that units added by `pad` have no connections. Only
    `subsample` is random. Raises InputError for a missing wheel or another than the pinned one, a rule of signs that
    the dataset does not support, and a size that `fit` cannot give.
    """
    counts = read(dataset, extent).counts
    strength = {kind: strengths.RULES[weights](synapses) for kind, synapses in counts.items()}
    matrix = signed(strength, DATASETS[dataset].signs if signs == "by_dataset" else signs)
    return gain * fit_to(means.RULES[mean](matrix), units, fit, generator)


def read(dataset: str, extent: int) -> Reconstruction:
    """Synapse counts and labels of a dataset, from its wheel in `resources` of the working directory."""
    entry, path = DATASETS[dataset], wheel_of(dataset)
    members = archives.read_members(path, PACKAGES[entry.package].sha256, entry.members)
    circuit = _READERS[entry.reader](members, extent)
    _check_size(circuit, units_of(dataset, extent), f"{path}: {entry.members[0]}")
    return circuit


def _check_size(circuit: Reconstruction, units: int, where: str) -> None:
    shapes = {matrix.shape for matrix in circuit.counts.values()}
    if len(circuit.labels) != units or shapes != {(units, units)}:
        raise InputError(
            f"{where} holds {len(circuit.labels)} neurons and tables of {sorted(shapes)}, expected {units} neurons; "
            "delete the file and run again, which fetches it anew"
        )
