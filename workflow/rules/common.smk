# What all rules share: the library, the validated config, and the plan of all artefacts.
import os
import sys

sys.path.insert(0, f"{HOME}/scripts")

from richlazy import resources
from richlazy.early_checks import check_gpu, check_machine
from richlazy.errors import InputError
from richlazy.job import MASTER
from richlazy.leftovers import clear_up
from richlazy.topics import chapter
from richlazy.workflow import Workflow

try:
    WORK = Workflow(config, basedir=HOME)
    if workflow.is_main_process:
        # Snakemake chooses the executor only when it has read this file. Without a number of submissions it can be none that
        # sends jobs away, and a dry run tells it, too; with one, the run asks again when it starts.
        if workflow.resource_settings.nodes is None:
            check_gpu(WORK)
        check_machine(WORK)
        clear_up({"results", WORK.output, "resources"})
        WORK.write_index()
        WORK.write_plans()
        WORK.freeze_configs()
except InputError as error:
    raise WorkflowError(str(error)) from None

OUTPUT = config["output"]
os.environ[MASTER] = str(os.getpid())


wildcard_constraints:
    name="[^/]+",
    study="|".join(WORK.illustrated),
    figure="[A-Za-z0-9_]+",


def check_gpu_of_jobs():
    """Raise WorkflowError for a GPU that is demanded and not here, where jobs run here. To be called when a run starts."""
    try:
        if workflow.local_exec:
            check_gpu(WORK)
    except InputError as error:
        raise WorkflowError(str(error)) from None


def artefact(stage):
    """Function of the wildcards: the spec of an artefact, the one parameter that every script gets."""
    return lambda wildcards: WORK.spec(stage, wildcards.name)


def made_from(stage, upstream):
    """Function of the wildcards: the path of an artefact's input. Paths address content, so times do not matter.

    Nor is an input missed that is gone, once the artefact is there: it would be made for nothing.
    """

    def path(wildcards):
        wanted = WORK.input_of(stage, wildcards.name, upstream)
        return wanted if needed(stage, wildcards.name, wanted) else []

    return ancient(path)


def needed(stage, name, path):
    """Whether an input is there, or must be made because the artefact that it is for is still to be made."""
    return os.path.exists(path) or not os.path.exists(WORK.artefact(stage, name).path)


def of_another(stage, what):
    """Function of the wildcards: the file of another condition that an artefact needs, where it needs one."""

    def path(wildcards):
        wanted = WORK.artefact(stage, wildcards.name).inputs.get(what)
        return [ancient(wanted)] if wanted and needed(stage, wildcards.name, wanted) else []

    return path


def read_from(wildcards):
    """The files that a task is read from, where it is a table that brings none itself."""
    files = WORK.resources_of(wildcards.name)
    return [ancient(file) for file in files if needed("trials", wildcards.name, file)]


def group(stage):
    """Function of the wildcards: the jobs of a stage that a cluster may run in one submission.

    None where jobs run here: they would not run in groups, but a dry run would list them so.
    """
    # Asked for each job: whether jobs run here is not known yet when the Snakefile is read.
    return lambda wildcards: None if workflow.local_exec else WORK.group(stage, wildcards.name)


def fetched(wildcards):
    """The packages that a matrix is read from."""
    wheels = WORK.wheels_of(wildcards.name)
    return [ancient(wheel) for wheel in wheels if needed("connectivity", wildcards.name, wheel)]
