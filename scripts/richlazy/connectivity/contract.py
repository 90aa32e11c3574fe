"""Contract of the initial matrices: the matrices of a config, their facts before they are made, and the needs of making
them."""

from collections.abc import Collection, Mapping
from pathlib import Path

from richlazy.artefacts.disk_cache import DiskCache
from richlazy.connectivity.builders import registry as builders
from richlazy.connectivity.definitions import Matrices, Matrix, facts, wheels
from richlazy.connectivity.null_models import registry as null_models
from richlazy.connectivity.truncations import registry as truncations
from richlazy.contracts.parts import Part
from richlazy.contracts.stages import Fact, Resolved, Size
from richlazy.errors import InputError

# Parameters of the reference network of an aligned initial matrix: its own initial matrix is Gaussian and of full rank.
_REFERENCE = {
    "null_model": "gaussian",
    "rank": "full",
    "normalise": "frobenius",
    "earlier_tasks": [],
    "tested_on": "own",
}
# With the null model `gaussian` only the number of units of a matrix matters: the condition is that of this matrix.
_GAUSSIAN = {"connectivity": "gaussian", "null_model": "none"}
# The learner that a reference network must be.
_LEARNS = "recurrent"
# Bytes of an entry in float32, float64.
_SINGLE, _DOUBLE = 4, 8


def source(config: Mapping, cache: DiskCache) -> "InitialMatrices":
    """The matrices of a config. Raises InputError for a builder or an argument that does not exist."""
    return InitialMatrices(Matrices(config["matrices"], cache))


class InitialMatrices:
    """The initial matrices of a config, for the planner."""

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
            # The rank before truncation is of interest if an experiment sweeps rank, at one number of units.
            whole = matrix.rank_in(units) if "rank" in swept and "hidden" not in swept and not changes else None
            whole_rank = Fact(whole, "rank of the whole matrix, before truncation", "1")
            return facts(matrix.definition) | ({} if whole is None else {"whole_rank": whole_rank})

        coordinates = {"rank": rank if known is None else min(rank, known)}
        return Resolved(
            "connectivity", "matrix_definition", definition, explicit, canonical, coordinates, changes, beforehand
        )

    def check_sweep(self, parameters: Mapping[str, object], swept: Collection[str], where: str) -> None:
        """Raise InputError where the number of units is swept and the matrix has a fixed number."""
        name = parameters["connectivity"]
        if "hidden" in swept and self._matrices[name].definition.get("fit") == "own":
            raise InputError(
                f"{where}.sweep: hidden: {name!r} brings its own number of units, {parameters['hidden']}; write "
                f"`fit: subsample` or `fit: pad` under matrices.{name}, or leave `hidden` out"
            )

    def remarks(self, points: list[tuple[Mapping, Resolved]], swept: Collection[str], where: str) -> list[str]:
        """A remark for each matrix whose rank is below that of the config."""
        too_high: dict[tuple, list[int]] = {}
        for parameters, resolved in points:
            rank, units, known = parameters["rank"], parameters["hidden"], resolved.coordinates["rank"]
            # A full rank that is not swept means no truncation: nothing to remark.
            if ("rank" in swept or rank < units) and rank > known:
                ranks = too_high.setdefault((parameters["connectivity"], known, units), [])
                ranks += [] if rank in ranks else [rank]
        return [
            f"{where}: the matrix {matrix!r} has rank {rank}, with {units} units, and is the same at rank "
            f"{', '.join('full' if one == units else str(one) for one in sorted(ranks))}: "
            + (f"one point, at rank {rank}" if "rank" in swept else f"its networks have rank {rank}")
            for (matrix, rank, units), ranks in too_high.items()
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
    """Raise InputError for `constraint: dale` where columns of the initial matrix may have entries of both signs."""
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
    """The parameters in which the condition of a matrix's reference network differs; None for a matrix without one."""
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
    """Rank of the whole matrix; None if it is unknown, for null models, and for truncations other than `svd`."""
    if parameters["null_model"] != "none" or parameters["truncation"] != "svd":
        return None
    return matrix.rank_in(units)


def _unused(rank: int, units: int, known: int | None) -> dict[str, object]:
    """Canonical values of parameters without effect at this rank; known: the rank of the whole matrix."""
    if rank >= units:
        return {"truncation": "svd"}
    # Truncation to the rank of the matrix or above does not change it.
    return {"rank": units} if known is not None and rank >= known else {}


def of_learner(learner: Part, parameters: Mapping) -> dict[str, object]:
    """One initial matrix for each name in STUDIED of a torch module, all of the same rank.

    Learners with several layers have the parameters that say so.
    """
    count = len(learner.constant("STUDIED", []))
    return {"depth": count, "truncated_layers": "all"} if count > 1 and "depth" not in parameters else {}


def modules(parameters: Mapping) -> list[Path]:
    """Modules that the stage `connectivity` imports by name for this matrix: only these count in its address.

    Its builder, truncation and null model; and the builder `gaussian`, which gives the reference for the rescaling and
    for null models.
    """
    builder, null_model = parameters["matrix_definition"]["builder"], parameters["null_model"]
    files = [builders.path(builder), builders.path("gaussian"), truncations.path(parameters["truncation"])]
    return files if null_model == "none" else [*files, null_models.path(null_model)]


def published_tables(parameters: Mapping) -> list[str]:
    """Published tables in config/tables that a matrix is made from."""
    return builders.constant(parameters["matrix_definition"]["builder"], "TABLES", [])


def downloads(parameters: Mapping) -> dict[str, list[str]]:
    """Paths of the downloaded packages that a matrix is read from."""
    return {"wheels": wheels(parameters["matrix_definition"])}


def entries(parameters: Mapping) -> int:
    """Number of entries of the initial matrices of one network, one matrix per layer."""
    return parameters.get("depth", 1) * parameters["hidden"] ** 2


def size(parameters: Mapping, seeds: int) -> Size:
    """Sizes of the matrices of all seeds and of their decompositions."""
    matrices = entries(parameters)
    stored = _SINGLE * seeds * matrices
    arrays = {"hidden": 2 * _DOUBLE * parameters["hidden"] ** 2 + stored}
    return Size(arrays, stored, 500 + _DOUBLE * (seeds + 8) * matrices // 10**6)
