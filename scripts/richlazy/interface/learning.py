"""Training of networks from matrices, and their measures, as the pipeline makes them but in a few lines of Python."""

import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from richlazy.errors import InputError
from richlazy.interface import configuration, given_matrices, running
from richlazy.interface.cache_folder import MATRICES, cache_folder

if TYPE_CHECKING:
    import xarray as xr

DEVICES = ("cpu", "cuda", "auto")


def learn(
    matrices: Any,
    *,
    orientation: str | None = None,
    task: str | list[str] = "2AF",
    null_models: Iterable[str] | str | None = None,
    seeds: int | Iterable[int] = 5,
    measures: Iterable[str] = (),
    tasks: Mapping[str, Mapping] | None = None,
    cache: str | Path | None = None,
    cores: int | None = None,
    device: str = "cpu",
    progress: bool = True,
    **parameters: Any,
) -> "xr.Dataset":
    """Train networks from initial matrices and measure what learning changed: the measures of an experiment.

    The networks are those that the pipeline trains for `to_config(runs)`, bit for bit.

    Args:
        matrices: A square matrix of numbers, the name of a registered one (`celegans`, `cortex`, ...), several names,
            or a mapping from names to matrices or to definitions such as `{"builder": "power_law"}`.
        orientation: `pre_post` where the rows of your matrices are presynaptic neurons, `post_pre` where columns are.
        task: The name of a task, or several.
        null_models: What the matrices are compared with, each rescaled to the size of its Gaussian.
        seeds: Their number, or a list.
        measures: Names of measures beside the standard ones.
        tasks: Definitions of further tasks, as in a config.
        cache: The folder of everything computed, which is not computed again; by default that of the checkout you are
            in, else your own cache folder.
        cores: At most so many jobs at a time; by default all cores.
        device: `cpu`, `cuda` or `auto`.
        progress: Whether to show a progress bar.
        **parameters: Any of config/README.md (`steps`, `rank`, `gain`, `normalise`, `learning_rate`, ...). A list of
            values is swept.

    Returns:
        An xarray Dataset like `measures.nc` of the pipeline, over (swept parameters, seed, step).

    Raises:
        InputError: A name or value is wrong; nothing has been computed.

    >>> import numpy as np, richlazy as rl
    >>> W = np.random.default_rng(0).standard_normal((12, 12))
    >>> runs = rl.learn(W, orientation="post_pre", rank=[1, 12], seeds=2, steps=30, progress=False)
    >>> dict(runs.kernel_alignment.sizes)
    {'rank': 2, 'seed': 2, 'step': 5}
    """
    registered = configuration.project_config()["matrices"]
    _check(seeds, cores, device)
    folder = cache_folder(cache)
    names, definitions = given_matrices.described(matrices, orientation, registered, folder / MATRICES)
    overlay = configuration.overlay(
        names,
        definitions,
        task=task,
        tasks=tasks or {},
        null_models=null_models,
        seeds=list(seeds) if isinstance(seeds, Iterable) else seeds,
        measures=[measures] if isinstance(measures, str) else list(measures),
        parameters=parameters,
        device=device,
    )
    planned = _planned(overlay, folder)
    running.run_jobs(planned["jobs"], planned["machine"], folder, cores or _cores(), progress)
    from richlazy.artefacts import store

    found = store.read(folder / planned["measures"])
    return found.assign_attrs({configuration.ATTRIBUTE: configuration.as_text(overlay)})


def _planned(overlay: Mapping, folder: Path) -> dict:
    """The answer of the planner, which runs in the cache."""
    told = json.dumps({"overlay": overlay, "experiment": configuration.NAME})
    answer = subprocess.run(
        running.command("richlazy.interface.plan_process"),
        cwd=folder,
        env=running.environment(),
        input=told,
        capture_output=True,
        text=True,
    )
    if answer.returncode:
        raise RuntimeError(f"learn: planning failed:\n{answer.stderr[-2000:]}")
    found = json.loads(answer.stdout.splitlines()[-1])
    if "refused" in found:
        raise InputError(f"learn: {found['refused']}")
    return found


def _check(seeds: object, cores: object, device: object) -> None:
    if cores is not None and not (isinstance(cores, int) and cores >= 1):
        raise InputError(f"learn: cores: found {cores!r}; allowed is a whole number from 1: write `cores=2`")
    if device not in DEVICES:
        raise InputError(f"learn: device: found {device!r}; allowed are {', '.join(DEVICES)}: write `device='cpu'`")
    if isinstance(seeds, str | float) or seeds is None:
        raise InputError(f"learn: seeds: found {seeds!r}; allowed is a number of seeds or a list: write `seeds=5`")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
