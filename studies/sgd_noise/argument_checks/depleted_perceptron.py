"""What perceptrons cannot learn with: numbers of samples that are no whole octaves, minibatches larger than the data,
temperatures beyond the range of floats; without a numerical library, since a config is checked by it."""

from collections.abc import Mapping

# The square of a norm in units of the temperature, and its sums, stay within double precision.
LEAST_TEMPERATURE = 1e-140


def refuses(arguments: Mapping) -> str:
    """Why perceptrons cannot be simulated with these arguments, with a line that can; nothing where they can."""
    samples, octaves, batch = (arguments[name] for name in ("samples", "octaves", "batch"))
    fewest, rest = divmod(samples, 2**octaves)
    if rest:
        return (
            f"samples: found {samples}, which cannot be halved {octaves} times, as `octaves` says; allowed are "
            f"multiples of {2**octaves}; write `samples: {(fewest + 1) * 2**octaves}`"
        )
    if batch > fewest:
        return (
            f"batch: found {batch}, more than the {fewest} samples that are left of {samples} after {octaves} octaves; "
            f"allowed are 1 to {fewest}; write `batch: {fewest}`"
        )
    temperature = arguments["temperature"]
    if temperature < LEAST_TEMPERATURE:
        return (
            f"temperature: found {temperature}, with which squares of weights leave the range of floating-point "
            f"numbers; allowed are numbers of at least {LEAST_TEMPERATURE:g}; write `temperature: 1`"
        )
    return ""
