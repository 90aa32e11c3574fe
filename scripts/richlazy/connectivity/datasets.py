"""Table of the reconstructions that can be read, by name; no file is opened here.

To add a dataset of a package that is already used, add an entry to DATASETS and its name to the builder
`reconstruction`.
"""

from typing import NamedTuple

from richlazy.downloads.pinned import PACKAGES, WHEELS
from richlazy.errors import InputError


class Dataset(NamedTuple):
    """One reconstruction.

    reader: name of the builder's function that reads `members`. units: number of neurons; for the optic lobe by extent.
    signs: rule of signs for `signs: by_dataset`. hours: age after birth, if it is one animal of a known age.
    """

    package: str
    reader: str
    members: tuple[str, ...]
    units: tuple[int, ...]
    signs: str
    citation: str
    stage: str = ""
    hours: float | None = None


_NEURONS = "cect/data/IndividualNeurons.csv"
_COOK = "Cook et al. 2019, Nature 571:63"
_WHITE = "White, Southgate, Thomson & Brenner 1986, Phil Trans R Soc B 314:1, as compiled by Varshney et al. 2011, "
_WITVLIET = "Witvliet et al. 2021, Nature 596:257"
_EICHLER = "Eichler et al. 2017, Nature 548:175"


def _worm(cache: str, units: int, citation: str, stage: str, hours: float | None = None) -> Dataset:
    members = (f"cect/cache/{cache}.json", _NEURONS)
    return Dataset("cect", "celegans", members, (units,), "gaba_negative", citation, stage, hours)


def _mushroom_body(side: str, units: int) -> Dataset:
    members = tuple(f"graspologic/datasets/drosophila/{side}_{part}.csv" for part in ("adjacency", "cell_labels"))
    return Dataset("graspologic", "mushroom_body", members, (units,), "none", _EICHLER, "larva L1")


# Ages of the Witvliet animals are the rounded ages that the authors give at nemanode.org. The two adults are listed
# there as about 50 hours; some secondary sources say 45.
DATASETS = {
    "celegans_cook": _worm("Cook2019HermReader", 302, _COOK, "adult"),
    "celegans_white": _worm("White_whole", 300, _WHITE + "PLoS Comput Biol 7:e1001066", "adult"),
    "celegans_openworm": Dataset(
        "cect",
        "celegans_by_transmitter",
        ("cect/cache/OpenWormUnifiedReader.json", _NEURONS),
        (302,),
        "gaba_negative",
        _COOK + ", with the transmitters of Wang et al. 2024, eLife 13:RP95402, joined by OpenWorm",
        "adult",
    ),
    "witvliet1": _worm("WitvlietDataReader1", 161, _WITVLIET, "L1", 0),
    "witvliet2": _worm("WitvlietDataReader2", 162, _WITVLIET, "L1", 5),
    "witvliet3": _worm("WitvlietDataReader3", 162, _WITVLIET, "L1", 8),
    "witvliet4": _worm("WitvlietDataReader4", 168, _WITVLIET, "L1", 16),
    "witvliet5": _worm("WitvlietDataReader5", 174, _WITVLIET, "L2", 23),
    "witvliet6": _worm("WitvlietDataReader6", 175, _WITVLIET, "L3", 27),
    "witvliet7": _worm("WitvlietDataReader7", 181, _WITVLIET, "adult", 50),
    "witvliet8": _worm("WitvlietDataReader8", 180, _WITVLIET, "adult", 50),
    "mushroom_body_left": _mushroom_body("left", 209),
    "mushroom_body_right": _mushroom_body("right", 213),
    "optic_lobe": Dataset(
        "flyvis",
        "optic_lobe",
        ("flyvis/connectome/fib25-fib19_v2.2.json",),
        (65, 443, 1203, 2345),
        "as_given",
        "Lappalainen et al. 2024, Nature 634:1132, from the reconstructions FIB-25 and FIB-19 of the fly's optic lobe",
        "adult",
    ),
}


def units_of(dataset: str, extent: int) -> int:
    """Number of neurons, known before anything is downloaded; `extent` is used for the optic lobe alone.

    Raises InputError for an extent that is not listed.
    """
    units = DATASETS[dataset].units
    if len(units) == 1:
        return units[0]
    if not 0 <= extent < len(units):
        raise InputError(f"extent: found {extent}; allowed: 0 to {len(units) - 1}; write `extent: 1`")
    return units[extent]


def wheel_of(dataset: str) -> str:
    """Path of the wheel that holds a dataset, from the working directory."""
    return f"{WHEELS}/{PACKAGES[DATASETS[dataset].package].file}"
