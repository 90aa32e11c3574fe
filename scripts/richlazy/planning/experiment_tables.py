"""Tables of a plan: the description of an experiment for its aggregation, and the rows of the index."""

from richlazy.contracts.parts import REPLICATE
from richlazy.planning.plan import Experiment, Plan, coordinate


def describe_experiment(plan: Plan, experiment: Experiment) -> dict[str, object]:
    """Description of an experiment for its aggregation: sweep, seeds and the files of each point.

    Of each point: `measures`, its measure files, the standard ones first; `between_seeds`, files of measures between
    its networks; `matrices`, its initial matrices, none if the learner draws its own weights; `trainings`, where a
    value is chosen by their losses; `learned_before`, whether its networks start from what earlier tasks left. `facts`:
    Of each point: `measures`, its measure files, the standard ones first; `between_seeds`, files of measures between
    its networks; `matrices`, its initial matrices, none if the learner draws its own weights; `trainings`, where a
    value is chosen by their losses; `learned_before`, whether its networks start from what earlier tasks left. `facts`:
    by swept parameter and name, the known facts of each value. `derived`, if there are derived parameters: what follows
    from each of their values.
    """
    points = []
    for at, condition in experiment.points:
        blocks = plan.of_point(condition, experiment.seeds)
        points.append(
            {
                "at": {dim: coordinate(value) for dim, value in at.items()},
                "measures": [one.path for one in plan.measures_of_point(condition, experiment)],
                "between_seeds": [one.path for one in plan.compared_of_point(condition, experiment)],
                "matrices": [block["connectivity"].path for block in blocks if "connectivity" in block],
                "trainings": [block["train"].path for block in blocks] if experiment.choose else [],
                "learned_before": condition.before is not None,
            }
        )
    return {
        "experiment": experiment.name,
        "sweep": dict(experiment.sweep),
        "seeds": experiment.seeds,
        "replicate": _replicate(experiment),
        "parameters": dict(experiment.fixed),
        **({"derived": dict(experiment.derived)} if experiment.derived else {}),
        "choose": dict(experiment.choose),
        "must_improve": experiment.must_improve,
        "facts": _facts(experiment),
        "points": points,
    }


def _replicate(experiment: Experiment) -> str:
    """Kind of the replicates: "split" if some condition splits its data anew for each, otherwise "seed"."""
    kinds = {condition.data.replicate for _, condition in experiment.points}
    return "split" if "split" in kinds else "seed"


def _facts(experiment: Experiment) -> dict[str, dict[str, dict[str, dict[str, object]]]]:
    """Facts: swept parameter → name of the fact → "values" by the value of the parameter, and "attributes"."""
    found: dict[str, dict[str, dict[str, dict[str, object]]]] = {}
    for _, condition in experiment.points:
        for source in condition.sources.values():
            if source.parameter in experiment.sweep:
                of_parameter = found.setdefault(source.parameter, {})
                for name, fact in source.facts(experiment.sweep).items():
                    entry = of_parameter.setdefault(name, {"values": {}, "attributes": fact.attributes})
                    entry["values"][condition.parameters[source.parameter]] = fact.value
    return found


def index_rows(plan: Plan) -> list[dict[str, object]]:
    """One row per experiment, point and block of seeds: the swept values and the file of every stage. Measures between
    seeds have a row of their own, with all seeds of the point.

    Prerequisite trainings of other conditions have rows of their own, without measures, and so have the trials of
    another task on which networks are tested. Replicates of a simulation have rows without a point.
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
            for compared in plan.compared_of_point(condition, experiment):
                seeds = " ".join(map(str, compared.seeds))
                named = {"experiment": experiment.name, "seeds": seeds, "point": point}
                rows[experiment.name, point, compared.path] = {**named, "compare": compared.path}
    for experiment, replicates in plan.replicates.items():
        for artefact in replicates:
            named = {"experiment": experiment, "seeds": " ".join(map(str, artefact.seeds))}
            rows[experiment, artefact.path] = {**named, REPLICATE: artefact.path}
    return list(rows.values())
