"""Words on figures: names with units, and what a caption must own up to."""

from collections.abc import Mapping

import xarray as xr

from richlazy import hypercube

UNITLESS = ("", "1", "dimensionless", "-", "none")


def axis_label(measures: xr.Dataset, name: str) -> str:
    """Name and unit of a variable; an axis has no room for the long name that the data carry."""
    unit = str(measures[name].attrs.get("units", ""))
    text = name.replace("_", " ").capitalize()
    return text if unit.lower() in UNITLESS else f"{text} ({unit})"


def seeds_text(measures: xr.Dataset) -> str:
    """How many seeds there are, such as "10 seeds"."""
    return seed_count(measures.sizes["seed"])


def seed_count(count: int) -> str:
    """A number of seeds in words."""
    return f"{count} {'seed' if count == 1 else 'seeds'}"


def diverged_text(measures: xr.Dataset, most_named: int = 4) -> str:
    """Say how many runs of how many diverged, which, while they are few, and what that does to the means."""
    total, diverged = hypercube.planned_runs(measures), hypercube.diverged_runs(measures)
    if diverged == 0:
        return f"None of the {total} runs diverged."
    named = ""
    if diverged <= most_named:
        dims = measures.diverged.dims
        marked = measures.diverged.stack(run=dims)
        places = marked.run.values[marked.values == 1]
        named = " (" + "; ".join(_run_name(dict(zip(dims, place, strict=True))) for place in places) + ")"
    return (
        f"{diverged} of the {total} runs diverged{named}; a seed that lacks a value in a panel that other seeds have "
        f"does not enter the means of that panel."
    )


def _run_name(place: Mapping[str, object]) -> str:
    return ", ".join(str(value) if dim == "task" else f"{dim} {value}" for dim, value in place.items())
