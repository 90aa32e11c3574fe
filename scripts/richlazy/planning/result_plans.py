"""Tables, figures and pages: what each job is told, what it makes, and the plan that says what that is made from.

The files keep one path while what they show changes. So each job has a plan, which changes whenever what it makes
would: it holds what the job is told, the digest of its code, and the digests of the plans of the tables that it reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from richlazy.artefacts.identity import digest
from richlazy.artefacts.saved_config import as_yaml
from richlazy.contracts.registry import literal
from richlazy.contracts.study_parts import claims, figures, simulations
from richlazy.planning.experiment_tables import describe_experiment
from richlazy.planning.plan_files import PlanFiles
from richlazy.planning.project import Project


@dataclass(frozen=True)
class Result:
    """One job that makes a table, figure or page.

    name: place of its record below the output folder, without suffix; made: names of its files below the output folder;
    log: that of its log, without suffix; spec: what its script is told.
    """

    name: str
    made: tuple[str, ...]
    log: str
    spec: Mapping[str, object]


@dataclass(frozen=True)
class Asked:
    """What a run is to make: experiments, and studies whose scorecard and provenance page; "": the default ones."""

    experiments: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()


class Results:
    """All such jobs of a project, each put together when it is asked for first."""

    def __init__(self, project: Project):
        self.project = project
        self.plans = PlanFiles(project.output)
        self._known: dict[str, Result] = {}

    def measures(self, experiment: str) -> Result:
        """The hyper-cube of an experiment, of trained networks or of a simulation."""
        simulated = experiment in self.project.plan.simulations
        name, rule = f"{experiment}/measures", "simulate" if simulated else "aggregate"
        if name in self._known:
            return self._known[name]
        told = self._simulation(experiment) if simulated else self._aggregation(experiment)
        told["confidence"] = self.project.config["statistics"]["confidence"]
        made = (f"{experiment}/measures.nc", f"{experiment}/summary.csv")
        return self._add(name, made, f"{rule}/{experiment}", told)

    def _aggregation(self, experiment: str) -> dict[str, object]:
        code = self.project.code.of_job("aggregate", "analysis")
        return {**self._tables[experiment], "code": code}

    def _simulation(self, experiment: str) -> dict[str, object]:
        found = self.project.plan.simulations[experiment]
        return {
            "experiment": experiment,
            "simulation": found.simulation,
            "arguments": dict(found.arguments),
            "seeds": found.seeds,
            "code": self.project.code.of_job("simulate", "analysis", [simulations.path(found.simulation)]),
        }

    def experiment_files(self, experiment: str, kind: str) -> list[str]:
        """Files of a kind ("measures" or "matrices") that the measures of an experiment are made from, each once."""
        return list(dict.fromkeys(path for point in self._tables[experiment]["points"] for path in point[kind]))

    @cached_property
    def _tables(self) -> dict[str, dict]:
        plan = self.project.plan
        return {name: describe_experiment(plan, experiment) for name, experiment in plan.experiments.items()}

    def claims(self, experiment: str) -> Result:
        """The tests of the claims of an experiment."""
        name = f"{experiment}/claims"
        if name in self._known:
            return self._known[name]
        asked = self.project.experiments[experiment].claims
        told = {"study": self.project.study_of.get(experiment, ""), "experiment": experiment, "claims": asked}
        spec = told | {"statistics": dict(self.project.config["statistics"])}
        code = self.project.code.of_job("claims", "analysis", [claims.path(claim) for claim in asked])
        made_from = [self.measures(experiment)]
        return self._add(name, (f"{experiment}/claims.csv",), f"claims/{experiment}", spec, spec, code, made_from)

    def figure(self, experiment: str, figure: str) -> Result:
        """One figure of an experiment."""
        name = f"figures/{experiment}-{figure}"
        if name in self._known:
            return self._known[name]
        shown = self.shown(experiment, figure)
        measures = [f"{self.project.output}/{other}/measures.nc" for other in shown]
        spec = {"experiment": experiment, "figure": figure, "measures": measures, **self._look()}
        code = self.project.code.of_job("figure", "figures", [figures.path(figure)])
        made = tuple(f"{name}.{kind}" for kind in ("pdf", "png", "txt"))
        return self._add(name, made, name, spec, spec, code, [self.measures(other) for other in shown])

    def shown(self, experiment: str, figure: str) -> list[str]:
        """The experiments whose measures a figure shows: those that its own collects, or else its own, and its
        BACKGROUND where that is run."""
        if experiment in self.project.plan.collections:
            return self.project.plan.collections[experiment].collects
        background = literal(figures.path(figure), "BACKGROUND")
        behind = background in self.project.experiments and background != experiment
        return [experiment, background] if behind else [experiment]

    def scorecard(self, study: str = "") -> Result:
        """The scorecard of a study; "": the default one."""
        name = f"scorecard{suffix(study)}"
        if name in self._known:
            return self._known[name]
        experiments, config = self.tested(study), self.project.config
        told = {"config": digest(config), "experiments": ", ".join(experiments)}
        code = self.project.code.of_job("scorecard", "figures", self._templates("scorecard"))
        made = tuple(f"{name}.{kind}" for kind in ("csv", "html", "pdf", "png"))
        plan = {**self._look(), "experiments": experiments}
        made_from = [self.claims(experiment) for experiment in experiments]
        return self._add(name, made, name, {**self._look(), "provenance": told}, plan, code, made_from)

    def provenance(self, study: str = "") -> Result:
        """The page that tells where the results of a study come from; "": of the default one.

        Its plan does not name the config: what the config says besides what the results depend on is no reason to write
        the page again, nor does it change the config that is kept beside them.
        """
        name = f"provenance{suffix(study)}"
        if name in self._known:
            return self._known[name]
        project = self.project
        envs = project.code.environments()
        spec = {
            "config": {"digest": digest(project.config), "text": as_yaml(project.config)},
            "environments": {env: as_yaml(packages) for env, packages in envs.items()},
        }
        code = project.code.of_job("provenance", "provenance", self._templates("provenance"))
        plan = {"experiments": self.tested(study)}
        return self._add(name, (f"{name}.html",), name, spec, plan, code, [self.scorecard(study)])

    def tested(self, study: str) -> list[str]:
        """The experiments of a study that have claims of their own."""
        return [name for name in self.project.studies.get(study, []) if name in self.project.experiments]

    def _look(self) -> dict[str, object]:
        return {"style": dict(self.project.config["figures"]), "preset": self.project.config["preset"]}

    def _templates(self, page: str) -> list[Path]:
        folder = self.project.code.base / "scripts" / "richlazy" / "reporting" / "pages"
        return [folder / f"{name}.html.jinja" for name in ("page", page)]

    def _add(
        self,
        name: str,
        made: tuple[str, ...],
        log: str,
        spec: Mapping,
        plan: Mapping | None = None,
        code: str = "",
        made_from: list[Result] | None = None,
    ) -> Result:
        """Add a job; without `plan` its spec, which then holds the code, says all that it is made from."""
        if plan is not None:
            digests = self.plans.digests(result.name for result in made_from or [])
            plan = {**plan, "made_from": digests, "code": code}
        self.plans.add(name, spec if plan is None else plan)
        return self._known.setdefault(name, Result(name, made, log, spec))

    # Several of them

    def of_experiment(self, experiment: str) -> list[Result]:
        """The jobs of an experiment that make what its config names."""
        own = [self.measures(experiment), self.claims(experiment)] if experiment in self.project.experiments else []
        return [*own, *(self.figure(experiment, figure) for figure in self.project.illustrated[experiment].figures)]

    def of(self, asked: Asked) -> list[Result]:
        """The jobs that make what is asked for."""
        own = [result for name in asked.experiments for result in self.of_experiment(name)]
        return [*own, *(page for study in asked.pages for page in (self.scorecard(study), self.provenance(study)))]


def suffix(study: str) -> str:
    """What the names of a study's pages have at their end."""
    return f"-{study}" if study else ""
