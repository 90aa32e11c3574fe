"""Ranks of the reconstructions as constants, so that they are known before anything is downloaded.

No reconstruction has full rank, since neurons without outgoing connections are columns of zeros. Signs of presynaptic
neurons do not change the rank, nor does the logarithm of counts in these matrices. Singular values below 1e-7 of the
largest are rounding errors.
"""

from collections.abc import Mapping

# Rank of the matrix of counts, and of the binary matrix.
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
# The same by the extent of the patch.
_OPTIC_LOBE = {0: (55, 52), 1: (411, 389), 2: (1127, 1061)}
# By the rule of signs, since its neurons have synapses of several transmitters.
_OPENWORM = {"none": 267, "gaba_negative": 263, "gaba_glutamate_negative": 257}


def rank_of(arguments: Mapping[str, object]) -> int | None:
    """Rank of a reconstruction for all `arguments` of its builder except `fit`; None where it is not known.

    Subtracting the mean adds one to the rank: the vector of ones is in none of the column spaces.
    """
    rank = _of_counts(arguments["dataset"], arguments["extent"], arguments["signs"], arguments["weights"] == "binary")
    return None if rank is None else rank + (arguments["mean"] == "subtract")


def _of_counts(dataset: str, extent: int, signs: str, binary: bool) -> int | None:
    if dataset == "celegans_openworm":
        return _OPENWORM.get("gaba_negative" if signs == "by_dataset" else signs)
    ranks = _OPTIC_LOBE.get(extent) if dataset == "optic_lobe" else _RANKS.get(dataset)
    return ranks and ranks[binary]
