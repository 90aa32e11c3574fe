"""The kinds of parts that a config chooses by name, and the parameters of the config that choose them.

A part declares its parameters in the constant `PARAMETERS`, each as a fragment of the config's schema. A condition has
the general parameters and those that its parts declare; no others count in an address. What several parts declare is
described by one of them, which the others name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from richlazy.contracts.registry import Registry, literal
from richlazy.errors import InputError

_LIBRARY = Path(__file__).parents[1]


def _registry(place: str, kind: str, **options) -> Registry:
    return Registry(f"{_LIBRARY.name}.{place.replace('/', '.')}", _LIBRARY / place, kind, **options)


# Every kind of part by its name in messages, with what the file of one must define.
KINDS: dict[str, Registry] = {
    "data set": _registry(
        "data/tables",
        "data set",
        room="data",
        marker="ENVIRONMENT",
        defines={"ARGUMENTS": "ARGUMENTS = {}", "draw": "def draw(sizes, seed, **arguments):"},
    ),
    "builder": _registry(
        "connectivity/builders",
        "builder",
        marker="ARGUMENTS",
        defines={"build": "def build(units, gain, generator, **arguments):"},
    ),
    "null model": _registry(
        "connectivity/null_models", "null model", defines={"draw": "def draw(matrix, reference, generator):"}
    ),
    "truncation": _registry(
        "connectivity/truncations", "truncation", defines={"truncate": "def truncate(matrix, rank):"}
    ),
    "learner": _registry(
        "learners",
        "learner",
        marker="OFFERS",
        defines={"TAKES": 'TAKES = ["trials"]', "Network": "class Network(torch.nn.Module):"},
    ),
    "objective": _registry(
        "objectives",
        "objective",
        defines={
            "TAKES": 'TAKES = ["trials"]',
            "LONG_NAME": 'LONG_NAME = "..."',
            "UNITS": 'UNITS = "1"',
            "output_count": "def output_count(classes):",
            "targets": "def targets(given, outputs):",
            "losses": "def losses(outputs, targets):",
            "loss": "def loss(outputs, targets):",
            "output_error": "def output_error(outputs, targets, out):",
        },
    ),
    "stopping": _registry(
        "training/stopping",
        "stopping",
        defines={"PART": 'PART = "training"', "LONG_NAME": 'LONG_NAME = "..."', "Stopping": "class Stopping:"},
    ),
    "optimizer": _registry("training/optimizers", "optimizer", defines={"Optimizer": "class Optimizer:"}),
    "rule": _registry("training/rules", "rule", defines={"Rule": "class Rule:"}),
    "target noise": _registry(
        "training/target_noise",
        "target noise",
        defines={"TAKES": 'TAKES = ["trials"]', "add": "def add(targets, generator, **values):"},
    ),
    "after update": _registry("training/after_update", "after update", defines={"AfterUpdate": "class AfterUpdate:"}),
    "measure": _registry(
        "measures",
        "measure",
        marker="LONG_NAME",
        defines={"UNITS": 'UNITS = "1"', "measure": "def measure(initial, current):"},
    ),
    "derived parameter": _registry(
        "derived",
        "derived parameter",
        defines={
            "PARAMETERS": "PARAMETERS = {...}",
            "SETS": 'SETS = ["learning_rate"]',
            "derive": "def derive(own_parameter, learning_rate):",
        },
    ),
    "measure between seeds": _registry(
        "measures/between_seeds",
        "measure between seeds",
        marker="LONG_NAME",
        defines={
            "UNITS": 'UNITS = "1"',
            "describe": "def describe(network):",
            "compare": "def compare(first, second):",
        },
    ),
}


@dataclass(frozen=True)
class Part:
    """A part that a parameter of the config chooses: its kind, its name, and the file of its contract."""

    kind: str
    name: str

    @property
    def path(self) -> Path:
        """File of the contract; of the whole part if it is a single file."""
        return KINDS[self.kind].path(self.name)

    @property
    def parameters(self) -> Mapping[str, Mapping]:
        """Fragments of the config's schema by parameter; read-only.

        A text in the place of one, such as "optimizer sgd", names the part that has this parameter and describes it.
        """
        return _parameters(self.kind, self.name)

    def constant(self, name: str, default: object = None) -> object:
        """A literal constant of the contract, or `default`."""
        value = _constant(self.kind, self.name, name)
        return default if value is None else value

    def function(self, name: str):
        """A function of the contract; None if there is none, and for single files."""
        return _function(self.kind, self.name, name)

    def __str__(self) -> str:
        return f"{self.kind} `{self.name}`"


# Cached, since a plan of thousands of points uses the same constants at each of them.
@cache
def _constant(kind: str, part: str, name: str) -> object:
    return KINDS[kind].constant(part, name)


@cache
def _parameters(kind: str, part: str) -> Mapping[str, Mapping]:
    declared = _constant(kind, part, "PARAMETERS") or {}
    return {
        name: _described(Part(kind, part), name, entry) if isinstance(entry, str) else entry
        for name, entry in declared.items()
    }


def _described(part: Part, name: str, other: str) -> Mapping:
    """The fragment of a parameter in the other part that a text names. Raises InputError where it has none."""
    kind, _, describing = other.rpartition(" ")
    known = kind in KINDS and describing in KINDS[kind].available()
    entry = (_constant(kind, describing, "PARAMETERS") or {}).get(name) if known else None
    if isinstance(entry, Mapping):
        return entry
    raise InputError(
        f"{part.path}: PARAMETERS: {name!r}: found {other!r}, which names no part that describes this parameter; "
        f"allowed are a description, and a kind and a name of another part: write for example "
        f"`{{{name!r}: 'optimizer sgd'}}`"
    )


@cache
def _function(kind: str, part: str, name: str):
    return getattr(KINDS[kind].contract(part), name, None)


@dataclass(frozen=True)
class Choice:
    """A parameter of the config whose value is the name of a part.

    kind: kind of the parts. none: whether the value `none` stands for no part. own: whether only parts can be chosen
    whose constant `PARAMETER` is this parameter.
    """

    parameter: str
    kind: str
    none: bool = False
    own: bool = False

    def names(self) -> list[str]:
        """The allowed names; `none` is the first if it is allowed."""
        registry = KINDS[self.kind]
        found = registry.available()
        if self.own:
            found = [name for name in found if registry.constant(name, "PARAMETER") == self.parameter]
        return ["none", *found] if self.none else found

    def part(self, value: str) -> Part | None:
        """The part with this name; None for `none`."""
        return None if self.none and value == "none" else Part(self.kind, value)


# The parameter that names a task, and so the data set that the task is defined with.
TASK = "task"
# The learner is the first: its stages decide which of the other parameters a condition has.
CHOICES: dict[str, Choice] = {
    choice.parameter: choice
    for choice in (
        Choice("learner", "learner"),
        Choice("objective", "objective"),
        Choice("stopping", "stopping"),
        Choice("optimizer", "optimizer"),
        Choice("rule", "rule"),
        Choice("target_noise", "target noise", none=True),
        Choice("constraint", "after update", none=True, own=True),
        Choice("tracked", "after update", none=True, own=True),
        Choice("null_model", "null model", none=True),
        Choice("truncation", "truncation"),
    )
}


@cache
def choosable() -> tuple[Part, ...]:
    """All parts that parameters can choose, in the order of CHOICES."""
    found = (choice.part(name) for choice in CHOICES.values() for name in choice.names())
    return tuple(dict.fromkeys(part for part in found if part))


# The stages whose artefacts are made from a training or are one; the others are sources, each with a room of its own.
DERIVED = ("train", "measure", "compare")


@cache
def stages() -> tuple[str, ...]:
    """All stages with artefacts, from first to last: trials, those that learners need, training, measures of networks
    and measures between networks."""
    learners = KINDS["learner"]
    asked = (stage for name in learners.available() for stage in learners.constant(name, "STAGES", []))
    return ("trials", *sorted(set(asked)), *DERIVED)


# The stage whose jobs simulate one replicate each (`SEEDS_APART` of a simulation); no condition reaches it.
REPLICATE = "replicate"


def artefact_stages() -> tuple[str, ...]:
    """All stages whose files have an address: those of conditions, and REPLICATE."""
    return (*stages(), REPLICATE)


def standard_measures() -> tuple[str, ...]:
    """The measures that are taken of every training, in their order."""
    return tuple(literal(_LIBRARY / "measures" / "__init__.py", "STANDARD", ()))


@cache
def _data_sets() -> tuple[Part, ...]:
    """All data sets: the task of a condition chooses one, by the name of its environment."""
    return tuple(Part("data set", name) for name in KINDS["data set"].available())


def declared() -> Iterator[tuple[Part, str, Mapping]]:
    """All parameters that parts declare: part, name and schema fragment."""
    for part in (*choosable(), *_data_sets()):
        for name, entry in part.parameters.items():
            yield part, name, entry


def declaring(name: str) -> list[Part]:
    """The parts that declare a parameter."""
    return [part for part, declares, _ in declared() if declares == name]


@cache
def declared_differently() -> frozenset[str]:
    """Parameters that several parts declare with different allowed values."""
    first: dict[str, Mapping] = {}
    return frozenset(name for _, name, entry in declared() if first.setdefault(name, allows(entry)) != allows(entry))


def allows(entry: Mapping) -> dict[str, object]:
    """The keys of a fragment that define its allowed values, without description, unit, default and stage."""
    return {key: value for key, value in entry.items() if key not in ("description", "unit", "default", "stage")}
