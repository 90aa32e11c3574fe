"""What a recurrent network has beside its weights."""

from collections.abc import Mapping


def architecture(parameters: Mapping, *sizes: int) -> float:
    """The leak a = dt / tau of a step, in (0, 1]; how many inputs and outputs there are (`sizes`) does not matter."""
    return parameters["dt"] / parameters["tau"]
