"""Initial recurrent matrices: builders, rank truncation, normalisation and the spectrum's summaries.

A builder is a function `build(units, gain, generator) -> matrix [post, pre]` in a file of its own, listed here.
"""

from richlazy.connectivity import gaussian, uniform

BUILDERS = {"gaussian": gaussian.build, "uniform": uniform.build}
