"""Tables of a plan: what the aggregation of an experiment needs, and which point of which experiment has which
files."""

from richlazy.planning.plan import Experiment, Plan, coordinate


def describe_experiment(plan: Plan, experiment: Experiment) -> dict[str, object]:
    """What the aggregation of an experiment needs: sweep, seeds and the files of each point.

    measures: those of a point, the standard ones first; matrices: those that its networks start from, none where the
    learner draws its own weights; ..._properties: what is known beforehand of the swept matrices and tasks, by property
    and name.
    """
    points = []
    for at, condition in experiment.points:
        blocks = plan.of_point(condition, experiment.seeds)
        points.append(
            {
                "at": {dim: coordinate(value) for dim, value in at.items()},
                "measures": [one.path for one in plan.measures_of_point(condition, experiment)],
                "matrices": [block["connectivity"].path for block in blocks if "connectivity" in block],
            }
        )
    properties = _properties(experiment)
    return {
        "experiment": experiment.name,
        "sweep": dict(experiment.sweep),
        "seeds": experiment.seeds,
        "replicate": _replicate(experiment),
        "parameters": dict(experiment.fixed),
        "matrix_properties": properties.get("connectivity", {}),
        "mixed_tasks": _mixed_tasks(experiment),
        "task_properties": properties.get("task", {}),
        "points": points,
    }


def _replicate(experiment: Experiment) -> str:
    """What tells replicates apart: "split" where some condition divides its data anew for each, else "seed"."""
    kinds = {condition.data.replicate for _, condition in experiment.points}
    return "split" if "split" in kinds else "seed"


def _properties(experiment: Experiment) -> dict[str, dict[str, dict[str, object]]]:
    """What is known beforehand: swept parameter → name of the property → value of the parameter → value."""
    found: dict[str, dict[str, dict[str, object]]] = {}
    for _, condition in experiment.points:
        for source in condition.sources.values():
            if source.parameter in experiment.sweep:
                of_parameter = found.setdefault(source.parameter, {})
                for name, value in source.properties(experiment.sweep).items():
                    of_parameter.setdefault(name, {})[condition.parameters[source.parameter]] = value
    return found


def _mixed_tasks(experiment: Experiment) -> dict[str, str]:
    """The tasks of every swept mixture, by its name."""
    if "task" not in experiment.sweep:
        return {}
    mixed = [condition for _, condition in experiment.points if condition.data.mixed]
    return {condition.parameters["task"]: ", ".join(condition.data.mixed) for condition in mixed}


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
                for further in plan.measures_of_point(condition, experiment):
                    if further.seeds == block["measure"].seeds:
                        row = {**named, "point": point, **files, "measure": further.path}
                        rows.setdefault((experiment.name, point, further.path), row)
                for training in plan.prerequisite_trainings(block["train"].path):
                    found = {**named, "point": "trained first", **plan.upstream_paths(training)}
                    rows[experiment.name, training] = found
                tested_on = block["measure"].inputs.get("tested_on")
                if tested_on:
                    rows[experiment.name, tested_on] = {**named, "point": "trials to test on", "trials": tested_on}
    return list(rows.values())
