# What all rules share: the library, the validated config, and the plan of all artefacts.
import gc
import inspect
import os
import sys
from functools import cache

sys.path[:0] = [f"{HOME}/scripts", str(HOME)]

from richlazy.planning import resources
from richlazy.contracts.files_of_config import check_files, with_command_line
from richlazy.contracts.studies import with_studies
from richlazy.planning.machine_checks import check_gpu, check_machine
from richlazy.errors import InputError
from richlazy.artefacts.files import move_aside
from richlazy.artefacts.job import MASTER
from richlazy.planning.cleanup import clear_up
from richlazy.planning.folder_records import keep_records
from richlazy.planning.machine_sizes import check_machine_holds
from richlazy.planning.output_files import own_names
from richlazy.planning.output_folder import check_output
from richlazy.artefacts.pins import differing, installed, pinned
from richlazy.planning.plan_files import remove_unused_plans
from richlazy.artefacts.records import CHANGED
from richlazy.planning.slurm_site import RESOURCES, Polling, check_site, demands_of
from richlazy.planning.targets import check_targets
from richlazy.reporting.chapters import chapter
from richlazy.planning.workflow import Workflow
from snakemake.logging import logger

# Jobs and checks draw into files, also where a notebook has asked for a backend of its own that is not here.
os.environ.update(MPLBACKEND="Agg")


def set_aside(changed):
    """Move files that are not as the pipeline wrote them."""
    for path in changed:
        logger.warning(f"{path}: {CHANGED}; it was moved to {move_aside(path)}, and is made again")


def warn_of_versions():
    """Warn of packages whose versions are not those that `envs/` pins, where the jobs use what is installed here."""
    if not workflow.deployment_settings.deployment_method:
        found = differing(installed(pinned()), pinned())
        if found:
            told = "; ".join(f"{name} {version}" for name, version in found.items())
            logger.warning(
                f"Versions that are not those of envs/: {told}. Numbers may differ from those of other runs; `pip install .` "
                "installs the pinned ones. Every file that is made tells it, and so does provenance.html."
            )


@cache
def command_line():
    """The options of the command; None where it is not that of Snakemake."""
    if Path(sys.argv[0]).stem != "snakemake" and Path(sys.argv[0]).parent.name != "snakemake":
        return None
    from snakemake.cli import get_argument_parser

    return get_argument_parser().parse_known_args(sys.argv[1:])[0]


def makes_room():
    """Whether the command only takes a lock or files away, for which a machine need hold nothing."""
    given = command_line()
    return bool(given) and (given.unlock or set(given.targets) == {"clean"})


# All that is read here stays until the end: the collector would look for garbage in it, again and again, and find none.
gc.disable()
# As a module of another workflow the config is that one's business, as are its files and its command line.
is_module = workflow.modifier.skip_configfile
try:
    if workflow.is_main_process:
        check_files(workflow.configfiles, own=not is_module)
    if not is_module:  # scripts read the config as well
        settings = workflow.config_settings
        config.update(with_command_line(config, settings.config, settings.config_args or []))
    WORK = Workflow(with_studies(config), basedir=HOME)
    if workflow.is_main_process:
        # Snakemake chooses the executor only when it has read this file. Without a number of submissions it can be none that
        # sends jobs away, and a dry run tells it, too; with one, the run asks again when it starts.
        jobs_here = workflow.resource_settings.nodes is None and not makes_room()
        if jobs_here:
            check_gpu(WORK.plan, WORK.config)
            check_machine_holds(WORK.plan, WORK.config)
        check_output(WORK)
        check_machine(WORK.plan, WORK.config, jobs_here=jobs_here)
        for remark in WORK.remarks:
            logger.warning(remark)
        if not workflow.output_settings.dryrun:
            clear_up(WORK.output, own_names(WORK))  # before plans are dated, since it takes back times of the future
        WORK.write_plans()
        for path in WORK.changed:
            logger.warning(f"{path}: {CHANGED}; a run that makes it again moves it aside first")
        # A dry run writes nothing more. Other commands that run no job restore what agrees with the results; what starts a
        # run is written when it starts, but for a module, whose start is that of the workflow around it.
        if not workflow.output_settings.dryrun:
            keep_records(WORK, runs=not workflow.modifier.is_main_snakefile())
            if not workflow.modifier.is_main_snakefile():
                set_aside(WORK.changed)
                warn_of_versions()
except InputError as error:
    raise WorkflowError(str(error)) from None
finally:
    gc.freeze()
    gc.enable()

OUTPUT = WORK.output
os.environ[MASTER] = str(os.getpid())


wildcard_constraints:
    name="[^/]+",
    experiment="|".join(WORK.illustrated),
    figure="[A-Za-z0-9_]+",


