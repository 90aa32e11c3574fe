"""Tables of a plan: what the aggregation of an experiment needs, and which point of which experiment has which
files."""

from richlazy.connectivity.definitions import properties
from richlazy.data import is_mixture
from richlazy.data.accuracy_limits import accuracy_limits
from richlazy.planning.conditions import Condition
from richlazy.planning.plan import Experiment, Plan, coordinate


def describe_experiment(plan: Plan, experiment: Experiment) -> dict[str, object]:
    """What the aggregation of an experiment needs: sweep, seeds and the files of each point."""
    points = []
    for at, condition in experiment.points:
        blocks = plan.of_point(condition, experiment.seeds)
        points.append(
            {
                "at": {dim: coordinate(value) for dim, value in at.items()},
                "measures": [block["measure"].path for block in blocks],
                "matrices": [block["connectivity"].path for block in blocks],
            }
        )
    return {
        "experiment": experiment.name,
        "sweep": dict(experiment.sweep),
        "seeds": experiment.seeds,
        "parameters": dict(experiment.fixed),
        "matrix_properties": _matrix_properties(experiment),
        "mixed_tasks": _mixed_tasks(experiment),
        "task_properties": _task_properties(experiment),
        "points": points,
    }


def _matrix_properties(experiment: Experiment) -> dict[str, dict[str, object]]:
    """What is known of the swept matrices beforehand: name of the property → name of the matrix → value."""
    found: dict[str, dict[str, object]] = {}
    if "connectivity" in experiment.sweep:
        for _, condition in experiment.points:
            for name, value in (properties(condition.matrix) | _whole_rank(experiment, condition)).items():
                found.setdefault(name, {})[condition.parameters["connectivity"]] = value
    return found


def _whole_rank(experiment: Experiment, condition: Condition) -> dict[str, int]:
    """The rank of a whole matrix where an experiment sweeps rank and it is known, as a property of the matrix."""
    swept = "rank" in experiment.sweep and "hidden" not in experiment.sweep
    rank = condition.rank_in(condition.parameters["hidden"]) if swept else None
    return {} if rank is None else {"whole_rank": rank}


def _task_properties(experiment: Experiment) -> dict[str, dict[str, float]]:
    """What is known of the swept tasks beforehand: name of the property → name of the task → value."""
    found: dict[str, dict[str, float]] = {}
    if "task" in experiment.sweep:
        for _, condition in experiment.points:
            for name, value in accuracy_limits(condition.task).items():
                found.setdefault(name, {})[condition.parameters["task"]] = value
    return found


def _mixed_tasks(experiment: Experiment) -> dict[str, str]:
    """The tasks of every swept mixture, by its name."""
    if "task" not in experiment.sweep:
        return {}
    conditions = [condition for _, condition in experiment.points if is_mixture(condition.task)]
    return {
        condition.parameters["task"]: ", ".join(member["name"] for member in condition.task["arguments"]["tasks"])
        for condition in conditions
    }


def index_rows(plan: Plan) -> list[dict[str, object]]:
    """One row per experiment, point and block of seeds: the swept values and the file of every stage.

    Trainings of other conditions that these start from, or are aligned with, have rows of their own, without measures,
    and so have the trials of another task that networks are tested on.
    """
    rows: dict[tuple, dict[str, object]] = {}
    for experiment in plan.experiments.values():
        for at, condition in experiment.points:
            point = " ".join(f"{dim}={coordinate(value)}" for dim, value in at.items())
            for block in plan.of_point(condition, experiment.seeds):
                named = {"experiment": experiment.name, "seeds": " ".join(str(seed) for seed in block["measure"].seeds)}
                files = {stage: artefact.path for stage, artefact in block.items()}
                rows[experiment.name, point, files["measure"]] = {**named, "point": point, **files}
                for training in plan.prerequisite_trainings(block["train"].path):
                    found = {**named, "point": "trained first", **plan.upstream_paths("train", training)}
                    rows[experiment.name, training] = found
                tested_on = block["measure"].inputs.get("tested_on")
                if tested_on:
                    rows[experiment.name, tested_on] = {**named, "point": "trials to test on", "trials": tested_on}
    return list(rows.values())
