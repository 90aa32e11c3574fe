"""What a recurrent network has beside its weights."""

from collections.abc import Mapping


def architecture(parameters: Mapping) -> float:
    """The leak a = dt / tau of a step, in (0, 1]."""
    return parameters["dt"] / parameters["tau"]
