"""Measures of what learning did to a network, each a file of its own, found by its name.

A module is a measure when it has a LONG_NAME; the others here help them. A measure is a function
`measure(initial, current)` of two `Snapshot`s, and literals beside it:

    LONG_NAME, UNITS  for files and axes
    RANGE             its least and its largest possible value, None for no bound
    ASKS              what a learner must offer for it (see `learners`); it is left out for those that do not
    COMPONENTS        how many values it has, where it is a vector; a number otherwise
    DATA              kinds of data that it can be taken on, where not on all
    PER_PART          True where it is of one part of the data: `measure(initial, current, part)`

At every stored checkpoint the STANDARD measures are taken, and those that an experiment names. What is named is an
artefact of its own: a new file remakes nothing, and naming it takes it alone.
"""

from richlazy.contracts.registry import Registry

STANDARD = (
    "weight_change",
    "relative_weight_change",
    "representation_alignment",
    "kernel_alignment",
    "full_kernel_alignment",
    "sign_similarity",
    "kernel_target_alignment",
    "loss",
    "accuracy",
    "activity_cost",
    "activity_dimension",
    "read_out_alignment",
    "lyapunov_exponent",
    "change_singular_values",
    "change_in_leading_space",
    "change_along_singular_vectors",
)

registry = Registry(__name__, __path__[0], "measure", marker="LONG_NAME")
