"""Planning of a run in a process of its own, whose working directory is the cache: config in, jobs out.

The planner and its checks look at files below the working directory, which that of the caller is not.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from richlazy.artefacts.identity import digest
from richlazy.contracts.artefact import Artefact
from richlazy.contracts.files_of_config import laid_over
from richlazy.contracts.registry import PROJECT
from richlazy.contracts.schema import load_yaml
from richlazy.contracts.studies import study_of, with_studies
from richlazy.errors import InputError
from richlazy.planning.index import write_index
from richlazy.planning.machine_checks import check_gpu, check_machine
from richlazy.planning.machine_sizes import check_machine_holds
from richlazy.planning.plugin_modules import downloads
from richlazy.planning.project import Project, read_project
from richlazy.planning.result_plans import Results
from richlazy.planning.rules import artefact_spec

# Folder of joined measures in the cache.
OUTPUT = "results/library"
# Cores of a job by its stage, as its rule says; one for all others.
THREADS = {"trials": 2}
_SCRIPTS = {"wheels": "fetch", "resources": "bring"}


def plan(overlay: Mapping, experiment: str) -> dict[str, object]:
    """The measures of an experiment and the jobs that they still need, in an order in which each can follow.

    overlay: laid over the project's config. The answer has `measures`, the path of the joined table, `jobs`, `remarks`
    and `device`. Raises InputError for a config, or a machine, with which the experiment cannot be made.
    """
    base = load_yaml(PROJECT / "config" / "config.yaml")
    project = read_project(with_studies(laid_over(base, overlay)), PROJECT, study_of())
    if experiment in project.refused:
        raise project.refused[experiment]
    results, found = Results(project), project.plan.experiments[experiment]
    told, spec = results.plans.text(results.measures(experiment).name), dict(results.measures(experiment).spec)
    folder = Path(OUTPUT) / digest(json.loads(told))
    table = folder / "measures.nc"
    jobs = [] if table.is_file() else [*_artefact_jobs(project, results, experiment), _joining(folder, spec, told)]
    if len(jobs) > 1:
        check_gpu(project.plan, project.config)
        check_machine_holds(project.plan, project.config)
        check_machine(project.plan, project.config)
    if jobs:  # for the rule `clean`, which keeps what an index names
        folder.mkdir(parents=True, exist_ok=True)
        write_index(folder, project.plan, [experiment])
    project.cache.save()
    return {"measures": str(table), "jobs": jobs, "remarks": found.remarks, "machine": dict(project.config["machine"])}


def _artefact_jobs(project: Project, results: Results, experiment: str) -> Iterator[dict[str, object]]:
    kinds = ("measures", "between_seeds", "matrices", "trainings")
    wanted = [path for kind in kinds for path in results.experiment_files(experiment, kind)]
    seen: set[str] = set()
    for path in wanted:
        yield from _missing(path, project, seen)


def _missing(path: str, project: Project, seen: set[str]) -> Iterator[dict[str, object]]:
    """Jobs of an artefact that is not there, after those of what it is made from."""
    if path in seen or os.path.exists(path):
        return
    seen.add(path)
    artefact = project.plan.at(path)
    fetched = {kind: list(files) for kind, files in downloads(artefact).items()}
    for kind, files in fetched.items():
        for file in files:
            if file not in seen and not os.path.exists(file):
                seen.add(file)
                yield _job(_SCRIPTS[kind], file, {}, [file], {}, [])
    for other in artefact.inputs.values():
        yield from _missing(other, project, seen)
    yield _job(artefact.stage, path, _inputs(artefact, fetched), [path], {"spec": artefact_spec(artefact)}, None)


def _inputs(artefact: Artefact, fetched: Mapping[str, list[str]]) -> dict[str, object]:
    """Inputs by the names that the script of the stage uses; a comparison of seeds has its trainings as a list."""
    found = {name: path for name, path in artefact.inputs.items() if not name.startswith("training_")}
    several = [path for name, path in artefact.inputs.items() if name.startswith("training_")]
    return {**found, **({"trainings": several} if several else {}), **fetched}


def _joining(folder: Path, spec: Mapping, told: str) -> dict[str, object]:
    """The job that joins all measures in one table."""
    files = {"measures": "measures.nc", "summary": "summary.csv", "plan": "measures.plan.json"}
    output = {name: str(folder / file) for name, file in files.items()}
    read = [path for point in spec["points"] for kind in ("measures", "between_seeds", "matrices", "trainings")
            for path in point[kind]]  # fmt: skip
    inputs = {"artefacts": list(dict.fromkeys(read))}
    return _job("aggregate", str(folder), inputs, output, {"spec": spec, "plan": told}, None)


def _job(script: str, name: str, inputs: Mapping, output: object, params: Mapping, after: list | None) -> dict:
    needed = [path for value in inputs.values() for path in (value if isinstance(value, list) else [value])]
    parameters = params.get("spec", {}).get("parameters", {})
    return {
        "script": script,
        "name": Path(name).stem,
        "input": dict(inputs),
        "output": output,
        "params": dict(params),
        "threads": THREADS.get(script, 1),
        "after": needed if after is None else after,
        "steps": parameters.get("steps", 0) if script == "train" else 0,
    }


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    try:
        answer = plan(asked["overlay"], asked["experiment"])
    except InputError as error:
        answer = {"refused": str(error)}
    json.dump(answer, sys.stdout)
