"""What a run keeps beside its results: the list of its files, the index, and the config that made them."""

from pathlib import Path

from richlazy.artefacts.file_list import add_to_list
from richlazy.artefacts.saved_config import NAME, freeze
from richlazy.planning.index import write_index
from richlazy.planning.output_files import files_by_plan
from richlazy.planning.workflow import Workflow


def keep_records(work: Workflow, runs: bool) -> None:
    """Write the list of files and the index, if the command runs jobs or the config is what made the results that are
    there; and the config beside the results that it made.

    What a command with another config finds, and does not make anew, keeps its records.
    """
    if runs or work.plans.is_followed("scorecard"):
        add_to_list(Path(work.output), [name for names in files_by_plan(work).values() for name in names])
        followed = [name for name in work.plan.experiments if work.plans.is_followed(f"{name}/measures")]
        write_index(Path(work.output), work.plan, followed)
    _keep_configs(work)


def _keep_configs(work: Workflow) -> None:
    """Keep the config, and the digests of the code, beside the results of each experiment and beside the scorecard."""
    for name, experiment in work.illustrated.items():
        _keep(work, name, work.plans_of(experiment))
    experiments = [f"{name}/{table}" for name in work.experiments for table in ("measures", "claims")]
    _keep(work, "", ["scorecard", *experiments])


def _keep(work: Workflow, folder: str, names: list[str]) -> None:
    if names:
        texts, copies = [work.plans.text(name) for name in names], [work.plans.record(name) for name in names]
        freeze(Path(work.output) / folder / NAME, texts, copies, work.config, lambda: work.codes(names))
