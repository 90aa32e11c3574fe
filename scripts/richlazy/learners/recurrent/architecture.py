"""Architecture of the recurrent network: everything except its weights, which is the leak."""

from collections.abc import Mapping


def architecture(parameters: Mapping, *sizes: int) -> float:
    """The leak a = dt / tau of a step, in (0, 1]; `sizes` (inputs, outputs) are not used."""
    return parameters["dt"] / parameters["tau"]
