"""The values that a row of the scorecard was computed from, as far as its label tells them.

Claims name what they test in a label: the task, then other swept values as `name=value`, or two matrices as `A vs B`.
Some combine values in a way of their own; for these the related values are shown, and `exact` is false.
"""

import re
from collections.abc import Mapping, Sequence

ALL_TASKS = "all tasks"
ITSELF = "none"


def points_of_row(row: Mapping, described: Mapping) -> dict[str, object]:
    """The selection of points for a row.

    row: `measure`, `step`, `task` (its label) and `direction`. described: of the experiment, as in `columns.Columns`.
    Returns `y`, the variable, or None; `step`, or None; `x`, the label along which the points are compared, or None;
    `fixed`, the allowed places of values by label; `exact`, whether these are the values of the test.
    """
    variables = {variable["name"]: variable for variable in described["variables"]}
    y = _variable(str(row["measure"]), list(variables))
    step = row["step"] if row["step"] in described["steps"] else None
    labels = {label["name"]: label for label in described["labels"]}
    fixed, complete = _fixed(str(row["task"]), labels)
    x, named = _along(str(row["direction"]), labels, fixed)
    needs_step = y is not None and "step" in variables[y]["over"]
    exact = y == row["measure"] and complete and named and (step is not None or not needs_step)
    return {"y": y, "step": step, "x": x, "fixed": fixed, "exact": exact}


def _variable(measure: str, names: Sequence[str]) -> str | None:
    """The variable of that name, or the first that the name holds, such as one of two that are associated."""
    if measure in names:
        return measure
    within = [name for name in names if re.search(rf"\b{re.escape(name)}\b", measure)]
    return max(within, key=len, default=None)


def _fixed(label: str, labels: Mapping[str, Mapping]) -> tuple[dict[str, list[int]], bool]:
    """Places of the values that a label names, by name, and whether all parts of the label are understood."""
    fixed: dict[str, list[int]] = {}
    rest = label
    for name, entry in labels.items():
        for place in _longest_first(entry):
            token = f"{name}={_short(entry['values'][place])}"
            if re.search(rf"(^|[ ,(]){re.escape(token)}($|[,)])", rest):
                fixed[name], rest = [place], rest.replace(token, "", 1)
                break
    rest = rest.replace(" ()", "")
    parts = [part for part in (part.strip() for part in re.split(r",\s", rest)) if part.strip(", ")]
    unknown = [part for part in parts if not _understood(part, labels, fixed)]
    return fixed, not unknown


def _understood(part: str, labels: Mapping[str, Mapping], fixed: dict[str, list[int]]) -> bool:
    """Whether a part of a label names values, which are then added to `fixed`."""
    if part in ("-", ALL_TASKS):
        return True
    first, versus, second = part.partition(" vs ")
    if versus:
        return _compared(first, second, labels, fixed)
    for name, entry in labels.items():
        texts = [_short(value).replace("_", " ") for value in entry["values"]]
        words = [word.replace("_", " ") for word in part.split(" + ")]
        if name not in fixed and all(word in texts for word in words):
            fixed[name] = [texts.index(word) for word in words]
            return True
    return "task" not in labels  # the only task of an experiment that sweeps none


def _compared(first: str, second: str, labels: Mapping[str, Mapping], fixed: dict[str, list[int]]) -> bool:
    """Two values of one label, or a circuit and one of its null models."""
    for name, entry in labels.items():
        texts = [_short(value) for value in entry["values"]]
        if first in texts and second in texts:
            fixed[name] = [texts.index(first), texts.index(second)]
            return True
    if not {"connectivity", "null_model"} <= set(labels):
        return False
    circuits, nulls = ([_short(value) for value in labels[name]["values"]] for name in ("connectivity", "null_model"))
    if first not in circuits or second not in nulls or ITSELF not in nulls:
        return False
    fixed |= {"connectivity": [circuits.index(first)], "null_model": [nulls.index(ITSELF), nulls.index(second)]}
    return True


def _along(direction: str, labels: Mapping[str, Mapping], fixed: dict[str, list[int]]) -> tuple[str | None, bool]:
    """The label along which points are compared, and whether the test's direction or label names it.

    Two values that a direction names, as in "at rank 1 than at rank 300", are added to `fixed`.
    """
    chosen = _chosen(labels, fixed)
    free = {name: entry for name, entry in labels.items() if len({entry["codes"][place] for place in chosen}) > 1}
    compared = [name for name in free if name in fixed and name != "task"]
    if compared:
        return compared[0], True
    for name in sorted(free, key=len, reverse=True):
        words, texts = re.escape(name.replace("_", " ")), [_short(value) for value in free[name]["values"]]
        two = re.search(rf"at {words} (\S+) than at {words} (\S+)$", direction)
        if two and set(two.groups()) <= set(texts):
            fixed[name] = [texts.index(text) for text in two.groups()]
            return name, True
        if re.search(rf"\b{words}\b", direction):
            return name, bool(re.search(rf"with (the )?(number of )?{words}$", direction))
    rest = [name for name in free if name != "task"]
    numeric = [name for name in rest if free[name]["numeric"]]
    return (numeric or rest or [*free, None])[0], len(rest) == 1


def _chosen(labels: Mapping[str, Mapping], fixed: Mapping[str, list[int]]) -> list[int]:
    """Places of the points that have the fixed values."""
    points = range(len(next(iter(labels.values()))["codes"])) if labels else range(0)
    return [place for place in points if all(labels[name]["codes"][place] in fixed[name] for name in fixed)]


def _longest_first(entry: Mapping) -> list[int]:
    return sorted(range(len(entry["values"])), key=lambda place: -len(_short(entry["values"][place])))


def _short(value: object) -> str:
    """A value as labels of the scorecard write it."""
    return f"{value:g}" if isinstance(value, float) else str(value)
