"""Learning rules: which runs learned at all, and the dimension of what a rule changes in the weights."""

import xarray as xr

CHANGE = "change_dimension"


def not_learned(measures: xr.Dataset) -> xr.DataArray:
    """Whether a run at one step decides nearer to chance than to the highest accuracy of its task; bool.

    measures: an experiment at one step. False for a run without a value, and everywhere in an experiment whose chance
    level is not known.
    """
    if "chance_accuracy" not in measures or "accuracy" not in measures:
        return measures.diverged.astype(bool) & False
    middle = (measures.chance_accuracy + measures.highest_accuracy) / 2
    return (measures.accuracy < middle).transpose(*measures.diverged.dims)


def with_change_dimension(measures: xr.Dataset) -> xr.Dataset:
    """The experiment with CHANGE, the participation ratio of the change of the weights under study.

    (Σσ²)² / Σσ⁴ over its ten largest singular values σ, which are those that are measured: 1 for a change of rank one,
    and at most 10. NaN where nothing changed.
    """
    if "change_singular_values" not in measures:
        return measures
    squares = measures.change_singular_values.fillna(0) ** 2
    total, fourth = squares.sum("component"), (squares**2).sum("component")
    ratio = (total**2 / fourth.where(fourth > 0)).where(measures.change_singular_values.notnull().any("component"))
    ratio.attrs = {"long_name": "participation ratio of the change of the weights under study", "units": "1"}
    return measures.assign({CHANGE: ratio})
