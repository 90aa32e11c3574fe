"""Actions of a run besides its jobs: checks when the Snakefile is read, and records when the run starts and ends.

`workflow` is the object of this name in a Snakefile; Snakemake itself is not imported.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from richlazy.artefacts.files import move_aside
from richlazy.artefacts.job import MASTER
from richlazy.artefacts.pins import differing, installed, pinned
from richlazy.artefacts.records import CHANGED
from richlazy.contracts import resource_parts
from richlazy.contracts.files_of_config import check_files, with_command_line
from richlazy.contracts.studies import study_of, with_studies
from richlazy.planning import command_line
from richlazy.planning.cleanup import clear_up
from richlazy.planning.folder_records import keep_records
from richlazy.planning.machine_checks import check_gpu, check_machine
from richlazy.planning.machine_sizes import check_machine_holds
from richlazy.planning.output_files import files_by_plan, own_names
from richlazy.planning.output_folder import check_output
from richlazy.planning.plan_files import remove_unused_plans
from richlazy.planning.project import Project, opened_cache, read_project
from richlazy.planning.result_plans import Asked, Results
from richlazy.planning.slurm_site import RESOURCES, Polling, check_site, demands_of
from richlazy.planning.targets import (
    ALL,
    EVERYTHING,
    asked_for,
    check_study_names,
    check_targets,
    groups,
    made_for,
    possible,
)
from richlazy.planning.terminal_display import TerminalDisplay, display_progress, end_display


class Run:
    """A command of Snakemake with a config.

    Raises InputError, before any job, for a config that cannot be run. warn: function that prints a line for the user.
    """

    def __init__(self, workflow: Any, config: dict, home: Path, warn: Callable[[str], None]):
        self._workflow, self._warn = workflow, warn
        # Figures are drawn into files, even if a notebook has set another backend. Jobs end with this process.
        os.environ.update({"MPLBACKEND": "Agg", MASTER: str(os.getpid()), "PYTHONPATH": modules_path(home)})
        # In a module of another workflow, that workflow is responsible for the config files and the command line.
        is_module = workflow.modifier.skip_configfile
        if workflow.is_main_process:
            check_files(workflow.configfiles, own=not is_module)
        if not is_module:  # in place, since scripts get the config as well
            settings = workflow.config_settings
            config.update(with_command_line(config, settings.config, settings.config_args or []))
        cache = opened_cache()
        self.project: Project = read_project(with_studies(config), home, study_of(), cache)
        self.results = Results(self.project)
        self.asked = Asked()
        self._changed: list[Path] = []
        self._display: TerminalDisplay | None = None
        if workflow.is_main_process:
            self._begin()

    def _begin(self) -> None:
        """Check the config for the targets, and write the plan files, which Snakemake needs as inputs."""
        project, workflow = self.project, self._workflow
        self.asked = asked_for(command_line.targets(), project) if self._is_own_command() else possible(project)
        needed = project.only(self.asked.experiments)
        files = files_by_plan(self.results, self.asked)
        # Snakemake chooses the executor only after it has read the Snakefile. Without a number of submissions, jobs run
        # on this machine, and even a dry run can check it; with one, `start` checks if jobs run here after all.
        jobs_here = workflow.resource_settings.nodes is None and not command_line.only_makes_room()
        if jobs_here:
            check_gpu(needed.plan, needed.config)
            check_machine_holds(needed.plan, needed.config)
        check_output(needed, files)
        check_machine(needed.plan, needed.config, jobs_here=jobs_here)
        read = {file for name in needed.plan.simulations for file in self.results.missing_resources(name)}
        resource_parts.check(sorted(read), needed.config["machine"])
        for remark in needed.remarks:
            self._warn(remark)
        dry_run = workflow.output_settings.dryrun
        if not dry_run:  # before plans are dated, since it resets times in the future
            clear_up(project.output, own_names(project.output, files))
        for result in self.results.of(
            self.asked
        ):  # Snakemake lists a folder once, and would miss what appears in it later
            self.results.plans.write(result.name)
        self._changed = self.results.plans.date_all()
        project.cache.save()
        for path in self._changed:
            self._warn(f"{path}: {CHANGED}; a run that makes it again moves it aside first")
        # A dry run writes nothing else. Other commands that run no job restore records that agree with the results.
        # The records of a run are written when it starts; those of a module here, since it has no start of its own.
        is_module = not workflow.modifier.is_main_snakefile()
        if not dry_run:
            keep_records(self.results, self.asked, runs=is_module)
            if is_module:
                self._set_aside(self._changed)
                self._warn_of_versions()

    def _is_own_command(self) -> bool:
        """Whether the targets of the command are those of this workflow, and not of one that includes it."""
        own = {(self.project.base / name).resolve() for name in ("Snakefile", "workflow/Snakefile")}
        snakefile = Path(self._workflow.main_snakefile).resolve()
        return command_line.command_line() is not None and self._workflow.is_main_process and snakefile in own

    # Targets

    def targets(self) -> list[str]:
        """Names of the studies and experiments, each a target. Raises InputError for two that have the same name."""
        check_study_names(self.project)
        return [name for name in groups(self.project) if name not in (ALL, EVERYTHING)]

    def files_of(self, target: str) -> list[str]:
        """The files of a target that stands for several."""
        return made_for(self.results, possible(self.project, target))

    def check_names(self, rules: Mapping[str, bool]) -> None:
        """Raise InputError for a name in the command that is no rule and no file; rules: as in `check_targets`."""
        if self._is_own_command():
            check_targets(command_line.targets(), rules, self.results)
            check_targets(command_line.further_names(), dict.fromkeys(rules, False), self.results)

    # When a run starts and ends

    def start(self) -> None:
        """Actions before the first job. Raises InputError for resources that this machine or the cluster lacks."""
        workflow = self._workflow
        if workflow.local_exec and not command_line.only_makes_room():
            needed = self.project.only(self.asked.experiments)
            check_gpu(needed.plan, needed.config)
            check_machine_holds(needed.plan, needed.config)
            if workflow.resource_settings.nodes is not None:
                check_machine(needed.plan, needed.config)  # so far it was checked without this machine's memory
        self._check_slurm_site()
        # Move aside changed tables, pages and figures that jobs of this run make again: Snakemake removes the outputs
        # of a job before it runs.
        made = {Path(path) for job in workflow.dag.needrun_jobs() for path in job.output}
        self._set_aside(path for path in self._changed if path in made and path.exists())
        keep_records(self.results, self.asked, runs=True)
        remove_unused_plans()
        self._warn_of_versions()
        schedule_when_jobs_end(workflow)
        self._display = display_progress(workflow)

    def end(self) -> None:
        """Actions after a successful or a failed run: the records of the output folder."""
        if self._display:
            end_display(self._workflow, self._display)
        keep_records(self.results, self.asked, runs=True)

    def _check_slurm_site(self) -> None:
        """Raise InputError for what the SLURM site lacks, if jobs are submitted to SLURM."""
        workflow = self._workflow
        if workflow.executor_plugin.name != "slurm":
            return
        settings = workflow.executor_settings
        jobs = [job for job in workflow.dag.needrun_jobs() if not job.is_local]
        asked = [{name: job.resources.get(name) for name in RESOURCES} | {"threads": job.threads} for job in jobs]
        demands = demands_of(asked, {"qos": settings.qos, "reservation": settings.reservation})
        check_site(Polling(settings.status_command, settings.init_seconds_before_status_checks), demands)

    def _set_aside(self, changed: Iterable[Path]) -> None:
        for path in changed:
            self._warn(f"{path}: {CHANGED}; it was moved to {move_aside(path)}, and is made again")

    def _warn_of_versions(self) -> None:
        """Warn of packages whose installed versions are not pinned in `envs/`, if jobs use the installed packages."""
        if not self._workflow.deployment_settings.deployment_method:
            found = differing(installed(pinned()), pinned())
            if found:
                told = "; ".join(f"{name} {version}" for name, version in found.items())
                self._warn(
                    f"Versions that are not those of envs/: {told}. Numbers may differ from those of other runs; `pip "
                    "install .` installs the pinned ones. Every file that is made tells it; so does provenance.html."
                )


def modules_path(home: Path) -> str:
    """PYTHONPATH of jobs: the folder of this project's library first, then what it was.

    Snakemake puts the folder of a script last, behind installed packages, so that an installed copy of the library
    would be imported in the place of this one, whose code the addresses hold.
    """
    others = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return os.pathsep.join(dict.fromkeys([str(home / "scripts"), *filter(None, others)]))


def schedule_when_jobs_end(workflow: Any) -> None:
    """Remove Snakemake's default limit of 100 submissions a second; another limit is not changed.

    With the limit, every scheduling step causes another one a second later, and each finished job adds such a chain:
    after some hundred jobs this takes half a core, in the end a whole one (snakemake/snakemake#3744).
    """
    limiter = workflow.scheduler.job_rate_limiter
    if limiter and (limiter.max_jobs, limiter.timespan) == (100, 1):
        workflow.scheduler.job_rate_limiter = None
