"""What is asked of measures: those of a finished experiment, rows of a scorecard, and figures."""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from richlazy.contracts import study_parts
from richlazy.contracts.registry import literal
from richlazy.errors import InputError
from richlazy.interface import configuration
from richlazy.interface.own_studies import use_own_studies

if TYPE_CHECKING:
    import pandas
    import xarray as xr
    from matplotlib.figure import Figure

_TABLE, _CONFIG = "measures.nc", "config.yaml"


def open(path: str | Path) -> "xr.Dataset":
    """The measures of a finished experiment, such as `open("results/quick/rank")`, read into memory.

    Args:
        path: The folder of an experiment, or its `measures.nc`.

    Raises:
        InputError: There is none, or the file is damaged; it stays where it is.

    >>> import richlazy as rl
    >>> rl.open("nowhere")
    Traceback (most recent call last):
        ...
    richlazy.errors.InputError: open: nowhere/measures.nc is not there; name the folder of an experiment that has been \
run, such as `rl.open('results/rank')`
    """
    import xarray

    from richlazy.artefacts import verified

    file = Path(path).expanduser()
    file = file if file.suffix == ".nc" else file / _TABLE
    if not file.is_file():
        found = sorted(other.parent.name for other in file.parent.parent.glob(f"*/{_TABLE}"))
        found += sorted(other.parent.name for other in file.parent.glob(f"*/{_TABLE}"))
        there = f"; there are {', '.join(found)}" if found else ""
        raise InputError(
            f"open: {file} is not there; name the folder of an experiment that has been run, such as "
            f"`rl.open('results/rank')`{there}"
        )
    if message := verified.fault(file):
        raise InputError(f"open: {file}: {message}; {verified.leave(file)}")
    with xarray.open_dataset(file, engine="netcdf4") as dataset:
        measures = dataset.load()
    beside = file.with_name(_CONFIG)
    if beside.is_file():
        measures = measures.assign_attrs({configuration.ATTRIBUTE: beside.read_text(encoding="utf-8")})
    return measures


def claims(runs: "xr.Dataset", claim: str | Sequence[str] | None = None, **statistics: Any) -> "pandas.DataFrame":
    """The rows of the scorecard that claims have in measures: tests, effects, intervals and verdicts.

    Args:
        runs: Measures that `learn` gave, or that `open` read.
        claim: The id of a claim such as "C3", several, or None for all of the library's that can be tested.
        **statistics: Settings that differ from the config's: `confidence`, `alpha`, `resamples`, `seed`.

    Raises:
        InputError: The claim is unknown, or the measures do not sweep what it needs.

    >>> import richlazy as rl, xarray
    >>> rl.claims(xarray.Dataset(), "C3")
    Traceback (most recent call last):
        ...
    richlazy.hypercube.reading.MissingSweep: claims: C3 needs the experiment to sweep `connectivity`; add it, as in \
`rl.learn({'one': W, 'two': V}, ..., null_models=['gaussian'])`
    """
    from dataclasses import asdict, fields

    import pandas

    from richlazy.hypercube import reading
    from richlazy.scoring.rows import Row, Settings, of_replicates

    _check_measures(runs, "claims")
    settings = {**configuration.project_config()["statistics"], **statistics}
    try:
        Settings.of(settings)
    except TypeError:
        unknown = sorted(set(statistics) - set(configuration.project_config()["statistics"]))
        known = ", ".join(configuration.project_config()["statistics"])
        raise InputError(f"claims: there is no setting {unknown[0]!r}; allowed are {known}") from None
    known = study_parts.claims
    asked = _fitting(runs) if claim is None else [claim] if isinstance(claim, str) else list(claim)
    for one in asked:
        _check_swept(runs, one, known.path(one), "claims")
    use_own_studies()
    word = reading.replicate(runs)
    rows = []
    for one in asked:
        try:
            rows += [of_replicates(row, word) for row in known.find(one).test(runs, settings)]
        except (
            InputError,
            KeyError,
            AttributeError,
        ):  # it needs more than its constants say
            if claim is not None:
                raise
    columns = [column.name for column in fields(Row)]
    return pandas.DataFrame([asdict(row) for row in rows], columns=columns)


