"""Write docs/measures_dictionary.md, what every variable of measures.nc is: python scripts/document_measures.py

Names, units, ranges and formulas are those of the files that compute them, so that none is written twice.
"""

import ast
import inspect
from collections.abc import Iterable, Iterator
from pathlib import Path

from richlazy.artefacts.files import write_text
from richlazy.connectivity.matrix_measures import MATRIX_MEASURES
from richlazy.contracts.parts import KINDS, Part, standard_measures

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "measures_dictionary.md"

_HEAD = """# Data dictionary of measures.nc

*Written from the files that compute the measures by `python scripts/document_measures.py`; edit these, not this page.*

Every experiment has one labelled table, `results/<experiment>/measures.nc` (NetCDF-4, conventions CF-1.11). Its axes
are the swept parameters, then `seed` and `step`. A value that does not exist is NaN: after a divergence, at checkpoints
that a measure does not look at, and at points that the sweep leaves out. [measures.md](measures.md) says when a measure
misleads, and where it comes from.

In formulas 0 is the network before training and f the network at the checkpoint; ‖·‖ is the Frobenius norm and
`<A, B> = Tr(AᵀB)`.
"""
_AXES = [
    ("a swept parameter", "a label a condition, such as `task`, `rank` or `connectivity`", "that of the parameter"),
    ("`seed`", "seed of the network, or of its data", "1"),
    ("`other_seed`", "the second seed of a pair, for measures between seeds", "1"),
    ("`step`", "updates of the weights so far; 0 is before training", "1"),
    ("`component`", "number of the entry of a vector, from 1", "1"),
    ("`index`", "number of a singular value or eigenvalue, from 0", "1"),
]
# Variables of runs and tasks, which are no measures of a network at a checkpoint.
_RUNS = [
    ("diverged", "1", "1 where a run counts as diverged, 0 where not, NaN where there is no run"),
    ("divergence_step", "1", "updates after which the loss was not finite or above `divergence_loss`; -1: never"),
    (
        "divergence_reason",
        "1",
        "0: none; 1: loss not finite or above `divergence_loss`; 2: held-out loss no lower at the end than before",
    ),
    ("stopped_step", "1", "updates after which training stopped; -1 where it went to the last step"),
    ("chance_accuracy", "1", "accuracy of a guess among the choices of the task"),
    ("highest_accuracy", "1", "accuracy where all trials but those without evidence are right"),
    (
        "path_length_1, path_length_2",
        "1",
        "sum over updates of the entrywise 1-norm and of the Frobenius norm of the change of the matrices under study "
        "(`tracked: path_length`)",
    ),
    (
        "training_accuracy_step, held_out_accuracy_step",
        "1",
        "first step up to the checkpoint at which the accuracy on all training or held-out trials was at least "
        "`accuracy_bound`; +inf before that (`tracked: accuracy_steps`)",
    ),
    ("last_update", "1", "last update that changed the weights under study (`tracked: last_update`)"),
    ("other_loss, other_accuracy", "1", "loss and accuracy on the test trials of another task (`tested_on`)"),
    ("task_similarity", "1", "overlap of the target kernels of the own task and of that other one"),
    (
        "last_training_loss",
        "that of the loss",
        "mean of the training losses of the last 20 updates (experiments with `choose`)",
    ),
    ("chosen_<parameter>", "that of the parameter", "value that gave the network its lowest such loss (`choose`)"),
    ("diverged_candidates", "1", "values of that parameter with which the run diverged"),
]
_SPECTRA = [
    ("singular_value", "singular values in falling order, over `index`"),
    ("eigenvalue_real, eigenvalue_imag", "real and imaginary parts of the eigenvalues, over `index`"),
]
_ATTRIBUTES = [
    ("experiment, sweep", "name of the experiment, and the swept parameters"),
    ("parameters, derived, chosen", "values of all other parameters, as JSON"),
    ("replicate", "what `seed` counts: seeds, or splits of the data"),
    ("code, commit, versions, host", "digest of the code, commit, versions of the libraries, kind of machine"),
    ("attributes_digest", "digest of these attributes, by which a change of them is known"),
]


