"""Measures of what learning did to a network, each a file of its own.

A measure is a function `measure(initial, current)` of two `Snapshot`s, with a LONG_NAME, UNITS and RANGE (its least and
its largest possible value, None for no bound) beside it. It gives a number or, where it says how many COMPONENTS it
has, a vector of as many. PART names a part of a network that it takes and not every network has; others are not
measured. To add one, write its file and list it here; it is then computed at every stored checkpoint.
"""

from richlazy.measures import (
    accuracy,
    activity_cost,
    activity_dimension,
    change_along_singular_vectors,
    change_in_leading_space,
    change_singular_values,
    full_kernel_alignment,
    kernel_alignment,
    kernel_target_alignment,
    loss,
    lyapunov_exponent,
    read_out_alignment,
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
        activity_cost,
        activity_dimension,
        read_out_alignment,
        lyapunov_exponent,
        change_singular_values,
        change_in_leading_space,
        change_along_singular_vectors,
    )
}