def draw(
    figure: str, runs: "xr.Dataset | Sequence[xr.Dataset]", *, background: "xr.Dataset | None" = None, **style: Any
) -> "Figure":
    """A figure of a study, such as "figure2", of measures: a Matplotlib figure, whose caption is its `caption`.

    Args:
        figure: The name of a figure.
        runs: Measures of one experiment, or of several for a figure that shows several together.
        background: Measures of an experiment that sweeps rank, for figures that show it behind theirs.
        **style: `width_mm`, `font_size`, `palette` or `dpi`, where they differ from the config's.

    Raises:
        InputError: The figure is unknown, or the measures do not sweep what it needs.

    >>> import richlazy as rl
    >>> rl.draw("figure_2", None)
    Traceback (most recent call last):
        ...
    richlazy.errors.InputError: draw: there is no figure 'figure_2'; did you mean 'figure2', 'figure4' or 'figure3'?
    """
    from richlazy.reporting.figures import draw as drawn
    from richlazy.reporting.figures import shown
    from richlazy.reporting.plotting.footer import add_footer, run_words
    from richlazy.reporting.plotting.style import complete

    registry = study_parts.figures
    if figure not in registry.available():
        raise InputError(f"draw: there is no figure {figure!r}; {_alike(figure, registry.available())}")
    together = literal(registry.path(figure), "EACH_NEEDS") is not None
    experiments = [runs] if hasattr(runs, "data_vars") or not isinstance(runs, Sequence) else list(runs)
    if len(experiments) != 1 and not together:
        raise InputError(f"draw: {figure} shows one experiment, found {len(experiments)}; give one Dataset")
    for one in experiments:
        _check_measures(one, "draw")
        _check_swept(one, figure, registry.path(figure), "draw")
    style = complete({**configuration.project_config()["figures"], **style})
    use_own_studies()
    if background is not None:
        experiments.append(background)
    found, caption = drawn(figure, experiments, style)
    add_footer(found, run_words(_preset(experiments[0]), shown(figure, experiments)), style)
    found.caption = caption
    # A figure that belongs to no window is shown by a notebook if it can be had as a picture.
    found._repr_png_ = lambda: _picture(found, style["dpi"])
    return found


def _picture(figure: "Figure", dpi: int) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=min(dpi, 150))
    return buffer.getvalue()


def _preset(measures: "xr.Dataset") -> str:
    """Name of the config, from its text; measures alone do not say it."""
    lines = str(measures.attrs.get(configuration.ATTRIBUTE, "")).splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("preset:")), "unknown")


def _check_measures(runs: object, where: str) -> None:
    if not hasattr(runs, "data_vars") or not hasattr(runs, "dims"):
        raise InputError(
            f"{where}: found {type(runs).__name__}; allowed are measures as `rl.learn` and `rl.open` return them"
        )


def _check_swept(runs: "xr.Dataset", name: str, module: Path, where: str) -> None:
    """Raise MissingSweep where measures do not sweep what a claim or figure needs."""
    from richlazy.hypercube.reading import MissingSweep

    simulation = literal(module, "SIMULATION")
    if simulation and runs.attrs.get("simulation") != simulation:
        raise InputError(f"{where}: {name} needs measures of the simulation {simulation}, which the pipeline runs")
    needed = literal(module, "EACH_NEEDS") or literal(module, "NEEDS", ())
    for parameter in needed:
        if parameter not in runs.dims:
            lines = {
                "connectivity": "`rl.learn({'one': W, 'two': V}, ..., null_models=['gaussian'])`",
                "null_model": "`rl.learn(W, ..., null_models=['gaussian'])`",
            }
            line = lines.get(parameter, f"`rl.learn(W, ..., {parameter}=[...])`")
            raise MissingSweep(f"{where}: {name} needs the experiment to sweep `{parameter}`; add it, as in {line}")


def _fitting(runs: "xr.Dataset") -> list[str]:
    """The claims that can be tested on measures: those whose needs they have."""
    found, trained = [], {"seed", "step"} <= set(runs.dims)
    for claim in study_parts.claims.available() if trained else ():
        module = study_parts.claims.path(claim)
        compared = literal(module, "COMPARES", {})
        values = {name: runs[name].values.tolist() for name in compared if name in runs.dims}
        fits = all(name in runs.dims for name in literal(module, "NEEDS", ())) and not literal(module, "SIMULATION")
        if fits and all(reference in values.get(name, ()) for name, (reference, _) in compared.items()):
            found.append(claim)
    if not found:
        swept = json.loads(runs.attrs.get("sweep", "[]"))
        raise InputError(f"claims: none can be tested on an experiment that sweeps {', '.join(swept) or 'nothing'}")
    return found


def _alike(name: str, known: Iterable[str] | Mapping) -> str:
    import difflib

    close = difflib.get_close_matches(name, list(known), 3, 0.6)
    if not close:
        return f"allowed are {', '.join(known)}"
    *first, last = map(repr, close)
    return f"did you mean {' or '.join(filter(None, [', '.join(first), last]))}?"
