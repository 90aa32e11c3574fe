"""Groups of the weights of a torch module, whose changes and tangent kernels are measured beside each other.

They are the constant GROUPS of the file of a learner that offers "weight_groups": a mapping from the name of each group
to the parameters in it, each the name of a parameter, or of a submodule for all that it has. Together they hold every
trained parameter, none of them twice.
"""

from collections.abc import Iterator, Mapping

import torch

from richlazy.errors import InputError
from richlazy.learners.torch_module.architecture import Architecture
from richlazy.learners.torch_module.kernel import tangent_kernels

# Largest number of groups: so many components measures by group have.
MOST = 8


def groups(architecture: Architecture) -> dict[str, list[str]]:
    """Names of the trained parameters in each group, in the order of GROUPS.

    Raises InputError where GROUPS is missing or is no such mapping, and where groups are too many, name something else
    than trained parameters, share one, or leave one out.
    """
    given, where = getattr(architecture.file, "GROUPS", None), f"{architecture.source}: GROUPS"
    example = f"write for example `GROUPS = {{'all': {architecture.trained[:2]}}}` with every trained parameter once"
    if not isinstance(given, Mapping) or not all(isinstance(names, list | tuple) for names in given.values()):
        raise InputError(
            f"{where}: found {given!r}; a learner that offers 'weight_groups' has lists of names of parameters by the "
            f"names of groups: {example}"
        )
    if not 1 <= len(given) <= MOST:
        raise InputError(f"{where}: found {len(given)} groups, allowed are 1 to {MOST}; join some of them")
    found = {
        group: [one for name in names for one in _parameters(architecture, group, name)]
        for group, names in given.items()
    }
    owners: dict[str, str] = {}
    for group, names in found.items():
        for name in names:
            if name in owners:
                raise InputError(
                    f"{where}: the parameter {name} is in {owners[name]!r} and again in {group!r}; leave it in one"
                )
            owners[name] = group
    missing = [name for name in architecture.trained if name not in owners]
    if missing:
        raise InputError(
            f"{where}: the trained parameter {missing[0]} is in no group; write for example "
            f"`'others': {missing}` into GROUPS"
        )
    return found


def weights_by_group(weights: tuple, architecture: Architecture) -> Iterator[torch.Tensor]:
    """All weights of each group of one network, [weight], in the order of GROUPS."""
    by_name = architecture.by_name(weights)
    for names in groups(architecture).values():
        yield torch.cat([by_name[name].flatten() for name in names])


def kernels_by_group(
    weights: tuple, inputs: torch.Tensor, architecture: Architecture, last_only: bool, memory: float
) -> list[torch.Tensor]:
    """Tangent kernels with respect to each group of weights, in the order of GROUPS; their sum is the kernel of all.

    Arguments and the order of rows: see `kernel.tangent_kernels`.
    """
    return tangent_kernels(weights, inputs, architecture, last_only, list(groups(architecture).values()), memory)


def _parameters(architecture: Architecture, group: str, name: object) -> list[str]:
    """The trained parameters that an entry names."""
    trained = architecture.trained
    found = [one for one in trained if one == name or one.startswith(f"{name}.")]
    if not found:
        raise InputError(
            f"{architecture.source}: GROUPS: {group!r}: found {name!r}, allowed are names of trained parameters and of "
            f"submodules with some: {', '.join(trained)}; write for example `{group!r}: {trained[:1]}`"
        )
    return found
