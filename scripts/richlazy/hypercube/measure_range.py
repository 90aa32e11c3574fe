"""Lower and upper bounds of the quantities in figures and tables, None for no bound."""

from richlazy import measures
from richlazy.contracts.measure_names import split
from richlazy.errors import InputError
from richlazy.measures import between_seeds

Limits = tuple[float | None, float | None]
FREE: Limits = (None, None)
# Bounds of properties of initial matrices, of tracked quantities and of simulations. Measures have a constant RANGE.
_OTHERS: dict[str, Limits] = {
    "achieved_rank": (0, None),
    "effective_rank": (0, 1),
    "participation_ratio": (1, None),
    "stable_rank": (1, None),
    "entropy_rank": (1, None),
    "spectral_radius": (0, None),
    "spectral_norm": (0, None),
    "frobenius_norm": (0, None),
    "singular_value": (0, None),
    "density": (0, 1),
    "negative_share": (0, 1),
    "reciprocity": (0, None),
    "convergence": (0, None),
    "divergence": (0, None),
    "chains": (0, None),
    "path_length_1": (0, None),
    "path_length_2": (0, None),
    "training_accuracy_step": (0, None),
    "held_out_accuracy_step": (0, None),
    "expected_alignment": (0, 1),
    "predicted_alignment": (0, 1),
    "final_error": (0, None),
    "time": (0, None),
    "conservation_error": (0, None),
    "updates": (0, None),
}
# Prefix of measures on the trials of another task.
_OTHER_TASK = "other_"


def range_of(name: object) -> Limits:
    """Bounds of a measure, or of one of its components, such as "change_singular_values 2"; none for unknown names.

    No module of a measure is imported.
    """
    own = str(name).removeprefix(_OTHER_TASK).partition(" ")[0]
    if own in between_seeds.registry.available():
        return between_seeds.registry.constant(own, "RANGE", FREE)
    try:
        measure, _ = split(measures.registry, own)
    except InputError:
        return _OTHERS.get(own, FREE)
    return measures.registry.constant(measure, "RANGE", FREE)
