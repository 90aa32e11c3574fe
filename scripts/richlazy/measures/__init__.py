"""Measures of the effect of learning on a network: how far weights, activity and kernel changed, how well it performs.

Each measure is a module, whose name is that of the measure. It has a function `measure(initial, current)` of the
`Snapshot`s before learning and at a checkpoint, and literal constants:

    LONG_NAME, UNITS  for files and axes; a module without LONG_NAME is no measure, but a helper
    RANGE             lower and upper bound of its values, None for no bound
    ASKS              what it needs from a learner (see `learners`); learners that do not offer it are not measured
    COMPONENTS        number of components of a vector; without it, the measure is one number
    DATA              kinds of data for which it is defined; without it, all
    PER_PART          True if it is taken on one part of the data: `measure(initial, current, part)`
    GROUP             the measures of one group that an experiment takes are computed by one job; without it, alone
    CHECKPOINTS       "ends" if it is taken at the first and the last stored checkpoint only, NaN at others; else "all"

The STANDARD measures are taken at every stored checkpoint, together in one artefact. The further measures that an
experiment takes (`measures`, `default_measures`) are an artefact for each group and one for each measure without a
group, so that a new measure changes no existing artefact.
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
