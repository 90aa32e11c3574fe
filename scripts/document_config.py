"""Write config/README.md, the manual of the config, from its schema: python scripts/document_config.py"""

import ast
from collections.abc import Callable, Mapping
from pathlib import Path

from richlazy.artefacts.files import write_text
from richlazy.connectivity.builders import arguments as builder_arguments
from richlazy.connectivity.builders import registry as builders
from richlazy.contracts import advice, resource_parts
from richlazy.contracts.derived import derived_parameters
from richlazy.contracts.messages import shown
from richlazy.contracts.numbers import bounded
from richlazy.contracts.parts import CHOICES, KINDS, Choice, Part, standard_measures
from richlazy.contracts.registry import Registry
from richlazy.contracts.schema import SCHEMA_PATH, describe_allowed, general_parameters, load_yaml
from richlazy.contracts.study_parts import arguments as simulation_arguments
from richlazy.contracts.study_parts import seeds_apart, simulations

_HEAD = """# Configuration

*Written from [workflow/schemas/config.schema.yaml](../workflow/schemas/config.schema.yaml) and the contracts of parts
by `python scripts/document_config.py`; edit these, not this page.*

[config.yaml](config.yaml) is what all studies share, and each study has its experiments, and tasks and matrices of its
own, in `studies/<study>/study.yaml`, such as [that of the paper](../studies/connectivity/study.yaml); all of these are
always loaded. [quick.yaml](quick.yaml), a few minutes of the paper, [complete.yaml](complete.yaml), larger grids at the
size of the paper wherever it has one, and files of your own are laid over them, key by key, with `--configfile FILE`: a
key that you leave out keeps its value, a list replaces a list, and an experiment set to `null` is left out. What a
study's file says under `quick` or `complete` holds where the config asks for that `size`. Of parameters those of an
experiment go before those of its study, and these before `parameters` of the config.

A wrong key, type or range ends the run before anything is computed, with the name of the key, what was found and what
is allowed. So does what YAML would drop or read otherwise than it looks: a key that is given twice, `no` (false),
`1:30` (90), `010` (8).

Every word after `--configfile` is taken for a config file; targets stand before it: `snakemake --cores 1
results/scorecard.pdf --configfile mine.yaml`. Single values can be given on the command line, nested ones too:
`--config seeds=3 'parameters={gain: 1.5}'`.

**A stranger's config is a program.** Snakemake runs Python code that a config file holds where the file says
`__use_yte__: true`, when it reads the file, in a dry run too and before this pipeline can refuse it, which it then
does. Read a file that is not yours with `richlazy check FILE` first: it runs nothing of it, tells what
is wrong with it, and names the experiments.

**What a change costs.** *Recommended* are values that make sense, with the reason where it is not plain; a key takes
all that is allowed. *Cost* is how time, memory or disk grow with it. *Remakes* is the first stage that is made anew
when the key changes. All that is made from that follows: `trials`, `connectivity` → `train` → `measure` → `aggregate` →
`claims` → the pages, and `aggregate` → `figures`; a simulation has `simulate` in the place of all stages to
`aggregate`, after `replicate` where each of its seeds has a job. What was made with other values stays, so that going
back costs nothing. `richlazy plan` tells of a whole config what a run would make, and how long that takes.

An experiment of your own, in full:

```yaml
experiments:
  rank: null                 # leave out the paper's experiment
  small_gain:
    sweep: {task: [2AF, CXT], rank: [1, 30, 300], gain: [0.5, 1.25]}
    parameters: {steps: 3000}
    seeds: 5
    claims: [C1]
    figures: [training]
```
"""

# Of the keys of `machine` that name files for resources.
_FILES = {
    "recommended": "`null` where there is a network",
    "cost": "none: files are read once, and what was read of them is kept in `resources/`",
    "remakes": "nothing",
}
_DERIVED = """They stand for values of others, and are set and swept like any parameter. Where an experiment, its study
or the config names one, what it sets has the values that follow from it; where none does it has no effect, whatever its
default. An experiment that names one cannot name what it sets, but for what it scales, such as `learning_rate`. Equal
trainings are shared, however their parameters were written; results are labelled by the derived parameter."""
_COLUMNS = ["key", "meaning", "allowed", "default", "recommended", "cost", "remakes"]
_STAGES = {
    "trials": "Trials",
    "connectivity": "Initial connectivity",
    "train": "Training",
    "measure": "Measures",
}


