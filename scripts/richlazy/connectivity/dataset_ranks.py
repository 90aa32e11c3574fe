"""Ranks of the reconstructions, known before anything is fetched: literals, no file is opened here.

A neuron without outgoing connections is a column of zeros, so that no reconstruction has full rank. Signs of
presynaptic neurons do not change the rank, nor does the logarithm of counts in these; the least singular value that
counts is 1e-7 of the largest, and the others are rounding errors.
"""

from collections.abc import Mapping

# Rank of the counts, and of the same connections without weights.
_RANKS = {
    "celegans_cook": (295, 295),
    "celegans_white": (260, 260),
    "witvliet1": (130, 128),
    "witvliet2": (136, 135),
    "witvliet3": (141, 139),
    "witvliet4": (145, 140),
    "witvliet5": (153, 152),
    "witvliet6": (152, 152),
    "witvliet7": (160, 160),
    "witvliet8": (160, 160),
    "mushroom_body_left": (150, 150),
    "mushroom_body_right": (149, 149),
}
# By the radius of the patch.
_OPTIC_LOBE = {0: (55, 52), 1: (411, 389), 2: (1127, 1061)}
# Its neurons have synapses of several transmitters, so that the rule of signs matters.
_OPENWORM = {"none": 267, "gaba_negative": 263, "gaba_glutamate_negative": 257}


def rank_of(arguments: Mapping[str, object]) -> int | None:
    """Rank of a reconstruction with all `arguments` of its builder, `fit` aside; None where it is not known.

    Without its mean a matrix has one more: the vector of ones is in none of the spaces that their columns span.
    """
    found = _of_counts(arguments["dataset"], arguments["extent"], arguments["signs"], arguments["weights"] == "binary")
    return None if found is None else found + (arguments["mean"] == "subtract")


def _of_counts(dataset: str, extent: int, signs: str, binary: bool) -> int | None:
    if dataset == "celegans_openworm":
        return _OPENWORM.get("gaba_negative" if signs == "by_dataset" else signs)
    found = _OPTIC_LOBE.get(extent) if dataset == "optic_lobe" else _RANKS.get(dataset)
    return found and found[binary]