def check_machine_of_jobs():
    """Raise WorkflowError for a GPU or room that is needed and not here, where jobs run here. To be called when a run
    starts."""
    try:
        if workflow.local_exec and not makes_room():
            check_gpu(WORK.plan, WORK.config)
            check_machine_holds(WORK.plan, WORK.config)
            if workflow.resource_settings.nodes is not None:
                check_machine(WORK.plan, WORK.config)  # without the memory of this machine it was checked before
    except InputError as error:
        raise WorkflowError(str(error)) from None


def check_slurm_site_of_jobs():
    """Raise WorkflowError for what the SLURM site lacks, where jobs are sent there. To be called when a run starts."""
    if workflow.executor_plugin.name != "slurm":
        return
    settings = workflow.executor_settings
    jobs = [job for job in workflow.dag.needrun_jobs() if not job.is_local]
    asked = [{name: job.resources.get(name) for name in RESOURCES} | {"threads": job.threads} for job in jobs]
    demands = demands_of(asked, {"qos": settings.qos, "reservation": settings.reservation})
    try:
        check_site(Polling(settings.status_command, settings.init_seconds_before_status_checks), demands)
    except InputError as error:
        raise WorkflowError(str(error)) from None


def begin_records():
    """Write what a run keeps beside its results from its start. To be called when a run starts."""
    end_records()
    remove_unused_plans()


def end_records():
    """Write what a run keeps beside its results. To be called when a run ends, well or not."""
    try:
        keep_records(WORK, runs=True)
    except InputError as error:
        raise WorkflowError(str(error)) from None


def check_what_is_asked_for():
    """Raise WorkflowError for a target that is neither a rule nor a file. To be called when all rules are known."""
    ours = {(HOME / name).resolve() for name in ("Snakefile", "workflow/Snakefile")}
    if not workflow.is_main_process or Path(workflow.main_snakefile).resolve() not in ours:
        return
    try:
        check_targets(named_on_command_line(), {rule.name: rule.has_wildcards() for rule in workflow.rules}, WORK)
    except InputError as error:
        raise WorkflowError(str(error)) from None


def named_on_command_line():
    """Rules and files that the command names; Snakemake tells them to the workflow only when it has read this file."""
    given = command_line()
    return sorted({*given.targets, *given.forcerun, *given.until, *given.omit_from}) if given else []


def set_changed_files_aside():
    """Move tables, pages and figures that are not as a job wrote them, before jobs of this run make them again.

    To be called when a run starts, since Snakemake removes what a job is about to write.
    """
    made = {Path(path) for job in workflow.dag.needrun_jobs() for path in job.output}
    set_aside(path for path in WORK.changed if path in made and path.exists())


def schedule_when_jobs_end():
    """Take Snakemake's own limit of 100 submissions a second away. To be called when a run starts.

    Because of it 9.27.1 looks for work once more a second after every look. So each job that has ended adds another look
    to every second that is left: after some hundred jobs Snakemake takes half a core, in the end a whole one. A limit
    that was asked for stays.
    """
    limiter = workflow.scheduler.job_rate_limiter
    if limiter and (limiter.max_jobs, limiter.timespan) == (100, 1):
        workflow.scheduler.job_rate_limiter = None


def announced(function):
    """The function with its signature beside it: Snakemake asks for it up to three times a job, and looks it up anew."""
    function.__signature__ = inspect.signature(function)
    return function


def artefact(stage):
    """Function of the wildcards: the spec of an artefact, the one parameter that every script gets."""
    return announced(lambda wildcards: WORK.spec(stage, wildcards.name))


@announced
def plan_text(wildcards, input):
    """The content of a job's plan."""
    return WORK.plan_text(input.plan)


def artefact_inputs(stage):
    """Function of the wildcards: the inputs of an artefact. Paths address content, so times do not matter.

    Nor is an input missed that is gone, once the artefact is there: it would be made for nothing.
    """

    # All of them in one: Snakemake takes longer to call a function than this one takes.
    def paths(wildcards):
        inputs = WORK.inputs(stage, wildcards.name)
        return {what: _needed(stage, wildcards.name, wanted) for what, wanted in inputs.items()}

    return unpack(announced(paths))


def _needed(stage, name, wanted):
    """Of one path or several those that are there, or must be made because the artefact is still to be made."""
    if isinstance(wanted, list):
        return [path for one in wanted if (path := _needed(stage, name, one))]
    needed = os.path.exists(wanted) or not os.path.exists(WORK.artefact(stage, name).path)
    return ancient(wanted) if needed else []


def group(stage):
    """Function of the wildcards: the jobs of a stage that a cluster may run in one submission.

    None where jobs run here: they would not run in groups, but a dry run would list them so.
    """
    # Asked for each job: whether jobs run here is not known yet when the Snakefile is read.
    return lambda wildcards: None if workflow.local_exec else WORK.group(stage, wildcards.name)
