"""Contract of the initial matrices: the matrices of a config, what is known of them before they are made, and what
making them needs."""

from collections.abc import Collection, Mapping
from pathlib import Path

from richlazy.artefacts.disk_cache import DiskCache
from richlazy.connectivity.builders import registry as builders
from richlazy.connectivity.definitions import Matrices, Matrix, facts, wheels
from richlazy.connectivity.null_models import registry as null_models
from richlazy.connectivity.truncations import registry as truncations
from richlazy.contracts.stages import Fact, Resolved, Size
from richlazy.errors import InputError

# The network that an aligned start is aligned with: the Gaussian start of the same seed and units, whole.
_REFERENCE = {
    "null_model": "gaussian",
    "rank": "full",
    "normalise": "frobenius",
    "earlier_tasks": [],
    "tested_on": "own",
}
# Its null model leaves nothing of a structure but the number of units: the Gaussian matrix itself.
_GAUSSIAN = {"connectivity": "gaussian", "null_model": "none"}
# The learner whose changes of weights such a start is made of.
_LEARNS = "recurrent"
# Bytes of an entry in float32, float64.
_SINGLE, _DOUBLE = 4, 8


def source(config: Mapping, cache: DiskCache) -> "InitialMatrices":
    """The matrices of a config. Raises InputError for a builder or an argument that does not exist."""
    return InitialMatrices(Matrices(config["matrices"], cache))


class InitialMatrices:
    """The initial matrices that a config names, as the planner asks for them."""

    def __init__(self, matrices: Matrices):
        self._matrices = matrices

    def resolve(self, parameters: Mapping[str, object], where: str) -> Resolved:
        """The initial matrix of a condition, with `hidden` and `rank: full` made explicit."""
        name = parameters["connectivity"]
        if name not in self._matrices:
            raise InputError(
                f"{where}: connectivity: {name!r} is not defined; allowed are {', '.join(self._matrices)}; or define "
                "it under `matrices:` with its builder"
            )
        matrix = self._matrices[name]
        _check_null_model(parameters, matrix, where)
        units = matrix.units or parameters["hidden"]
        rank = units if parameters["rank"] == "full" else parameters["rank"]
        explicit = {"hidden": units, "rank": rank}
        _check_rank(explicit, where)
        _check_dale({**parameters, **explicit}, where)
        changes = _reference(parameters, matrix, where)
        definition, canonical = dict(matrix.definition), {}
        if parameters["null_model"] == "gaussian":
            definition, canonical = {"builder": "gaussian"}, dict(_GAUSSIAN)
        if changes:
            definition["task"] = changes["task"]
        known = None if changes else _known_rank(parameters, matrix, units)
        canonical |= _unused(rank, units, known)

        def beforehand(swept: Collection[str]) -> dict[str, Fact]:
            # The rank of a whole matrix matters where an experiment sweeps rank, at one number of units.
            whole = matrix.rank_in(units) if "rank" in swept and "hidden" not in swept and not changes else None
            told = Fact(whole, "rank of the whole matrix, before truncation", "1")
            return facts(matrix.definition) | ({} if whole is None else {"whole_rank": told})

        coordinates = {"rank": rank if known is None else min(rank, known)}
        return Resolved(
            "connectivity", "matrix_definition", definition, explicit, canonical, coordinates, changes, beforehand
        )

    def check_sweep(self, parameters: Mapping[str, object], swept: Collection[str], where: str) -> None:
        """Raise InputError where the number of units is swept and the matrix brings its own."""
        name = parameters["connectivity"]
        if "hidden" in swept and self._matrices[name].definition.get("fit") == "own":
            raise InputError(
                f"{where}.sweep: hidden: {name!r} brings its own number of units, {parameters['hidden']}; write "
                f"`fit: subsample` or `fit: pad` under matrices.{name}, or leave `hidden` out"
            )

    def remarks(self, points: list[tuple[Mapping, Resolved]], swept: Collection[str], where: str) -> list[str]:
        """A remark for each matrix whose rank is below the one asked for."""
        asked: dict[tuple, list[int]] = {}
        for parameters, resolved in points:
            rank, units, known = parameters["rank"], parameters["hidden"], resolved.coordinates["rank"]
            # An experiment that does not ask for a rank has the matrix as it is.
            if ("rank" in swept or rank < units) and rank > known:
                ranks = asked.setdefault((parameters["connectivity"], known, units), [])
                ranks += [] if rank in ranks else [rank]
        return [
            f"{where}: the matrix {matrix!r} has rank {rank}, with {units} units, and is the same at rank "
            f"{', '.join('full' if one == units else str(one) for one in sorted(ranks))}: "
            + (f"one point, at rank {rank}" if "rank" in swept else f"its networks have rank {rank}")
            for (matrix, rank, units), ranks in asked.items()
        ]


