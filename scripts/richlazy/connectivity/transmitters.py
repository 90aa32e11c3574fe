"""Transmitters of the neurons of the C. elegans hermaphrodite.

From the atlas of Wang et al. 2024 (eLife 13:RP95402, supplementary file 2), which revises the maps of GABA by Gendrel
et al. 2016 (eLife 5:e17686) and of glutamate by Serrano-Saiz et al. 2013 (Cell 155:659). A neuron with several
transmitters has the one that the atlas names first: SMD, which releases acetylcholine and a little GABA, is in neither
set. Transmitters that the atlas marks as dim or variable (GABA in AVJ, glutamate in PHA and I4) are ignored, and so is
mere uptake (AVF). The rules of signs.py treat every neuron in neither set as excitatory.
"""

_GABA = """
    ALA AVL DVB RIBL RIBR RIS RMED RMEL RMER RMEV
    DD1 DD2 DD3 DD4 DD5 DD6 VD1 VD2 VD3 VD4 VD5 VD6 VD7 VD8 VD9 VD10 VD11 VD12 VD13
"""
_GLUTAMATE = """
    ADAL ADAR ADLL ADLR AFDL AFDR AIBL AIBR AIML AIMR AIZL AIZR ALML ALMR AQR ASEL ASER ASGL ASGR ASHL ASHR ASKL ASKR
    AUAL AUAR AVM AWCL AWCR BAGL BAGR DVC FLPL FLPR I2L I2R I5 IL1DL IL1DR IL1L IL1R IL1VL IL1VR LUAL LUAR M3L M3R MI
    OLLL OLLR OLQDL OLQDR OLQVL OLQVR PHBL PHBR PHCL PHCR PLML PLMR PQR PVDL PVDR PVR RIAL RIAR RIGL RIGR RIML RIMR
    URYDL URYDR URYVL URYVR
"""

GABA = frozenset(_GABA.split())
GLUTAMATE = frozenset(_GLUTAMATE.split())
