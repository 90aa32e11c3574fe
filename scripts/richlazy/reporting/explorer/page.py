"""The page of the explorer, from the scorecard, the tables of measures and the initial matrices of a study."""

import json
import math
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import xarray as xr

from richlazy.hypercube import reading
from richlazy.reporting import pages
from richlazy.reporting.explorer.charting_library import ChartingLibrary
from richlazy.reporting.explorer.columns import columns
from richlazy.reporting.explorer.matrices import matrices
from richlazy.reporting.explorer.packing import packed, packed_columns, packed_document
from richlazy.reporting.explorer.points_of_row import points_of_row
from richlazy.reporting.plotting.footer import run_words, scorecard_words
from richlazy.reporting.plotting.labels import words_of
from richlazy.reporting.scorecard_summary import KINDS, OTHER, few_seeds, summarise
from richlazy.statistics.verdict import RULE, VERDICTS

# In the order of the page; each is one concept.
SCRIPTS = (
    *("unpack", "table", "view", "words", "colours", "small_plot", "detail", "download", "brush"),
    *("measures_chart", "measures", "matrices", "claims", "scorecard", "keyboard", "start"),
)
_OF_ROWS = ("experiment", "claim", "measure", "task", "direction", "verdict", "effect_name", "test", "note")
_NUMBERS = ("effect", "interval_low", "interval_high", "predicted", "low", "high", "p", "p_adjusted", "mean")
_COUNTS = ("seeds", "diverged", "censored")


def to_html(
    rows: pd.DataFrame,
    spec: Mapping,
    read: Callable[[str], xr.Dataset],
    library: ChartingLibrary,
    told: Mapping[str, str],
) -> str:
    """The page as HTML.

    rows: of the scorecard. spec: `preset`, `confidence`, `suffix` of the names of the study's pages, and `experiments`,
    each with `experiment`, `study`, `measures` (its table) and `points` (with their files), from the planner. read:
    opens a NetCDF file by its path. told: names and values that the page says of itself, such as the commit.
    """
    entries, tables, lines = [], {}, []
    for experiment in spec["experiments"]:
        measures = read(experiment["measures"])
        table = columns(measures, spec["confidence"])
        name = experiment["experiment"]
        entries.append(_experiment(experiment, measures, table.described, spec["preset"]))
        described = {"fixed": json.loads(measures.attrs.get("parameters", "{}")), **table.described}
        described |= _files(experiment["points"], table.described["labels"])
        tables[name] = {"described": packed_document(described), "values": packed_columns(table.values)}
        lines += _rows(rows[rows.experiment == name], table.described)
    shown, by_experiment = matrices(spec["experiments"], read)
    summary = {
        "preset": spec["preset"],
        "few_seeds": few_seeds(rows),
        "confidence": spec["confidence"],
        "verdicts": list(VERDICTS),
        "experiments": entries,
        "claims": _claims(rows),
        "rows": lines,
    }
    values = {
        "summary": packed_document(summary),
        "tables": tables,
        "matrices": packed_document({"matrices": shown, "points": by_experiment}),
        "library": packed(library.script),
        "library_version": library.version,
        "licence": library.licence,
        "style": (pages.FOLDER / "explorer" / "explorer.css").read_text(encoding="utf-8"),
        "scripts": {name: (pages.FOLDER / "explorer" / f"{name}.js").read_text("utf-8") for name in SCRIPTS},
        "preset_words": scorecard_words(spec["preset"], rows),
        "suffix": spec["suffix"],
        "rule": RULE,
        "told": {name: value for name, value in told.items() if value},
    }
    return pages.render("explorer", values, {})


def _experiment(experiment: Mapping, measures: xr.Dataset, described: Mapping, preset: str) -> dict[str, object]:
    """What the page says of an experiment before its table is unpacked."""
    runs, diverged = reading.planned_runs(measures), reading.diverged_runs(measures)
    return {
        "name": experiment["experiment"],
        "words": words_of(experiment["experiment"]),
        "study": experiment["study"],
        "measures": experiment["measures"],
        "run_words": run_words(preset, [measures]),
        "points": described["points"],
        "seeds": described["seeds"],
        "runs": runs,
        "diverged": diverged,
    }


def _files(points: list[Mapping], labels: list[Mapping]) -> dict[str, object]:
    """The files of an experiment, and for each point of its table the places of its files.

    The planner names points by their swept values, the table by places of these in its labels.
    """
    by_values = {tuple(sorted(_text(point["at"]).items())): point["files"] for point in points}
    files: dict[str, int] = {}
    entries: list[Mapping] = []
    places: list[list[int]] = []
    names = [label for label in labels if points and label["name"] in points[0]["at"]]
    for point in range(len(labels[0]["codes"]) if labels and points else 0):
        at = {label["name"]: label["values"][label["codes"][point]] for label in names}
        of_point = by_values.get(tuple(sorted(_text(at).items())), [])
        for file in of_point:
            if file["path"] not in files:
                files[file["path"]] = len(files)
                entries.append(file)
        places.append([files[file["path"]] for file in of_point])
    return {"files": entries, "files_of_points": places}


def _text(at: Mapping[str, object]) -> dict[str, str]:
    """Values as text, whole numbers alike whether the table holds them as integers or as floats."""
    return {
        name: repr(float(value)) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
        for name, value in at.items()
    }


def _claims(rows: pd.DataFrame) -> list[dict[str, object]]:
    """Each claim, in the order of their numbers: its title, its sentence, and the row that the front page shows."""
    found: dict[str, dict[str, object]] = {}
    for summary in summarise(rows) if len(rows) else []:
        leads = [summary.leading(kind) for kind in (*KINDS, OTHER)]
        lead = next((row for row in leads if row is not None), summary.rows.iloc[0])
        entry = {"claim": summary.claim, "title": summary.title, "statement": summary.statement, "leads": []}
        found.setdefault(summary.claim, entry)["leads"].append(int(lead.name))
    return list(found.values())


def _rows(rows: pd.DataFrame, described: Mapping) -> list[dict[str, object]]:
    """The rows of an experiment for the page; `row` is the place in the scorecard."""
    if not len(rows):
        return []
    turned = pd.concat([summary.rows for summary in summarise(rows)]).sort_index()
    found = []
    for place, row in turned.iterrows():
        step = None if pd.isna(row.step) else int(row.step)
        entry = {"row": int(place), "study": str(row.study), "kind": row.kind, "step": step}
        entry |= {name: str(row[name]) for name in _OF_ROWS} | {name: int(row[name]) for name in _COUNTS}
        entry |= {name: _number(row[name]) for name in _NUMBERS}
        entry["tested"] = points_of_row({**row, "step": step}, described)
        found.append(entry)
    return found


def _number(value: float) -> float | str | None:
    """A number that JSON can hold, to six digits; ±infinity as text, None where it is missing."""
    if math.isnan(value):
        return None
    return float(np.format_float_scientific(value, 5)) if math.isfinite(value) else str(value)
