"""The conditions of an experiment as lines of a panel: their names, colours and title."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import xarray as xr
from richlazy.hypercube import reading
from richlazy.reporting.plotting.labels import capitalised, parameter_words, value_words
from richlazy.reporting.plotting.style import category_colours, sequence_colours

WORDS = {
    "burstiness": "share of bursty sequences",
    "class_count": "number of classes",
    "zipf_exponent": "Zipf exponent",
    "label_count": "number of labels",
    "rank": "rank of queries and keys",
    "learner": "network",
}
LEARNERS = {
    "in_context_transformer": "transformer",
    "in_context_lstm": "LSTM",
    "in_context_elman": "Elman network",
}
# Conditions that one panel has room for.
MOST_LINES = 6


class Line(NamedTuple):
    """One condition: its name, colour and measures over (seed, step)."""

    name: str
    colour: object
    part: xr.Dataset


def title(dim: str) -> str:
    """A swept parameter in words."""
    return WORDS.get(dim, parameter_words(dim))


def axis_title(dim: str) -> str:
    """The same with a capital, for an axis."""
    return capitalised(title(dim))


def value(dim: str, entry: object) -> str:
    """A value of a swept parameter in words."""
    return LEARNERS.get(str(entry), value_words(dim, entry))


def legend_title(measures: xr.Dataset) -> str:
    """The title of a legend of all conditions; empty where several parameters are swept."""
    swept = reading.swept(measures)
    return axis_title(swept[0]) if len(swept) == 1 else ""


def lines(measures: xr.Dataset, style: Mapping) -> list[Line]:
    """The conditions that were run, at most MOST_LINES from the first to the last; colours have an order where the
    values of the one swept parameter have."""
    found = list(_conditions(measures))
    if len(found) > MOST_LINES:
        places = [round(number * (len(found) - 1) / (MOST_LINES - 1)) for number in range(MOST_LINES)]
        found = [found[place] for place in places]
    swept = reading.swept(measures)
    ordered = len(swept) == 1 and measures[swept[0]].dtype.kind in "iuf"
    colours = sequence_colours(len(found)) if ordered else category_colours(len(found), style)
    return [Line(name, colour, part) for (name, part), colour in zip(found, colours, strict=True)]


def left_out_text(measures: xr.Dataset) -> str:
    """Sentence on conditions without a line, or nothing."""
    count = len(list(_conditions(measures)))
    return f" Of {count} conditions {MOST_LINES} are shown." if count > MOST_LINES else ""


def _conditions(measures: xr.Dataset) -> Iterator[tuple[str, xr.Dataset]]:
    swept = reading.swept(measures)
    for dim in swept:
        measures = measures.sortby(dim) if measures[dim].dtype.kind in "iuf" else measures
    for group in reading.groups(measures, ()):
        part = measures.sel(group)
        if reading.planned_runs(part):
            words = [value(dim, entry) for dim, entry in group.items()]
            named = [f"{title(dim)} {word}" for dim, word in zip(group, words, strict=True)]
            yield (words[0] if len(words) == 1 else ", ".join(named)) if words else "all", part
