"""Checks of initial matrices before any job runs, by making one matrix of each definition."""

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from richlazy.artefacts.identity import digest
from richlazy.connectivity.contract import downloads
from richlazy.contracts.artefact import Artefact, name_of
from richlazy.errors import InputError

# Builders that cannot fail, which are not tried: the paper's experiments then import nothing here.
_SAFE = ("gaussian", "uniform")
# With a smaller gain, single precision may not hold the weights.
_LEAST_GAIN = 1e-30
# Null models that are tried: those that can fail for some matrices and are quick to draw.
_TRIED = ("none", "rewired")
# Larger matrices are not tried, which would take minutes and gigabytes; their jobs raise the same errors.
_MOST_UNITS = 5000


class _Trial(NamedTuple):
    """A matrix to make, and what it must fulfil.

    one_sign: the setting that needs columns of one sign, and the alternative to it, for the message; None without such
    a setting. loops: whether its eigenvalues must not all be zero.
    """

    artefact: Artefact
    null_model: str
    rank: int
    normalise: str
    one_sign: tuple[str, str] | None = None
    loops: bool = False


def check(artefacts: Mapping[str, Mapping[str, Artefact]], machine: Mapping, memory: int | None = None) -> None:
    """Raise InputError for a matrix that does not exist yet and cannot be made, or does not fit its networks.

    One matrix of each definition is made with its first seed, if its sources are available. artefacts: by stage and
    name.
    """
    if not find_spec("scipy"):
        return
    trials = {digest(_key(trial)): trial for trial in _trials(artefacts)}
    for trial in trials.values():
        try:
            _try(trial)
        except InputError as error:
            raise InputError(f"matrices.{trial.artefact.parameters['connectivity']}: {error}") from None


def _trials(artefacts: Mapping[str, Mapping[str, Artefact]]) -> Iterator[_Trial]:
    for training in _missing(artefacts, "train"):
        if training.parameters["constraint"] == "dale" and "connectivity" in training.inputs:
            matrix = artefacts["connectivity"][name_of(training.inputs["connectivity"])]
            if _is_available(matrix):
                settings = "constraint: dale", "constraint: none"
                yield _trial(matrix, matrix.parameters["null_model"], settings)
    for matrix in _missing(artefacts, "connectivity"):
        parameters, units = matrix.parameters, matrix.parameters["hidden"]
        if not _is_available(matrix):
            continue
        null_model = parameters["null_model"]
        if parameters["truncation"] == "nonnegative" and parameters["rank"] < units:
            yield _trial(matrix, null_model, ("truncation: nonnegative", "truncation: svd"))
        if parameters["matrix_definition"]["builder"] not in _SAFE or parameters["gain"] < _LEAST_GAIN:
            tried = null_model if null_model in _TRIED else "none"
            yield _trial(matrix, tried, loops=null_model == "rank_matched")


def _missing(artefacts: Mapping[str, Mapping[str, Artefact]], stage: str) -> list[Artefact]:
    return [artefact for artefact in artefacts[stage].values() if not Path(artefact.path).is_file()]


def _is_available(matrix: Artefact) -> bool:
    """Whether a matrix can be tried now: the files that it is made from exist, and it is not too large."""
    fetched = all(Path(wheel).is_file() for wheel in downloads(matrix.parameters)["wheels"])
    return fetched and not matrix.inputs and matrix.parameters["hidden"] <= _MOST_UNITS


def _trial(matrix: Artefact, null_model: str, one_sign: tuple | None = None, loops: bool = False) -> _Trial:
    """The trial of a matrix.

    It has the normalisation of the matrix if it has its null model, and the rank of the matrix if the normalisation
    depends on it (a truncation may leave no loop); otherwise the Frobenius norm and full rank.
    """
    parameters, rank = matrix.parameters, matrix.parameters["hidden"]
    size = parameters["normalise"] if null_model == parameters["null_model"] else "frobenius"
    if size == "spectral_radius" and parameters["truncation"] == "svd":
        rank = parameters["rank"]
    if one_sign:
        size, rank = "frobenius", parameters["hidden"]
    return _Trial(matrix, null_model, rank, size, one_sign, loops)


def _key(trial: _Trial) -> list[object]:
    """Everything that the result of a trial depends on."""
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
