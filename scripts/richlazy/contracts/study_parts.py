"""Claims, figures and simulations: the parts that only studies have, found by name in their folders.

A claim is `studies/<study>/claims/<id>_<what it says>.py`, as `C1_higher_rank_is_lazier.py`, and is named by its id. It
has `STATEMENT`, `test(measures, settings) -> list[Row]` and either `NEEDS`, the parameters that an experiment must
sweep, or `SIMULATION`, the simulation that it must run. `COMPARES`, where there is one, names for a swept parameter the
value with which others are compared, and one of these as an example. `FAMILY`, where there is one, says in words which
rows share an adjustment of their p values, if it is not all of the claim in an experiment.

A figure is a module with `draw(measures, style) -> (figure, caption)`, with these constants, too, and with
`BACKGROUND`, where there is one, the experiment whose measures it shows beside. A figure with EACH_NEEDS is one of an
experiment that collects others: these are the parameters that each of them must sweep, and its `draw(experiments,
style)` gets them all.

A simulation is a module with `simulate(seeds, **arguments) -> xr.Dataset` over (case, seed) and literal constants:
`SOURCE`, its citation; `ARGUMENTS`, the schema of each argument, all with defaults; `AT_MOST`, where there is one, the
arguments that no entry of a list may exceed; `HOLDS`, where there is one, those whose product is the number of values
of its largest array, for one seed.
"""

import re
from pathlib import Path
from types import ModuleType

from richlazy.contracts.registry import Registry
from richlazy.errors import InputError

figures = Registry(None, None, "figure", "figures", defines={"draw": "def draw(measures, style):"})
simulations = Registry(
    None,
    None,
    "simulation",
    "simulations",
    defines={"ARGUMENTS": "ARGUMENTS = {}", "simulate": "def simulate(seeds, **arguments):"},
)


class Claims:
    """The claims of all studies by their ids, such as "C1"."""

    def __init__(self, registry: Registry):
        self._registry = registry

    def available(self) -> dict[str, str]:
        """Id of every claim and the name of its module, by letters and number of the id, to be read only; imports
        none. Raises InputError for an id that two modules have."""
        found: dict[str, str] = {}
        for name in self._registry.available():
            claim = name.partition("_")[0]
            if claim in found:
                files = " and ".join(str(self._registry.path(one)) for one in (found[claim], name))
                raise InputError(f"claim {claim}: {files} both have this id; rename one of them")
            found[claim] = name
        return dict(sorted(found.items(), key=lambda entry: _letters_and_number(entry[0])))

    def path(self, claim: str) -> Path:
        """File of the module that tests `claim`. Raises InputError, naming the known ids."""
        return self._registry.path(self._module(claim))

    def check(self, claim: str) -> None:
        """Raise InputError for a claim whose file does not define what a claim must have."""
        self._registry.check(self._module(claim))

    def find(self, claim: str) -> ModuleType:
        """Import the module that tests `claim`. Raises InputError, naming the known ids."""
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
    """Schema of every argument of a simulation; imports nothing."""
    return simulations.constant(simulation, "ARGUMENTS")


def defaults(simulation: str) -> dict[str, object]:
    """Every argument of a simulation with its default."""
    return {name: entry["default"] for name, entry in arguments(simulation).items()}
