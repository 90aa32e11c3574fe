"""Claims, figures and simulations: parts that only studies have, found by name in their folders.

A claim is a module `studies/<study>/claims/<id>_<title>.py`, such as `C1_higher_rank_is_lazier.py`; the config uses its
id. It has a function `test(measures, settings) -> list[Row]` and literal constants:

    STATEMENT   the claim
    NEEDS       parameters that the experiment must sweep; or
    SIMULATION  the simulation that the experiment must run, or a list of simulations of which it runs one
    COMPARES    for a swept parameter, the value with which others are compared, and an example of these; optional
    FAMILY      text on the rows whose p values are adjusted together, if not all rows of the claim; optional

A figure is a module with `draw(measures, style) -> (figure, caption)`. It has the constants NEEDS, SIMULATION and
COMPARES as well, and

    BACKGROUND  the experiment whose measures it shows in addition; optional
    EACH_NEEDS  for a figure of an experiment that collects others, the parameters that each of these must sweep; its
                `draw(experiments, style)` gets the measures of all

A simulation is a module with `simulate(seeds, **arguments) -> xr.Dataset`, whose measures are over the dimension seed
and any others, such as (case, seed) or (alpha, epsilon, seed), with `diverged` over the same; what has the dimension
`step` as well is a curve. It has the constants

    SOURCE      its citation
    ARGUMENTS   schema of each argument, all with defaults
    SHARED_ARGUMENTS  names of simulations whose ARGUMENTS, and checks of these, it has too, as far as it has none of
                that name; optional
    AT_MOST     for an argument that is a list, the arguments that no entry may exceed; optional
    HOLDS       the arguments whose product is the number of values of its largest array, for one seed; optional
    RESOURCES   paths of the files from outside that it reads, as a data set's (`contracts/resource_parts.py`); optional
    SEEDS_APART True for one whose seeds take long and do not depend on each other: each seed then has a job, whose file
                is kept, so that further seeds leave it as it is. Its `EXAMPLE = {"arguments": {...}}` takes seconds and
                is no code. Without it one job simulates all seeds; optional

A file `argument_checks/<name>.py` of a simulation or a data set, with `refuses(arguments) -> str`, is optional: it says
why arguments that are right one by one cannot go together, and what can, or "". It is called when a config is read, and
so imports no numerical library.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from richlazy.contracts.registry import Registry
from richlazy.contracts.simulations import simulations as simulations
from richlazy.errors import InputError

figures = Registry(None, None, "figure", "figures", defines={"draw": "def draw(measures, style):"})
argument_checks = Registry(
    None,
    None,
    "check of arguments",
    "argument_checks",
    defines={"refuses": "def refuses(arguments):"},
)


class Claims:
    """The claims of all studies by their ids, such as "C1"."""

    def __init__(self, registry: Registry):
        self._registry = registry

    def available(self) -> dict[str, str]:
        """Name of the module of every claim by its id, sorted by letters and number of the id; read-only. No module is
        imported. Raises InputError for two modules with the same id."""
        found: dict[str, str] = {}
        for name in self._registry.available():
            claim = name.partition("_")[0]
            if claim in found:
                files = " and ".join(str(self._registry.path(one)) for one in (found[claim], name))
                raise InputError(f"claim {claim}: {files} both have this id; rename one of them")
            found[claim] = name
        return dict(sorted(found.items(), key=lambda entry: _letters_and_number(entry[0])))

    def path(self, claim: str) -> Path:
        """File of the module that tests `claim`. Raises InputError for an unknown id, with the known ones."""
        return self._registry.path(self._module(claim))

    def check(self, claim: str) -> None:
        """Raise InputError for a claim whose file does not define what a claim must have."""
        self._registry.check(self._module(claim))

    def find(self, claim: str) -> ModuleType:
        """Import the module that tests `claim`. Raises InputError for an unknown id, with the known ones."""
        return self._registry.find(self._module(claim))

    def _module(self, claim: str) -> str:
        known = self.available()
        if claim not in known:
            raise InputError(f"no claim {claim!r}; known: {', '.join(known)}")
        return known[claim]


claims = Claims(
    Registry(
        None,
        None,
        "claim",
        "claims",
        defines={"STATEMENT": 'STATEMENT = "..."', "test": "def test(measures, settings):"},
    )
)


def _letters_and_number(claim: str) -> tuple[str, int]:
    letters, digits = re.fullmatch(r"(.*?)(\d*)", claim).groups()
    return letters, int(digits or 0)


def arguments(simulation: str) -> dict[str, dict]:
    """Schema of every argument of a simulation; the module is not imported."""
    found = {}
    for one, names in _shared(simulation).items():
        described = simulations.constant(one, "ARGUMENTS")
        if unknown := sorted(set(names) - set(described)):
            raise InputError(
                f"{simulations.path(simulation)}: SHARED_ARGUMENTS: found {unknown[0]!r}, which {one} does not have; "
                f"allowed are {', '.join(described)}: write for example `SHARED_ARGUMENTS = {{{one!r}: "
                f"[{next(iter(described), '')!r}]}}`"
            )
        found |= {name: described[name] for name in names or described}
    return found | simulations.constant(simulation, "ARGUMENTS")


def refusal(simulation: str, given: Mapping) -> str:
    """Why arguments of a simulation are wrong together, by its own check and those of whose arguments it has all; or
    ""."""
    checks = [*(one for one, names in _shared(simulation).items() if not names), simulation]
    return next(filter(None, (argument_refusal(one, given) for one in checks)), "")


def argument_refusal(name: str, given: Mapping) -> str:
    """Why the check of this name refuses arguments; "" where it does not, or where there is none."""
    return argument_checks.find(name).refuses(given) if name in argument_checks.available() else ""


def _shared(simulation: str) -> dict[str, list[str]]:
    """The other simulations whose arguments it has, and which of them; none named: all. Raises InputError for what says
    no such thing."""
    shared = simulations.constant(simulation, "SHARED_ARGUMENTS", [])
    named = shared if isinstance(shared, Mapping) else dict.fromkeys(shared, []) if _is_list(shared) else {"": None}
    if not all(isinstance(one, str) and _is_list(names) for one, names in named.items()):
        raise InputError(
            f"{simulations.path(simulation)}: SHARED_ARGUMENTS: found {shared!r}; allowed are a list of names of "
            "simulations, and a mapping of such names to names of arguments: write for example "
            "`SHARED_ARGUMENTS = ['two_layer_linear']`"
        )
    return {one: names for one, names in named.items() if one != simulation}


def seeds_apart(simulation: str) -> bool:
    """Whether each seed of a simulation has a job of its own. Raises InputError for what says neither."""
    found = simulations.constant(simulation, "SEEDS_APART", False)
    if not isinstance(found, bool):
        raise InputError(
            f"{simulations.path(simulation)}: SEEDS_APART: found {found!r}; allowed are True and False: write "
            "`SEEDS_APART = True`, or leave it out for one job with all seeds"
        )
    return found


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def defaults(simulation: str) -> dict[str, object]:
    """Every argument of a simulation with its default. Raises InputError for one that has none."""
    for name, entry in arguments(simulation).items():
        if "default" not in entry:
            raise InputError(
                f"{simulations.path(simulation)}: ARGUMENTS: {name!r} has no default; write for example `'default': 1`"
            )
    return {name: entry["default"] for name, entry in arguments(simulation).items()}
