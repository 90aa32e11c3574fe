"""Checks of an experiment: its simulation, claims and figures must exist and fit the experiment."""

from collections.abc import Mapping
from pathlib import Path

from richlazy.contracts.numbers import bounded
from richlazy.contracts.registry import Registry, literal
from richlazy.contracts.schema import all_parameters, validate
from richlazy.contracts.study_parts import Claims, arguments, claims, defaults, figures, refusal, simulations
from richlazy.errors import InputError
from richlazy.planning.experiments import Collection, Simulation, Sweep

Experiment = Sweep | Simulation | Collection


def check_experiment(experiment: Experiment, others: Mapping[str, Experiment | None]) -> None:
    """Raise InputError for an experiment whose simulation, claims or figures are unknown or do not fit it.

    others: all experiments in the config, None for those that are left out.
    """
    where = f"experiments.{experiment.name}"
    if isinstance(experiment, Simulation):
        check_simulation(where, experiment.simulation, experiment.arguments)
    if isinstance(experiment, Collection):
        _check_collection(where, experiment, others)
    for kind, room in (("claims", claims), ("figures", figures)):
        for part in getattr(experiment, kind):
            _check_part(where, kind, part, room, experiment, others)


def _check_part(
    where: str,
    kind: str,
    name: str,
    room: Claims | Registry,
    experiment: Experiment,
    others: Mapping[str, Experiment | None],
) -> None:
    """Raise InputError unless a claim or figure exists and the experiment sweeps what it needs."""
    if name not in room.available():
        raise InputError(
            f"{where}.{kind}: {name!r} does not exist; allowed are {', '.join(room.available())}; or add a file to "
            f"studies/<study>/{kind}"
        )
    room.check(name)
    module = room.path(name)
    _check_fits(f"{where}.{kind}", name, module, experiment)
    if isinstance(experiment, Collection):
        _check_collected_sweeps(where, name, module, experiment, others)
    for parameter in literal(module, "NEEDS", ()):
        if parameter not in all_parameters():
            raise InputError(
                f"{module}: NEEDS: there is no parameter {parameter!r}; allowed are {', '.join(all_parameters())}: "
                "write for example `NEEDS = ['rank']`"
            )
        if isinstance(experiment, Sweep) and parameter in experiment.choose:
            raise InputError(
                f"{where}.{kind}: {name} needs the measures at every `{parameter}`, and {where}.choose keeps one of "
                f"them for each network; leave out {name}, or `{parameter}` in {where}.choose"
            )
        if not isinstance(experiment, Sweep) or parameter not in experiment.swept:
            raise InputError(
                f"{where}.{kind}: {name} needs the experiment to sweep `{parameter}`; add `{parameter}: [...]` to "
                f"{where}.sweep, or leave {name} out"
            )
    for parameter, (reference, other) in literal(module, "COMPARES", {}).items():
        _check_compared(where, name, experiment, parameter, reference, other)


def _check_fits(where: str, name: str, module: Path, experiment: Experiment) -> None:
    """Raise InputError unless the experiment is of the kind that a claim or figure needs."""
    wanted, found = _kinds_wanted(module), experiment.kind
    if found not in wanted:
        raise InputError(
            f"{where}: {name} needs an experiment with {' or '.join(wanted)}, found one with {found}; leave {name} out"
        )


def _kinds_wanted(module: Path) -> list[str]:
    simulation = literal(module, "SIMULATION")
    if simulation:
        names = [simulation] if isinstance(simulation, str) else simulation
        return [f"`simulation: {name}`" for name in names]
    return ["a `sweep`" if literal(module, "EACH_NEEDS") is None else "`collects`"]


def _check_compared(where: str, name: str, experiment: Sweep, parameter: str, reference: str, other: str) -> None:
    """Raise InputError unless the experiment has the reference value and at least one other value."""
    found = list(dict.fromkeys(value for grid in experiment.grids for value in grid.get(parameter, [])))
    if reference not in found or len(found) < 2:
        raise InputError(
            f"{where}.sweep.{parameter}: {name} compares `{reference}` with others, found {', '.join(map(str, found))}"
            f"; write for example `{parameter}: [{reference}, {other}]`, or leave {name} out"
        )


def _check_collection(where: str, collection: Collection, experiments: Mapping[str, Experiment | None]) -> None:
    """Raise InputError for a collected experiment that does not exist or has no sweep, and if all are left out."""
    for name in collection.collects:
        if name not in experiments:
            others = (experiment for experiment in experiments if f"experiments.{experiment}" != where)
            raise InputError(
                f"{where}.collects: there is no experiment {name!r}; allowed are the experiments of the config, "
                f"{', '.join(others)}"
            )
        if experiments[name] and not isinstance(experiments[name], Sweep):
            raise InputError(f"{where}.collects: {name} has no `sweep`, and no measures of one; leave it out")
    if not any(experiments[name] for name in collection.collects):
        raise InputError(
            f"{where}.collects: none of {', '.join(collection.collects)} is run; name an experiment that is not null, "
            f"or write `{where.removeprefix('experiments.')}: null`"
        )


def _check_collected_sweeps(
    where: str, figure: str, module: Path, collection: Collection, experiments: Mapping[str, Experiment | None]
) -> None:
    """Raise InputError unless all collected experiments sweep the parameters EACH_NEEDS of a figure."""
    for name in filter(experiments.get, collection.collects):
        for parameter in literal(module, "EACH_NEEDS"):
            if parameter not in experiments[name].axes:
                raise InputError(
                    f"{where}.figures: {figure} needs every collected experiment to sweep `{parameter}`; add "
                    f"`{parameter}: [...]` to experiments.{name}.sweep, or leave {name} out of {where}.collects"
                )


def check_simulation(where: str, simulation: str, given: Mapping) -> None:
    """Raise InputError for an unknown simulation or an invalid argument; where: the experiment."""
    if simulation not in simulations.available():
        raise InputError(
            f"{where}.simulation: found {simulation!r}; allowed: {', '.join(simulations.available())}; or add a file "
            "to studies/<study>/simulations"
        )
    simulations.check(simulation)
    schema = {"type": "object", "properties": bounded(arguments(simulation)), "additionalProperties": False}
    validate(given, schema, f"{where}.arguments")
    every = defaults(simulation) | given
    _check_sizes(where, every, simulations.constant(simulation, "AT_MOST", {}))
    if why := refusal(simulation, every):
        raise InputError(f"{where}.arguments.{why}")


def _check_sizes(where: str, given: Mapping, at_most: Mapping[str, list[str]]) -> None:
    """Raise InputError for a list with an entry above its bound, which is another argument."""
    for name, bounds in at_most.items():
        for bound in bounds:
            largest = given[bound]
            if max(given[name]) > largest:
                fitting = sorted(value for value in given[name] if value <= largest) or [largest]
                raise InputError(
                    f"{where}.arguments.{name}: found {max(given[name])}, which is above {bound} = {largest}; write "
                    f"`{name}: {fitting}` or raise `{bound}`"
                )
