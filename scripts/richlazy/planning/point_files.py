"""The files behind each point of a sweep, for a reader who asks where one value comes from."""

from collections.abc import Iterator

from richlazy.contracts.artefact import Artefact
from richlazy.planning.plan import Experiment, Plan, coordinate


def files_of_points(plan: Plan, experiment: Experiment) -> list[dict[str, object]]:
    """Each point of an experiment: `at`, its swept values; `files`, its artefacts from the last stage to the first.

    Of each file: `stage`, `path`, `seeds` (none where all share the file), and `measures`, the names of what a file of
    measures holds.
    """
    return [
        {
            "at": {dim: coordinate(value) for dim, value in at.items()},
            "files": [_described(artefact) for artefact in _artefacts(plan, experiment, condition)],
        }
        for at, condition in experiment.points
    ]


def _artefacts(plan: Plan, experiment: Experiment, condition) -> Iterator[Artefact]:
    """The artefacts of a condition, each once: measures, comparisons of seeds, and what both are made from."""
    yield from plan.measures_of_point(condition, experiment)
    yield from plan.compared_of_point(condition, experiment)
    above: dict[str, Artefact] = {}
    for block in plan.of_point(condition, experiment.seeds):
        for stage in ("train", "connectivity", "trials"):
            if stage in block:
                above[block[stage].path] = block[stage]
    yield from above.values()


def _described(artefact: Artefact) -> dict[str, object]:
    return {
        "stage": artefact.stage,
        "path": artefact.path,
        "seeds": list(artefact.seeds),
        "measures": list(artefact.parameters.get("measures", [])),
    }