def _check_null_model(parameters: Mapping, matrix: Matrix, where: str) -> None:
    builder = matrix.definition["builder"]
    full = builders.constant(builder, "DENSE") and matrix.definition.get("density", 1) == 1
    if parameters["null_model"] == "rewired" and full:
        raise InputError(
            f"{where}: null_model: rewired moves connections to where there are none, but "
            f"{parameters['connectivity']!r} ({builder}) has every connection; leave `rewired` out for it"
        )


def _check_rank(explicit: Mapping[str, int], where: str) -> None:
    rank, units = explicit["rank"], explicit["hidden"]
    if rank > units:
        raise InputError(
            f"{where}: rank: {rank} is larger than the number of units, hidden = {units}; write `rank: {units}` or "
            "less, or raise `hidden`"
        )


def _check_dale(parameters: Mapping, where: str) -> None:
    """Raise InputError for a start whose columns cannot have one sign each, where training is to keep these signs."""
    if parameters.get("constraint") != "dale":
        return
    if parameters["null_model"] not in ("none", "rewired"):
        raise InputError(
            f"{where}: constraint: dale keeps the sign of every column, and null_model: {parameters['null_model']} "
            "mixes signs within them; write `null_model: none`, or `constraint: none`"
        )
    if parameters["rank"] < parameters["hidden"] and parameters["truncation"] == "svd":
        raise InputError(
            f"{where}: constraint: dale keeps the sign of every column, and truncation: svd to rank "
            f"{parameters['rank']} mixes signs within them; write `truncation: nonnegative`, or `constraint: none`"
        )


def _reference(parameters: Mapping, matrix: Matrix, where: str) -> dict[str, object] | None:
    """The parameters in which the condition differs whose training a matrix is made from; None for other matrices."""
    changes = builders.constant(matrix.definition["builder"], "REFERENCE")
    if changes is None or parameters["null_model"] == "gaussian":
        return None
    if parameters.get("constraint") == "dale":
        raise InputError(
            f"{where}: constraint: dale keeps the sign of every column, and connectivity: {parameters['connectivity']} "
            "is made of what a network learned, of both signs; write another `connectivity`, such as "
            "`connectivity: dale_balanced`, or `constraint: none`"
        )
    if parameters["learner"] != _LEARNS:
        raise InputError(
            f"{where}: connectivity: {parameters['connectivity']} takes the directions that a recurrent network "
            f"learned, found `learner: {parameters['learner']}`; write `learner: {_LEARNS}`, or leave the matrix out"
        )
    learned = matrix.definition["task"]
    return {**_REFERENCE, **changes, "task": parameters["task"] if learned == "own" else learned}


def _known_rank(parameters: Mapping, matrix: Matrix, units: int) -> int | None:
    """Known rank of the matrix itself; None for null models, and where truncation does not stop at it."""
    if parameters["null_model"] != "none" or parameters["truncation"] != "svd":
        return None
    return matrix.rank_in(units)


def _unused(rank: int, units: int, known: int | None) -> dict[str, object]:
    """One value for what a matrix of this rank does not depend on; known: the rank that it has."""
    if rank >= units:
        return {"truncation": "svd"}
    # Truncation to its rank or above leaves a matrix whole.
    return {"rank": units} if known is not None and rank >= known else {}


def modules(parameters: Mapping) -> list[Path]:
    """Modules that the script of the stage connectivity reaches by name.

    Of the builders these are the matrix's own, so that others may change without touching it, and the Gaussian, to
    which all matrices are rescaled and from which null models are drawn.
    """
    builder, null_model = parameters["matrix_definition"]["builder"], parameters["null_model"]
    found = [builders.path(builder), builders.path("gaussian"), truncations.path(parameters["truncation"])]
    return found if null_model == "none" else [*found, null_models.path(null_model)]


def published_tables(parameters: Mapping) -> list[str]:
    """Files of config/tables that a matrix is made from."""
    return builders.constant(parameters["matrix_definition"]["builder"], "TABLES", [])


def downloads(parameters: Mapping) -> dict[str, list[str]]:
    """Paths of the fetched packages that a matrix is read from."""
    return {"wheels": wheels(parameters["matrix_definition"])}


def entries(parameters: Mapping) -> int:
    """Entries of the initial matrices of one network: a matrix for each of its layers."""
    return parameters.get("depth", 1) * parameters["hidden"] ** 2


def size(parameters: Mapping, seeds: int) -> Size:
    """Sizes of the matrices of all seeds and their decompositions."""
    matrices = entries(parameters)
    stored = _SINGLE * seeds * matrices
    arrays = {"hidden": 2 * _DOUBLE * parameters["hidden"] ** 2 + stored}
    return Size(arrays, stored, 500 + _DOUBLE * (seeds + 8) * matrices // 10**6)
