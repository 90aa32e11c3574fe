"""From the arguments of `learn` to a config, and back: the overlay with which the pipeline makes the same run."""

import difflib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from richlazy.artefacts.files import write_text
from richlazy.artefacts.saved_config import as_yaml
from richlazy.contracts.registry import PROJECT
from richlazy.contracts.schema import all_parameters, load_yaml, validate
from richlazy.contracts.studies import with_studies
from richlazy.errors import InputError

if TYPE_CHECKING:
    import xarray as xr

# Attribute of measures with the overlay that makes them.
ATTRIBUTE = "config"
NAME = "learned"


@cache
def project_config() -> dict:
    """config/config.yaml with the experiments of all studies. Read-only."""
    return with_studies(load_yaml(PROJECT / "config" / "config.yaml"))


def overlay(
    names: list[str],
    definitions: Mapping[str, Mapping],
    *,
    task: object,
    tasks: Mapping[str, Mapping],
    null_models: Iterable[str] | str | None,
    seeds: object,
    measures: Iterable[str],
    parameters: Mapping[str, object],
    device: str,
) -> dict:
    """The config of one experiment, to be laid over the project's: matrices, its sweep and its fixed parameters.

    names, definitions: of matrices, as `given_matrices.described` gives them. A parameter with a list of values is
    swept; so is the null model, with `none` first, and `connectivity` where null models or several matrices are asked
    for. Raises InputError for an unknown parameter.
    """
    _check_parameters(parameters)
    sweep, fixed = {}, {}
    for name, value in {"task": task, **parameters}.items():
        value = plain(value)
        (sweep if _is_swept(name, value) else fixed)[name] = value
    nulls = [null_models] if isinstance(null_models, str) else [plain(one) for one in null_models or ()]
    if nulls or len(names) > 1:
        sweep["connectivity"] = names
    else:
        fixed["connectivity"] = names[0]
    if nulls:
        sweep["null_model"] = list(dict.fromkeys(["none", *nulls]))
    if not sweep:  # an experiment sweeps something
        sweep["task"] = [fixed.pop("task")]
    fixed = _with_enough_trials(fixed, sweep)
    order = [name for name in all_parameters() if name in {**sweep, **fixed}]
    experiment = {
        "sweep": {name: sweep[name] for name in order if name in sweep},
        "parameters": {name: fixed[name] for name in order if name in fixed},
        "seeds": plain(seeds),
    }
    extra = {"measures": [plain(one) for one in measures]} if measures else {}
    found = {"preset": NAME, **({"tasks": plain(tasks)} if tasks else {})}
    found |= {"matrices": plain(definitions)} if definitions else {}
    others = dict.fromkeys(project_config()["experiments"])
    return found | {"experiments": {NAME: experiment | extra, **others}, "machine": {"device": device}}


def plain(value: object) -> object:
    """A value as a config has it: arrays, ranges and tuples as lists, numbers of NumPy as those of Python."""
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | range):
        return [plain(entry) for entry in value]
    return str(value) if isinstance(value, Path) else value


def _check_parameters(parameters: Mapping[str, object]) -> None:
    known = all_parameters()
    for name in parameters:
        if name in ("connectivity", "null_model"):
            instead = "give it as the first argument" if name == "connectivity" else "write `null_models=[...]`"
            raise InputError(f"learn: {name}: {instead}")
        if name not in known:
            alike = difflib.get_close_matches(name, [*known, "null_models", "seeds", "measures", "cores"], 3, 0.6)
            which = f"did you mean {' or '.join(f'`{one}`' for one in alike)}?" if alike else "see config/README.md"
            raise InputError(f"learn: there is no parameter {name!r}; {which}")


def _is_swept(name: str, value: object) -> bool:
    """Whether a value is a list of values: some parameters, such as `checkpoints`, have lists as values."""
    if not isinstance(value, list):
        return False
    try:
        validate({name: value}, {"type": "object", "properties": {name: all_parameters()[name]}}, "learn")
    except InputError:
        return True
    return False


def _with_enough_trials(fixed: Mapping[str, object], sweep: Mapping[str, object]) -> dict[str, object]:
    """The fixed parameters with a pool of as many trials as a training shows, unless its size is given.

    The paper's protocol has them, too: no trial is seen twice. A larger pool would only take longer to draw.
    """
    values = {**project_config()["parameters"], **fixed, **sweep}
    steps, batch = (values[name] if isinstance(values[name], list) else [values[name]] for name in ("steps", "batch"))
    whole = all(isinstance(value, int) and value > 0 for value in [*steps, *batch])
    if "training_trials" in values.keys() & {*fixed, *sweep} or not whole:
        return dict(fixed)
    return {**fixed, "training_trials": min(max(steps) * max(batch), values["training_trials"])}


def to_config(runs: "xr.Dataset", path: str | Path | None = None) -> str:
    """The config that makes the same run through the pipeline, as text.

    Lay the file over the project's config in a checkout: `snakemake --cores all learned --configfile FILE`. Matrices of
    your own are files of the cache, by their paths.

    Args:
        runs: Measures that `learn` gave, or that `open` read.
        path: A file to write the config to as well.

    Raises:
        InputError: The measures have no config, or the file is there already with another content.

    >>> import richlazy as rl, xarray
    >>> rl.to_config(xarray.Dataset())
    Traceback (most recent call last):
        ...
    richlazy.errors.InputError: to_config: these measures do not say how they were made; give what `rl.learn` or \
`rl.open` returned
    """
    attributes = getattr(runs, "attrs", {})
    if ATTRIBUTE not in attributes:
        raise InputError(
            "to_config: these measures do not say how they were made; give what `rl.learn` or `rl.open` returned"
        )
    text = attributes[ATTRIBUTE]
    if path is not None:
        _write(Path(path), text)
    return text


def as_text(config: Mapping) -> str:
    """An overlay as YAML, with the command that runs it."""
    head = (
        "# One experiment of rl.learn, to lay over the project's config; experiments of studies are left out.\n"
        f"# snakemake --cores all {NAME} --configfile THIS_FILE\n"
    )
    return head + as_yaml(config)


def _write(path: Path, text: str) -> None:
    if path.exists() and (not path.is_file() or path.read_text(encoding="utf-8", errors="replace") != text):
        raise InputError(f"to_config: {path} is there already, and is not written over; choose another name")
    if not path.parent.is_dir():
        raise InputError(f"to_config: there is no folder {path.parent}; make it, or choose another")
    write_text(path, text)