def manual(schema: Mapping) -> str:
    """The page as Markdown."""
    sections = [_HEAD, "## Top level\n", _table(_top_level(schema))]
    sections += ["## `parameters`\n", _paragraph(schema["properties"]["parameters"])]
    told = schema["properties"]["parameters"]["properties"]
    for stage, title in _STAGES.items():
        chosen = {name: told[name] | entry for name, entry in general_parameters().items() if entry["stage"] == stage}
        sections += [f"### {title}\n", _table(chosen)]
    for choice in CHOICES.values():
        sections += _parts(choice)
    sections += _derived()
    for name in ("tasks", "matrices", "experiments"):
        entry = schema["properties"][name]
        (pattern,) = entry["patternProperties"].values()
        inner = pattern["oneOf"][1] if "oneOf" in pattern else pattern
        sections += [f"## `{name}.<name>`\n", _paragraph(entry), _table(inner["properties"])]
        sections += _data_sets() if name == "tasks" else []
        if name == "matrices":
            sections += _modules("builder", builders, builder_arguments, _builder_files, lambda name: "connectivity")
        if name == "experiments":
            sections += _measures()
            sections += _modules("simulation", simulations, simulation_arguments, _simulation_files, _simulated_by)
    for name in ("statistics", "figures", "machine"):
        entry = schema["properties"][name]
        files = {key: one | _FILES for key, one in resource_parts.fragments().items()} if name == "machine" else {}
        entries = entry["properties"] | files
        sections += [f"## `{name}`\n", _paragraph(entry), _table(entries)]
    return "\n".join(sections)


def _parts(choice: Choice) -> list[str]:
    """A section for the parts that a parameter chooses, with a table of what each declares."""
    sections = [f"### Values of `{choice.parameter}`\n"]
    for part in filter(None, map(choice.part, choice.names())):
        sections.append(f"`{part.name}`: {_what(part.path)}\n")
        if part.parameters:
            sections += ["It has parameters of its own:\n", _parameters(part)]
    return sections


def _derived() -> list[str]:
    """A section on derived parameters, with a table of those of each module."""
    sections = ["### Derived parameters\n", f"{_DERIVED}\n"]
    for one in derived_parameters():
        sets = " and ".join(f"`{name}`" for name in one.sets)
        sections += [f"`{one.part.name}`: {_what(one.part.path)} It sets {sets}.\n", _parameters(one.part)]
    return sections


def _what(path: Path) -> str:
    """The first sentence of a part: of its package, where its contract stands in a file of its own."""
    file = path.with_name("__init__.py") if path.stem == "contract" else path
    return " ".join(ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))).split("\n\n")[0].split())


def _data_sets() -> list[str]:
    """A section for each data set, with its arguments and parameters."""
    sections = []
    for name in KINDS["data set"].available():
        part = Part("data set", name)
        arguments = advice.advised(bounded(part.constant("ARGUMENTS")), advice.of_file(part.path))
        facts = f"Kind: {part.constant('KIND', 'trials')}; time steps of a trial: {_sum(part.constant('STEPS', 1))}."
        facts += " Minibatches are drawn anew at every step." if part.constant("STREAM") else ""
        sections += [f"### data set `{part.constant('ENVIRONMENT')}`\n", f"{_what(part.path)} {facts}\n"]
        sections.append(_table(arguments, "trials") if arguments else "It takes no arguments.\n")
        if part.parameters:
            sections += ["It has parameters of its own, which are set and swept like any other:\n"]
            sections.append(_parameters(part))
    return sections


def _sum(size: int | Mapping[str, int]) -> str:
    """A number of steps as text, where it can depend on parameters."""
    if not isinstance(size, Mapping):
        return str(size)
    return " + ".join(str(count) if name == "always" else f"{count} · `{name}`" for name, count in size.items())


