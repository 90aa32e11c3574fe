"""Words for the settings of a control: the values of what a study varies beside rank."""

from collections.abc import Mapping

from richlazy.plotting.structures import words_of

# Parameters that their name in the config does not explain.
NAMES = {"dt": "time step (ms)", "hidden": "number of units"}


def setting_text(place: Mapping[str, object]) -> str:
    """The values of a setting alone, such as "adam, 0.001"."""
    return ", ".join(f"{value:g}" if isinstance(value, float) else words_of(str(value)) for value in place.values())


def names_text(place: Mapping[str, object]) -> str:
    """What a setting has values of, such as "optimizer, learning rate"."""
    return ", ".join(NAMES.get(dim, words_of(dim)) for dim in place)