def dictionary() -> str:
    """The page as Markdown."""
    measures = [Part("measure", name) for name in KINDS["measure"].available()]
    standard = [part for part in measures if part.name in standard_measures()]
    others = [part for part in measures if part not in standard]
    library = [part for part in others if _study(part) is None]
    pairs = [Part("measure between seeds", name) for name in KINDS["measure between seeds"].available()]
    sections = [
        _HEAD,
        "## Axes\n",
        _table(["axis", "meaning", "unit"], _AXES),
        "## Measures of every training\n",
        "Over (swept parameters, `seed`, `step`), where learner and data can serve them.\n",
        _of_parts(standard),
        "## Measures that an experiment names\n",
        "`measures: [NAME]` of an experiment takes them. *Ends*: at the first and the last checkpoint alone.\n",
        _of_parts(library),
        "Accuracy and loss can be asked of another part of the data: `training_loss`, `probe_accuracy`, and so on.\n",
        "## Measures of studies\n",
        *(text for study in sorted({_study(part) for part in others} - {None}) for text in _of_study(study, others)),
        "## Measures between seeds\n",
        "Over (swept parameters, `seed`, `other_seed`, `step`), at the first and the last checkpoint; symmetric, NaN on"
        " the diagonal.\n",
        _of_parts(pairs),
        "## The initial matrix\n",
        "Over (swept parameters, `seed`), of the matrix as training starts from it; of several layers, of the first.\n",
        _table(["variable", "meaning", "unit", "formula"], _matrix_rows()),
        "## Runs and tasks\n",
        _table(["variable", "unit", "meaning"], [(_code(name), unit, text) for name, unit, text in _RUNS]),
        "## Attributes of the file\n",
        _table(["attribute", "meaning"], [(_code(name), text) for name, text in _ATTRIBUTES]),
    ]
    return "\n".join(sections)


def _of_study(study: str, parts: Iterable[Part]) -> Iterator[str]:
    yield f"### {study}\n"
    yield _of_parts([part for part in parts if _study(part) == study])


def _of_parts(parts: Iterable[Part]) -> str:
    return _table(["variable", "meaning", "unit", "range", "formula"], map(_row, parts))


def _row(part: Part) -> tuple[str, ...]:
    tree = ast.parse(part.path.read_text(encoding="utf-8"))
    vector = any(name == "COMPONENTS" for name in _assigned(tree))
    name = f"`{part.name}`" + (", over `component`" if vector else "")
    name = f"`<part>_{part.name}`" if part.constant("PER_PART") and _study(part) else name
    meaning = part.constant("LONG_NAME").replace("{objective}", "loss of the objective")
    meaning += " *(ends)*" if part.constant("CHECKPOINTS") == "ends" else ""
    unit = part.constant("UNITS").replace("{unit}", "that of the objective")
    return name, meaning, unit, _range(part.constant("RANGE")), _formula(tree)


def _range(limits: tuple[float | None, float | None] | None) -> str:
    low, high = limits or (None, None)
    if low is None and high is None:
        return "any"
    if high is None:
        return f"≥ {low:g}"
    return f"≤ {high:g}" if low is None else f"{low:g} to {high:g}"


def _formula(tree: ast.Module) -> str:
    """What the function of a measure says that it returns, up to its first blank line."""
    (function,) = (
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in ("measure", "compare")
    )
    return _first_paragraph(ast.get_docstring(function) or ast.get_docstring(tree))


def _assigned(tree: ast.Module) -> list[str]:
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    return [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]


def _study(part: Part) -> str | None:
    """The study that a part belongs to; None for one of the library."""
    place = part.path.resolve().relative_to(ROOT).parts
    return place[1] if place[0] == "studies" else None


def _matrix_rows() -> Iterator[tuple[str, ...]]:
    for name, measure in MATRIX_MEASURES.items():
        own = inspect.isfunction(measure.function)
        yield f"`{name}`", measure.long_name, measure.units, _first_paragraph(measure.function.__doc__) if own else "N"
    for name, meaning in _SPECTRA:
        yield _code(name), meaning, "1", ""


def _code(names: str) -> str:
    return ", ".join(f"`{name}`" for name in names.split(", "))


def _first_paragraph(text: str) -> str:
    return " ".join(text.split("\n\n")[0].split())


def _table(head: list[str], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines) + "\n"


def _cell(text: str) -> str:
    """Text of a cell, in which neither bars nor brackets mean anything to Markdown."""
    parts = str(text).split("`")
    return "`".join(part if number % 2 else _escaped(part) for number, part in enumerate(parts))


def _escaped(text: str) -> str:
    for sign in "|<_":
        text = text.replace(sign, f"\\{sign}")
    return text


if __name__ == "__main__":
    write_text(PAGE, dictionary())
