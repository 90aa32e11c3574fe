"""What jobs need at most, in MB, minutes and parts of a GPU, for clusters."""

from collections.abc import Mapping

from richlazy.data import is_mixture, tables
from richlazy.planning.plan import Artefact


def trials_memory(artefact: Artefact) -> int:
    """MB for a pool; inputs are held a few times over while blocks are joined, and those of a file as a whole."""
    parameters = artefact.parameters
    trials = sum(parameters[f"{part}_trials"] for part in ("training", "probe", "test"))
    whole = 1500 if tables.resources(parameters["task_definition"]) else 0
    return 1000 + int(trials * max(5000, 150 * time_steps(parameters))) // 10**6 + whole


def connectivity_memory(artefact: Artefact) -> int:
    """MB for the matrices of all seeds and their decompositions."""
    return 500 + 8 * (len(artefact.seeds) + 8) * matrix_size(artefact.parameters) // 10**6


def training_memory(artefact: Artefact) -> int:
    """MB for the pool and for the weights at all checkpoints."""
    parameters = artefact.parameters
    weights = 4 * len(artefact.seeds) * (2 * len(parameters["checkpoints"]) + 8) * matrix_size(artefact.parameters)
    pool = int(parameters["training_trials"] * max(2500, 75 * time_steps(parameters)))
    return 1500 + (pool + weights) // 10**6


def cuda_memory(machine: Mapping) -> int:
    """MB of the host's memory that CUDA and its libraries take where they may be used: an assumption, not measured."""
    return 0 if machine["device"] == "cpu" else 2500


def gpu_percent(machine: Mapping) -> int:
    """Part of a GPU that a training asks for, where it may use one; `machine`: the config's section."""
    return 0 if machine["device"] == "cpu" else 100 // machine["trainings_per_gpu"]


def matrix_size(parameters: Mapping) -> int:
    """Entries of the initial matrices of one network."""
    return parameters["depth"] * parameters["hidden"] ** 2


def time_steps(parameters: Mapping) -> float:
    """Time steps of a trial by the config; periods that keep NeuroGym's own duration do not count."""
    definition = parameters["task_definition"]
    if tables.is_table(definition):
        return tables.table_steps(definition)
    mixed = definition["arguments"]["tasks"] if is_mixture(definition) else [definition]
    return max(sum(task["timing"].values()) for task in mixed) / parameters["dt"]


def training_minutes(artefact: Artefact) -> int:
    """Minutes for a training on one slow core, with a margin: 10 ms a step of 300 units, batch 32 and 8 time steps."""
    parameters = artefact.parameters
    products = matrix_size(artefact.parameters) / 300**2 * parameters["batch"] / 32 * time_steps(parameters) / 8
    size = max(1, products)
    return 30 + int(len(artefact.seeds) * parameters["steps"] * size * 0.01 / 60)


def measure_memory(artefact: Artefact, kernel_memory: float) -> int:
    """MB for the weights at all checkpoints and the kernels; kernel_memory: the config's bound in MB."""
    kernel = 4 * (4 * artefact.parameters["kernel_trials"]) ** 2 // 10**6  # of four outputs
    return training_memory(artefact) + 2 * int(kernel_memory) + 4 * kernel
