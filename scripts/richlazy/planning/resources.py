"""Resources of jobs for clusters, with a margin: memory in MB, minutes, and share of a GPU."""

from collections.abc import Mapping

from richlazy.contracts.artefact import Artefact
from richlazy.contracts.parts import Part
from richlazy.contracts.stages import NetworkSize, contract

# For a learner without a size in its contract.
_UNKNOWN = NetworkSize(weights=10**6, units=1000, grows_with="")
# Minutes of jobs whose duration hardly depends on parameters, and of simulations, which tell none.
_MINUTES = {"trials": 60, "connectivity": 60, "measure": 120, "compare": 120, "replicate": 60}


def memory(artefact: Artefact, machine: Mapping) -> int:
    """MB for the job of an artefact; machine: the config's section."""
    if artefact.stage == "train":
        return training_memory(artefact) + cuda_memory(machine)
    if artefact.stage in ("measure", "compare"):
        return measure_memory(artefact, machine["kernel_memory"])
    return contract(artefact.stage).size(artefact.parameters, len(artefact.seeds)).memory_mb


def minutes(artefact: Artefact) -> int:
    """Minutes for the job of an artefact."""
    return training_minutes(artefact) if artefact.stage == "train" else _MINUTES[artefact.stage]


def training_memory(artefact: Artefact) -> int:
    """MB for the pool and for the weights at all checkpoints."""
    parameters = artefact.parameters
    weights = 4 * len(artefact.seeds) * (2 * len(parameters["checkpoints"]) + 8) * network_size(parameters).weights
    pool = int(parameters["training_trials"] * max(2500, 75 * time_steps(parameters)))
    # The minibatches of a stream are held twice: as they are drawn, and in the buffers.
    streamed = 2 * len(artefact.seeds) * int(contract("trials").block_bytes(parameters))
    return 1500 + (pool + weights + streamed) // 10**6


def cuda_memory(machine: Mapping) -> int:
    """MB of the host's memory for CUDA and its libraries, if they may be used: an assumption, not measured."""
    return 0 if machine["device"] == "cpu" else 2500


def gpu_percent(machine: Mapping) -> int:
    """Percentage of a GPU that a training requests, 0 on a CPU; machine: the config's section."""
    return 0 if machine["device"] == "cpu" else 100 // machine["trainings_per_gpu"]


def network_size(parameters: Mapping, unknown: NetworkSize = _UNKNOWN) -> NetworkSize:
    """Size of one network by the contract of its learner; `unknown` if the contract has none."""
    size = Part("learner", parameters["learner"]).function("size")
    return size(parameters) if size else unknown


def time_steps(parameters: Mapping) -> float:
    """Time steps of a trial by the config; periods with NeuroGym's default duration are not counted."""
    return contract("trials").time_steps(parameters)


def batch_size(parameters: Mapping) -> int:
    """Number of trials in a minibatch."""
    return parameters["training_trials"] if parameters["batch"] == "all" else parameters["batch"]


def training_minutes(artefact: Artefact) -> int:
    """Minutes for a training on one slow core, with a margin: 10 ms a step of 300 units, batch 32 and 8 time steps."""
    parameters = artefact.parameters
    products = network_size(parameters).weights / 300**2 * batch_size(parameters) / 32 * time_steps(parameters) / 8
    size = max(1, products)
    return 30 + int(len(artefact.seeds) * parameters["steps"] * size * 0.01 / 60)


def measure_memory(artefact: Artefact, kernel_memory: float) -> int:
    """MB for the weights at all checkpoints and the kernels; kernel_memory: the config's bound in MB."""
    kernel = 4 * (4 * artefact.parameters["kernel_trials"]) ** 2 // 10**6  # of four outputs
    return training_memory(artefact) + 2 * int(kernel_memory) + 4 * kernel
