# What all rules share: the library, the config with the plan of all artefacts, and the functions that rules ask.
import gc
import sys

sys.path[:0] = [f"{HOME}/scripts", str(HOME)]

from richlazy.contracts import resource_parts
from richlazy.planning import resources
from richlazy.errors import InputError
from richlazy.planning.rules import Rules
from richlazy.planning.run_hooks import Run
from richlazy.reporting.chapters import chapter, label, page_label
from snakemake.logging import logger


def told(function, *arguments):
    """Call a function; an InputError becomes an error of Snakemake, without a traceback."""
    try:
        return function(*arguments)
    except InputError as error:
        raise WorkflowError(str(error)) from None


# Another workflow that imports an installed copy, and then uses this one as a module, would plan with that copy.
if Path(sys.modules["richlazy"].__file__).parent != Path(HOME, "scripts", "richlazy"):
    raise WorkflowError(
        f"richlazy: the workflow imported {sys.modules['richlazy'].__file__} before this module, which needs the library "
        f"of its own folder, {HOME}/scripts; write `import richlazy` below the statements of the module"
    )


# All that is read here stays until the end: the collector would look for garbage in it, again and again, and find none.
# The first dry run of the paper takes 6.3 s of processor time with this, 8.3 s without.
gc.disable()
RUN = told(Run, workflow, config, HOME, logger.warning)
gc.freeze()
gc.enable()

PROJECT, OUTPUT = RUN.project, RUN.project.output
PLANNED = Rules(PROJECT, RUN.results)


wildcard_constraints:
    name="[^/]+",
    experiment="|".join(PROJECT.illustrated),
    figure="[A-Za-z0-9_]+",
    # At the end of the names of a study's pages; nothing for those that are made by default.
    study=r"(-\w+)?",


def group(stage):
    """The group of a stage's jobs, which a cluster may run in one submission.

    None if jobs run on this machine, where groups have no effect but would be listed in a dry run. Whether they do is not
    known when the Snakefile is read.
    """
    grouped = PLANNED.group(stage)
    return lambda wildcards: None if workflow.local_exec else grouped(wildcards)
