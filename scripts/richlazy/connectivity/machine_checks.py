"""Whether initial matrices can be made as the config asks, found by making one of each before any job runs."""

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from richlazy.artefacts.identity import digest
from richlazy.connectivity.contract import downloads
from richlazy.contracts.artefact import Artefact, name_of
from richlazy.errors import InputError

# Builders that no argument can make fail, so that the paper's own experiment loads nothing here.
_SAFE = ("gaussian", "uniform")
# Of a smaller gain single precision may not hold the weights.
_LEAST_GAIN = 1e-30
# Null models that some matrices do not have, and that are quick to draw.
_TRIED = ("none", "rewired")
# More units than these take minutes and gigabytes to try; their jobs say what is wrong with them.
_MOST_UNITS = 5000


class _Trial(NamedTuple):
    """What is asked of the matrix of an artefact. one_sign: the setting that takes columns of one sign, and another."""

    artefact: Artefact
    null_model: str
    rank: int
    normalise: str
    one_sign: tuple[str, str] | None = None
    loops: bool = False  # whether its eigenvalues must not all be zero


def check(artefacts: Mapping[str, Mapping[str, Artefact]], machine: Mapping, memory: int | None = None) -> None:
    """Raise InputError for a matrix that is still to be made and cannot be, or not as its networks need it.

    One matrix of each definition whose sources are at hand is built, at its first seed. artefacts: by stage and name.
    """
    if not find_spec("scipy"):
        return
    trials = {digest(_asked(trial)): trial for trial in _trials(artefacts)}
    for trial in trials.values():
        try:
            _try(trial)
        except InputError as error:
            raise InputError(f"matrices.{trial.artefact.parameters['connectivity']}: {error}") from None


def _trials(artefacts: Mapping[str, Mapping[str, Artefact]]) -> Iterator[_Trial]:
    for training in _missing(artefacts, "train"):
        if training.parameters["constraint"] == "dale" and "connectivity" in training.inputs:
            matrix = artefacts["connectivity"][name_of(training.inputs["connectivity"])]
            if _at_hand(matrix):
                settings = "constraint: dale", "constraint: none"
                yield _trial(matrix, matrix.parameters["null_model"], settings)
    for matrix in _missing(artefacts, "connectivity"):
        parameters, units = matrix.parameters, matrix.parameters["hidden"]
        if not _at_hand(matrix):
            continue
        null = parameters["null_model"]
        if parameters["truncation"] == "nonnegative" and parameters["rank"] < units:
            yield _trial(matrix, null, ("truncation: nonnegative", "truncation: svd"))
        if parameters["matrix_definition"]["builder"] not in _SAFE or parameters["gain"] < _LEAST_GAIN:
            yield _trial(matrix, null if null in _TRIED else "none", loops=null == "rank_matched")


def _missing(artefacts: Mapping[str, Mapping[str, Artefact]], stage: str) -> list[Artefact]:
    return [artefact for artefact in artefacts[stage].values() if not Path(artefact.path).is_file()]


def _at_hand(matrix: Artefact) -> bool:
    """Whether a matrix can be tried now: what it is made from is there, and it is not too large."""
    fetched = all(Path(wheel).is_file() for wheel in downloads(matrix.parameters)["wheels"])
    return fetched and not matrix.inputs and matrix.parameters["hidden"] <= _MOST_UNITS


def _trial(matrix: Artefact, null_model: str, one_sign: tuple | None = None, loops: bool = False) -> _Trial:
    """The trial of a matrix with its own size, where its null model is that of the trial, and at its own rank, where
    the size depends on that: a truncation may leave no loop."""
    parameters, rank = matrix.parameters, matrix.parameters["hidden"]
    size = parameters["normalise"] if null_model == parameters["null_model"] else "frobenius"
    if size == "spectral_radius" and parameters["truncation"] == "svd":
        rank = parameters["rank"]
    if one_sign:
        size, rank = "frobenius", parameters["hidden"]
    return _Trial(matrix, null_model, rank, size, one_sign, loops)


def _asked(trial: _Trial) -> list[object]:
    """What a trial depends on."""
    parameters = trial.artefact.parameters
    unit = parameters["gain"] if trial.normalise == "none" or parameters["gain"] < _LEAST_GAIN else None
    return [parameters["matrix_definition"], parameters["hidden"], unit, *trial[1:]]


def _try(trial: _Trial) -> None:
    from richlazy.connectivity.dale_law import column_signs
    from richlazy.connectivity.initial import initial_matrix
    from richlazy.connectivity.null_models.rank_matched import check_loops

    parameters, seed = trial.artefact.parameters, trial.artefact.seeds[0]
    definition, units = parameters["matrix_definition"], parameters["hidden"]
    matrix = initial_matrix(
        definition, units, parameters["gain"], trial.null_model, trial.rank, "svd", trial.normalise, seed
    )
    if trial.one_sign:
        setting, other = trial.one_sign
        try:
            column_signs(matrix)
        except InputError as error:
            raise InputError(f"`{setting}` keeps {error}; or write `{other}`") from None
    if trial.loops:
        check_loops(matrix)