def _measures() -> list[str]:
    """A table of all measures, with whether every training gets them."""
    rows = ["| measure | meaning | unit | taken |", "|---|---|---|---|"]
    for name in KINDS["measure"].available():
        part = Part("measure", name)
        taken = "always" if name in standard_measures() else "where an experiment names it"
        if part.constant("CHECKPOINTS") == "ends":
            taken += ", at the first and last checkpoint"
        rows.append(_measure(part, taken))
    taken = "over all pairs of seeds where an experiment names it, at the first and last checkpoint"
    rows += [
        _measure(Part("measure between seeds", name), taken) for name in KINDS["measure between seeds"].available()
    ]
    return ["### Measures\n", "\n".join(rows) + "\n"]


def _measure(part: Part, taken: str) -> str:
    return f"| `{part.name}` | {part.constant('LONG_NAME')} | {part.constant('UNITS')} | {taken} |"


def _modules(
    kind: str,
    registry: Registry,
    arguments_of: Callable[[str], Mapping],
    files_of: Callable[[str], list[Path]],
    remakes: Callable[[str], str],
) -> list[str]:
    """A section for each module that a config can name, with its arguments; remakes: the stage that they act on."""
    sections = []
    for name in registry.available():
        arguments = advice.advised(bounded(arguments_of(name)), advice.of_arguments(files_of(name)))
        what = ast.get_docstring(ast.parse(registry.path(name).read_text(encoding="utf-8"))).splitlines()[0]
        sections += [f"### {kind} `{name}`\n", f"{what} Source: {registry.constant(name, 'SOURCE').rstrip('.')}.\n"]
        sections.append(_table(arguments, remakes(name)) if arguments else "It takes no arguments.\n")
    return sections


def _simulated_by(name: str) -> str:
    """The stage that runs a simulation."""
    return "replicate" if seeds_apart(name) else "simulate"


def _builder_files(name: str) -> list[Path]:
    """The files that declare the arguments of a builder."""
    shared = builders.constant(name, "SHARED_ARGUMENTS", [])
    return [*(builders.folder.parent / f"{module}.py" for module in shared), builders.path(name)]


def _simulation_files(name: str) -> list[Path]:
    """The files that declare the arguments of a simulation."""
    return [*map(simulations.path, simulations.constant(name, "SHARED_ARGUMENTS", [])), simulations.path(name)]


def _top_level(schema: Mapping) -> dict[str, Mapping]:
    return {name: entry for name, entry in schema["properties"].items() if "properties" not in entry}


def _paragraph(entry: Mapping) -> str:
    return entry["description"].strip() + "\n"


def _parameters(part: Part) -> str:
    return _table(advice.advised(part.parameters, advice.of_part(part)))


def _table(entries: Mapping[str, Mapping], remakes: str = "") -> str:
    """A table of keys; remakes: the stage that all of them act on, where they do not say one themselves."""
    head = [f"| {' | '.join(_COLUMNS)} |", f"|{'---|' * len(_COLUMNS)}"]
    rows = ([cell.replace("|", "\\|") for cell in _row(name, entry, remakes)] for name, entry in entries.items())
    return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"


def _row(name: str, entry: Mapping, remakes: str) -> list[str]:
    first = [f"`{name}`", entry["description"].strip(), _allowed(entry), _default(entry)]
    return [*first, _recommended(entry), entry.get("cost", ""), entry.get("stage") or entry.get("remakes") or remakes]


def _recommended(entry: Mapping) -> str:
    """A range, or what is recommended in words, and why."""
    found = entry.get("recommended", "")
    if not isinstance(found, str):
        low, high = map(shown, found)
        found = low if low == high else f"{low} to {high}"
    return ": ".join(filter(None, [found, entry.get("reason", "")]))


def _allowed(entry: Mapping) -> str:
    """What is allowed, with the unit of numbers that have one."""
    found = describe_allowed(entry) if "patternProperties" not in entry else f"a mapping; {entry['allowed']}"
    return found if entry.get("unit", "1") == "1" else f"{found}, in {entry['unit']}"


def _default(entry: Mapping) -> str:
    if "default" not in entry:
        return ""
    return "`null`" if entry["default"] is None else f"`{entry['default']}`"


if __name__ == "__main__":
    schema = load_yaml(SCHEMA_PATH)
    page = Path(__file__).parents[1] / "config" / "README.md"
    write_text(page, manual(schema))
