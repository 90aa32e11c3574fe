"""What jobs need at most, in MB, minutes and parts of a GPU, for clusters."""

from collections.abc import Mapping

from richlazy.plan import Artefact
from richlazy.tasks import tables


def trials_memory(artefact: Artefact) -> int:
    """MB for a pool; inputs are held a few times over while blocks are joined, and those of a file as a whole."""
    parameters = artefact.parameters
    trials = sum(parameters[f"{part}_trials"] for part in ("training", "probe", "test"))
    whole = 1500 if tables.resources(parameters["task_definition"]) else 0
    return 1000 + trials // 200 + whole


def connectivity_memory(artefact: Artefact) -> int:
    """MB for the matrices of all seeds and their decompositions."""
    return 500 + 8 * (len(artefact.seeds) + 8) * _matrix_size(artefact) // 10**6


def training_memory(artefact: Artefact) -> int:
    """MB for the pool and for the weights at all checkpoints."""
    parameters = artefact.parameters
    weights = 4 * len(artefact.seeds) * (2 * len(parameters["checkpoints"]) + 8) * _matrix_size(artefact)
    return 1500 + parameters["training_trials"] // 400 + weights // 10**6


def cuda_memory(machine: Mapping) -> int:
    """MB of the host's memory that CUDA and its libraries take where they may be used: an assumption, not measured."""
    return 0 if machine["device"] == "cpu" else 2500


def gpu_percent(machine: Mapping) -> int:
    """Part of a GPU that a training asks for, where it may use one; `machine`: the config's section."""
    return 0 if machine["device"] == "cpu" else 100 // machine["trainings_per_gpu"]


def _matrix_size(artefact: Artefact) -> int:
    """Entries of the initial matrices of one network."""
    return artefact.parameters["depth"] * artefact.parameters["hidden"] ** 2


def training_minutes(artefact: Artefact) -> int:
    """Minutes for a training on one slow core, with a margin: 10 ms per step at 300 units and batch 32."""
    parameters = artefact.parameters
    size = max(1, _matrix_size(artefact) / 300**2 * parameters["batch"] / 32)
    return 30 + int(len(artefact.seeds) * parameters["steps"] * size * 0.01 / 60)


def measure_memory(artefact: Artefact, kernel_memory: float) -> int:
    """MB for the weights at all checkpoints and the kernels; kernel_memory: the config's bound in MB."""
    return training_memory(artefact) + 2 * int(kernel_memory)
