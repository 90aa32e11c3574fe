"""The experiments of a config as typed objects, each read once from its section: a sweep, a simulation or a
collection of others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from richlazy.contracts.schema import seed_list
from richlazy.errors import InputError
from richlazy.planning.choice_checks import check_choice

# The kinds of experiments, and their keys besides `figures`.
_KINDS = {
    "sweep": ("also", "parameters", "choose", "must_improve", "measures", "default_measures", "seeds", "claims"),
    "simulation": ("arguments", "seeds", "claims"),
    "collects": (),
}


@dataclass(frozen=True)
class Sweep:
    """An experiment that trains networks.

    grids: the lists of values of `sweep`, then of each entry of `also`, completed by `sweep`. parameters: fixed values.
    measures: the measures that it names. default_measures: those that it takes where learner and data can serve them.
    choose: swept parameters of which each network keeps one value, with the loss that chooses it. must_improve: whether
    runs that are no better at the end than at the start count as diverged.
    """

    name: str
    grids: Sequence[Mapping[str, list]]
    parameters: Mapping[str, object]
    measures: list[str]
    default_measures: list[str]
    seeds: list[int]
    claims: list[str]
    figures: list[str]
    choose: Mapping[str, str] = field(default_factory=dict)
    must_improve: bool = True

    kind = "a `sweep`"

    @property
    def swept(self) -> Mapping[str, list]:
        """The lists of values of `sweep`."""
        return self.grids[0]

    @property
    def axes(self) -> list[str]:
        """The swept parameters that are axes of the experiment's measures: those of which no value is chosen."""
        return [name for name in self.swept if name not in self.choose]


@dataclass(frozen=True)
class Simulation:
    """An experiment that runs a simulation; arguments: those of the config, in a plan all with defaults."""

    name: str
    simulation: str
    arguments: Mapping[str, object]
    seeds: list[int]
    claims: list[str]
    figures: list[str]

    @property
    def kind(self) -> str:
        """The kind of the experiment, for messages."""
        return f"`simulation: {self.simulation}`"


@dataclass(frozen=True)
class Collection:
    """An experiment that shows others together; collects: their names, in a plan those that are run."""

    name: str
    collects: list[str]
    figures: list[str]

    kind = "`collects`"
    claims = ()


def read_experiments(config: Mapping) -> tuple[dict[str, Sweep | Simulation | Collection], dict[str, InputError]]:
    """The experiments of a valid config that are not null, and the invalid ones with the error of each."""
    found, refused = {}, {}
    for name, section in config["experiments"].items():
        try:
            if section:
                found[name] = _experiment(name, section, config["seeds"])
        except InputError as error:
            refused[name] = error
    return found, refused


def _experiment(name: str, section: Mapping, seeds: int | list[int]) -> Sweep | Simulation | Collection:
    kind, figures = _kind(f"experiments.{name}", section), section.get("figures", [])
    if kind == "collects":
        return Collection(name, section["collects"], figures)
    what = {"seeds": seed_list(section.get("seeds", seeds)), "claims": section.get("claims", []), "figures": figures}
    if kind == "simulation":
        return Simulation(name, section["simulation"], section.get("arguments", {}), **what)
    measures = section.get("measures", []), section.get("default_measures", [])
    grids = _grids(name, section)
    what |= {"choose": section.get("choose", {}), "must_improve": section.get("must_improve", True)}
    check_choice(f"experiments.{name}", what["choose"], grids)
    return Sweep(name, grids, section.get("parameters", {}), *measures, **what)


def _kind(where: str, section: Mapping) -> str:
    """The kind of an experiment. Raises InputError for no kind or two, and for keys of another kind."""
    found = [kind for kind in _KINDS if kind in section]
    if len(found) > 1:
        both = " and ".join(f"`{kind}`" for kind in found[:2])
        raise InputError(f"{where}: found both {both}; an experiment has one of them, leave the other out")
    if not found:
        kinds = " nor ".join(f"`{kind}`" for kind in _KINDS)
        raise InputError(f"{where}: neither {kinds} is there; write one: `sweep: ...`")
    for key in section:
        having = [kind for kind, keys in _KINDS.items() if key in keys]
        if section[key] and having and found[0] not in having:
            raise InputError(
                f"{where}.{key}: only an experiment with {' or '.join(f'`{kind}`' for kind in having)} has this, found "
                f"`{found[0]}`; leave it out"
            )
    return found[0]


def _grids(name: str, section: Mapping) -> list[Mapping[str, list]]:
    """The grid of `sweep`, and those of `also` completed by `sweep`."""
    for number, further in enumerate(section.get("also", [])):
        for parameter in further:
            if parameter not in section["sweep"]:
                raise InputError(
                    f"experiments.{name}.also.{number}: {parameter}: the experiment does not sweep it; allowed are "
                    f"{', '.join(section['sweep'])}; or add `{parameter}: [...]` to experiments.{name}.sweep"
                )
    return [section["sweep"], *({**section["sweep"], **further} for further in section.get("also", []))]
