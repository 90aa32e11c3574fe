"""Whether the torch module of a file can be trained on its data, tried out before any job runs.

Jobs check the same again (`checks`), on the shapes of the data as they are.
"""

from collections.abc import Mapping
from pathlib import Path

from richlazy.artefacts.code_digest import code_digest
from richlazy.artefacts.disk_cache import cached
from richlazy.artefacts.identity import digest
from richlazy.errors import code_of_users
from richlazy.learners import registry


def check(parameters: Mapping, steps: int, inputs: int, outputs: int) -> None:
    """Raise InputError for a file that cannot be imported, and for a class Network that cannot be trained.

    That it can is remembered, since PyTorch takes seconds to import. outputs: their number for the objective.
    """
    learner = parameters["learner"]
    file = registry.path(learner)
    own = {name: parameters[name] for name in registry.constant(learner, "PARAMETERS", {})}
    units = parameters["hidden"] if "connectivity" in registry.constant(learner, "STAGES", []) else None
    question = f"torch module {digest([learner, own, units, steps, inputs, outputs])}"
    code = code_digest([file, Path(__file__)])
    cached(question, code, lambda: _try_out(file, parameters, units, steps, inputs, outputs))


def _try_out(file: Path, parameters: Mapping, units: int | None, steps: int, inputs: int, outputs: int) -> None:
    from richlazy.learners.torch_module.architecture import architecture
    from richlazy.learners.torch_module.checks import check_forward, check_module
    from richlazy.learners.torch_module.groups import groups
    from richlazy.learners.torch_module.weights import check_draws, check_units

    with code_of_users(f"{file}: this file cannot be imported"):
        network = architecture(parameters, inputs, outputs)
    check_module(network)
    check_draws(network)
    if units is not None:
        check_units(network, units)
    if hasattr(network.file, "GROUPS") or "weight_groups" in network.file.OFFERS:
        groups(network)
    check_forward(network, steps)
