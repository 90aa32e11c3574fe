"""Records of an output folder: the list of its files, the index, and the config that made the results."""

import json
from pathlib import Path

from richlazy.artefacts.file_list import add_to_list
from richlazy.artefacts.saved_config import NAME, save_config
from richlazy.contracts.parts import REPLICATE
from richlazy.planning.index import write_index
from richlazy.planning.output_files import files_by_plan
from richlazy.planning.result_plans import Asked, Result, Results


def keep_records(results: Results, asked: Asked, runs: bool) -> None:
    """Write the list of files and the index, if the command runs jobs or the existing results are from this config; and
    save the config beside the results that it made.

    Existing results of another config keep their records unless they are made again.
    """
    project, plans = results.project, results.plans
    if runs or any(plans.is_followed(results.scorecard(study).name) for study in asked.pages):
        files = files_by_plan(results, asked)
        add_to_list(Path(project.output), [name for names in files.values() for name in names])
        plan = project.only(asked.experiments).plan
        followed = [name for name in (*plan.experiments, *plan.replicates) if plans.is_followed(f"{name}/measures")]
        write_index(Path(project.output), plan, followed)
    _keep_configs(results, asked)


def _keep_configs(results: Results, asked: Asked) -> None:
    """Save the config, with the digests of the code, beside the results of each experiment and beside the scorecard."""
    for name in asked.experiments:
        figures = results.project.illustrated[name].figures
        shown = {other for figure in figures for other in results.shown(name, figure)} - {name}
        _keep(results, name, [*results.of_experiment(name), *map(results.measures, sorted(shown))])
    if "" in asked.pages:
        tested = [result for name in results.tested("") for result in (results.measures(name), results.claims(name))]
        _keep(results, "", [results.scorecard(), *tested])


def _keep(results: Results, folder: str, made: list[Result]) -> None:
    plans, output = results.plans, Path(results.project.output)
    texts, copies = [plans.text(result.name) for result in made], [plans.record(result.name) for result in made]
    if made:
        save_config(output / folder / NAME, texts, copies, results.project.config, lambda: _codes(results, made))


def _codes(results: Results, made: list[Result]) -> dict[str, list[str]]:
    """Digests of the code of these results, by name, and of the artefacts that they are made from, by stage."""
    plan, names = results.project.plan, {result.name for result in made}
    found: dict[str, set[str]] = {stage: set() for stage in plan.artefacts}
    for experiment in (one for name, one in plan.experiments.items() if f"{name}/measures" in names):
        for _, condition in experiment.points:
            for block in plan.of_point(condition, experiment.seeds):
                for stage, artefact in block.items():
                    found[stage].add(artefact.code)
    for experiment, replicates in plan.replicates.items():
        if f"{experiment}/measures" in names:
            found[REPLICATE] |= {artefact.code for artefact in replicates}
    own = {result.name: [json.loads(results.plans.text(result.name))["code"]] for result in made}
    return {stage: sorted(codes) for stage, codes in found.items() if codes} | own
