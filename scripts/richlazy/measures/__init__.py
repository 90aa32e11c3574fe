"""Measures of what learning did to a network, each a file of its own.

A measure is a function `measure(initial, current) -> float` of two `Snapshot`s, with a LONG_NAME and UNITS beside it.
To add one, write its file and list it here; it is then computed at every stored checkpoint.
"""

from richlazy.measures import (
    accuracy,
    full_kernel_alignment,
    kernel_alignment,
    kernel_target_alignment,
    loss,
    relative_weight_change,
    representation_alignment,
    sign_similarity,
    weight_change,
)

MEASURES = {
    module.__name__.rpartition(".")[2]: module
    for module in (
        weight_change,
        relative_weight_change,
        representation_alignment,
        kernel_alignment,
        full_kernel_alignment,
        sign_similarity,
        kernel_target_alignment,
        loss,
        accuracy,
    )
}
