"""A short calibration: real training steps of networks of random weights on random numbers, timed."""

import time
from collections.abc import Callable, Iterable, Mapping

from richlazy.command_line.durations import shape_of
from richlazy.contracts.artefact import Artefact
from richlazy.planning.resources import batch_size, time_steps

# Numbers of inputs and outputs, which hardly matter beside the hidden units.
_INPUTS, _OUTPUTS = 8, 3
# Seconds that the steps of one shape are timed, and the fewest and most steps.
_LONGEST, _FEWEST, _MOST = 1.0, 3, 50


def timed_steps(trainings: Iterable[Artefact], warn: Callable[[str], None] = print) -> dict[tuple, float]:
    """Seconds of a step of one network, for each different shape of these trainings; on one core.

    Learners that do not take such data are left out; `warn` is told which, and why.
    """
    from richlazy.processor import processor

    shapes: dict[tuple, Artefact] = {}
    for training in trainings:
        shapes.setdefault(shape_of("train", training.parameters), training)
    found = {}
    for shape, training in shapes.items():
        try:
            with processor(1, flush_denormals=True):
                found[shape] = _seconds(training.parameters, len(training.seeds))
        except Exception as error:  # any learner of a user, on data that it may not be for
            learner = training.parameters["learner"]
            warn(f"{learner}: its steps could not be timed on random numbers: {type(error).__name__}: {error}")
    return found


def _seconds(parameters: Mapping, networks: int) -> float:
    """Seconds of a forward and a backward pass of one network of an ensemble."""
    import torch

    from richlazy import learners

    parts = learners.parts(parameters["learner"])
    steps, batch = max(1, int(time_steps(parameters))), batch_size(parameters)
    architecture = parts.find("architecture").architecture(parameters, _INPUTS, _OUTPUTS)
    matrices = _matrices(parameters, networks)
    weights = parts.find("weights").initial_weights(matrices, list(range(networks)), _INPUTS, _OUTPUTS, architecture)
    last_only = parameters.get("output_steps") == "last"
    ensemble = parts.find("ensemble").Ensemble(weights, architecture, steps, batch, last_only=last_only)
    lead = () if networks == 1 else (networks,)
    inputs = torch.randn(*lead, _INPUTS, steps, batch)
    outputs = torch.empty(*lead, _OUTPUTS, batch * (1 if last_only else steps))
    mode = torch.no_grad if getattr(ensemble, "AUTOGRAD", False) else torch.inference_mode
    with mode():
        _step(ensemble, inputs, outputs)  # what is made once
        count, start = 0, time.perf_counter()
        while count < _FEWEST or (count < _MOST and time.perf_counter() - start < _LONGEST):
            _step(ensemble, inputs, outputs)
            count += 1
        return (time.perf_counter() - start) / count / networks


def _step(ensemble: object, inputs: object, outputs: object) -> None:
    ensemble.forward(inputs, outputs)
    ensemble.output_error.copy_(outputs.reshape(ensemble.output_error.shape) * 1e-3)
    ensemble.backward(0.0, 1.0)


def _matrices(parameters: Mapping, networks: int) -> object:
    """Gaussian initial matrices [network, layer, post, pre]; None for a learner that draws its own weights."""
    import numpy as np

    from richlazy.contracts.parts import Part

    part = Part("learner", parameters["learner"])
    if "connectivity" not in part.constant("STAGES", []):
        return None
    units, layers = parameters["hidden"], parameters.get("depth", 1)
    return np.random.default_rng(0).standard_normal((networks, layers, units, units)) / units**0.5
