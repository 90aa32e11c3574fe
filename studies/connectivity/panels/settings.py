"""Words for the settings of a control: the values of what an experiment varies beside rank."""

from collections.abc import Mapping

from richlazy.reporting.plotting.labels import parameter_words, value_words


def setting_text(place: Mapping[str, object]) -> str:
    """The values of a setting alone, such as "Adam, 0.001"."""
    return ", ".join(value_words(parameter, value) for parameter, value in place.items())


def names_text(place: Mapping[str, object]) -> str:
    """What a setting has values of, such as "optimizer, learning rate"."""
    return ", ".join(map(parameter_words, place))
