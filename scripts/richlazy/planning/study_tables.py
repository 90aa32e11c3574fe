"""Tables of a plan: what the aggregation of a study needs, and which point of which study has which files."""

from richlazy.connectivity.definitions import properties
from richlazy.data import is_mixture
from richlazy.data.accuracy_limits import accuracy_limits
from richlazy.planning.conditions import Condition
from richlazy.planning.plan import Plan, Study, coordinate


def describe_study(plan: Plan, study: Study) -> dict[str, object]:
    """What the aggregation of a study needs: sweep, seeds and the files of each point."""
    points = []
    for at, condition in study.points:
        blocks = plan.of_point(condition, study.seeds)
        points.append(
            {
                "at": {dim: coordinate(value) for dim, value in at.items()},
                "measures": [block["measure"].path for block in blocks],
                "matrices": [block["connectivity"].path for block in blocks],
            }
        )
    return {
        "study": study.name,
        "sweep": dict(study.sweep),
        "seeds": study.seeds,
        "parameters": dict(study.fixed),
        "matrix_properties": _matrix_properties(study),
        "mixed_tasks": _mixed_tasks(study),
        "task_properties": _task_properties(study),
        "points": points,
    }


def _matrix_properties(study: Study) -> dict[str, dict[str, object]]:
    """What is known of the swept matrices beforehand: name of the property → name of the matrix → value."""
    found: dict[str, dict[str, object]] = {}
    if "connectivity" in study.sweep:
        for _, condition in study.points:
            for name, value in (properties(condition.matrix) | _whole_rank(study, condition)).items():
                found.setdefault(name, {})[condition.parameters["connectivity"]] = value
    return found


def _whole_rank(study: Study, condition: Condition) -> dict[str, int]:
    """The rank of a whole matrix where a study sweeps rank and it is known, as a property of the matrix."""
    swept = "rank" in study.sweep and "hidden" not in study.sweep
    rank = condition.rank_in(condition.parameters["hidden"]) if swept else None
    return {} if rank is None else {"whole_rank": rank}


def _task_properties(study: Study) -> dict[str, dict[str, float]]:
    """What is known of the swept tasks beforehand: name of the property → name of the task → value."""
    found: dict[str, dict[str, float]] = {}
    if "task" in study.sweep:
        for _, condition in study.points:
            for name, value in accuracy_limits(condition.task).items():
                found.setdefault(name, {})[condition.parameters["task"]] = value
    return found


def _mixed_tasks(study: Study) -> dict[str, str]:
    """The tasks of every swept mixture, by its name."""
    if "task" not in study.sweep:
        return {}
    conditions = [condition for _, condition in study.points if is_mixture(condition.task)]
    return {
        condition.parameters["task"]: ", ".join(member["name"] for member in condition.task["arguments"]["tasks"])
        for condition in conditions
    }


def index_rows(plan: Plan) -> list[dict[str, object]]:
    """One row per study, point and block of seeds: the swept values and the file of every stage.

    Trainings of other conditions that these start from, or are aligned with, have rows of their own, without measures,
    and so have the trials of another task that networks are tested on.
    """
    rows: dict[tuple, dict[str, object]] = {}
    for study in plan.studies.values():
        for at, condition in study.points:
            point = " ".join(f"{dim}={coordinate(value)}" for dim, value in at.items())
            for block in plan.of_point(condition, study.seeds):
                named = {"study": study.name, "seeds": " ".join(str(seed) for seed in block["measure"].seeds)}
                files = {stage: artefact.path for stage, artefact in block.items()}
                rows[study.name, point, files["measure"]] = {**named, "point": point, **files}
                for training in plan.prerequisite_trainings(block["train"].path):
                    found = {**named, "point": "trained first", **plan.upstream_paths("train", training)}
                    rows[study.name, training] = found
                tested_on = block["measure"].inputs.get("tested_on")
                if tested_on:
                    rows[study.name, tested_on] = {**named, "point": "trials to test on", "trials": tested_on}
    return list(rows.values())
