"""Jobs that make tables, figures and pages: their specification, their files and their plans.

These files keep their paths while their content changes. Each job therefore has a plan that changes whenever its result
would: it holds the specification, the digest of the code, and the digests of the plans of all tables that it reads.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from richlazy.artefacts.identity import digest
from richlazy.artefacts.saved_config import as_yaml
from richlazy.contracts import resource_parts
from richlazy.contracts.figure_titles import title
from richlazy.contracts.registry import literal
from richlazy.contracts.study_parts import claims, figures, simulations
from richlazy.planning.experiment_tables import describe_experiment
from richlazy.planning.plan_files import PlanFiles
from richlazy.planning.point_files import files_of_points
from richlazy.planning.project import Project


@dataclass(frozen=True)
class Result:
    """One job that makes a table, figure or page.

    name: path of its record below the output folder, without suffix. made: names of its files below the output folder.
    log: name of its log, without suffix. spec: the specification that its script gets.
    """

    name: str
    made: tuple[str, ...]
    log: str
    spec: Mapping[str, object]


@dataclass(frozen=True)
class Asked:
    """The targets of a run: experiments, and studies whose pages are made, scorecard, explorer and provenance ("": the
    default)."""

    experiments: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()


class Results:
    """All such jobs of a project; each is made when it is first needed."""

    def __init__(self, project: Project):
        self.project = project
        self.plans = PlanFiles(project.output)
        self._known: dict[str, Result] = {}

    def measures(self, experiment: str) -> Result:
        """The hypercube of an experiment with trained networks or a simulation."""
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
            "replicates": self.replicates(experiment),
            "code": self.project.code.of_job("simulate", "simulate", [simulations.path(found.simulation)]),
        }

    def replicates(self, experiment: str) -> list[str]:
        """Files of the replicates of an experiment's simulation; none where one job simulates all of them."""
        return [artefact.path for artefact in self.project.plan.replicates.get(experiment, [])]

    def missing_resources(self, experiment: str) -> list[str]:
        """Resources that the simulation of an experiment still needs: none where its measures are up to date or its
        replicates are there, since their plan and addresses guarantee what they were made from."""
        found, result = self.project.plan.simulations[experiment], self.measures(experiment)
        made, replicates = Path(self.project.output) / result.made[0], self.replicates(experiment)
        is_made = self.plans.is_followed(result.name) and made.is_file()
        if is_made or (replicates and all(map(os.path.isfile, replicates))):
            return []
        return resource_parts.of_simulation(found.simulation, found.arguments)

    def experiment_files(self, experiment: str, kind: str) -> list[str]:
        """Files that an experiment's table is made from: "measures", "between_seeds", "matrices" or "trainings"."""
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
        """The experiments whose measures a figure shows: all that are collected; or its own, and its BACKGROUND if that
        is run."""
        if experiment in self.project.plan.collections:
            return self.project.plan.collections[experiment].collects
        background = literal(figures.path(figure), "BACKGROUND")
        behind = background in self.project.experiments and background != experiment
        return [experiment, background] if behind else [experiment]

    def scorecard(self, study: str = "") -> Result:
        """The scorecard of a study; "" for the default study."""
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
        """The provenance page of a study; "" for the default study.

        Its plan does not contain the config: changes of the config that do not affect the results are no reason to
        write the page again, nor do they change the config that is saved beside the results. Nor does it contain the
        names of figures: the page has those of the config that it shows.
        """
        name = f"provenance{suffix(study)}"
        if name in self._known:
            return self._known[name]
        project = self.project
        envs = project.code.environments()
        spec = {
            "config": {"digest": digest(project.config), "text": as_yaml(project.config)},
            "environments": {env: as_yaml(packages) for env, packages in envs.items()},
            "figures": {name: self._titles(name) for name in self._of_study(study)},
        }
        code = project.code.of_job("provenance", "provenance", self._templates("provenance"))
        plan = {"experiments": self.tested(study)}
        return self._add(name, (f"{name}.html",), name, spec, plan, code, [self.scorecard(study)])

    def explorer(self, study: str = "") -> Result:
        """The explorer of a study's results; "" for the default study."""
        name = f"explorer{suffix(study)}"
        if name in self._known:
            return self._known[name]
        experiments, config = self.tested(study), self.project.config
        told = {"preset": config["preset"], "confidence": config["statistics"]["confidence"]}
        told["suffix"] = suffix(study)
        spec = told | {"config": digest(config), "experiments": [self._explored(name) for name in experiments]}
        templates = [*self._templates("explorer"), *sorted(self._pages.glob("explorer/*.*"))]
        code = self.project.code.of_job("explorer", "explorer", templates)
        made_from = [self.scorecard(study), *map(self.measures, experiments)]
        return self._add(name, (f"{name}.html",), name, spec, told | {"experiments": experiments}, code, made_from)

    def _explored(self, experiment: str) -> dict[str, object]:
        """What the explorer is told of an experiment: its study, its table, and the files of each point of a sweep."""
        plan = self.project.plan
        sweep = plan.experiments.get(experiment)
        return {
            "experiment": experiment,
            "study": self.project.study_of.get(experiment, ""),
            "measures": f"{self.project.output}/{experiment}/measures.nc",
            "points": files_of_points(plan, sweep) if sweep else [],
        }

    def explored_tables(self, study: str) -> list[str]:
        """The tables of measures that the explorer of a study shows."""
        return [f"{self.project.output}/{name}/measures.nc" for name in self.tested(study)]

    def explored_matrices(self, study: str) -> list[str]:
        """The files of initial matrices that the explorer of a study shows."""
        sweeps = [name for name in self.tested(study) if name in self.project.plan.experiments]
        return list(dict.fromkeys(path for name in sweeps for path in self.experiment_files(name, "matrices")))

    def tested(self, study: str) -> list[str]:
        """The experiments of a study with measures of their own, which the scorecard covers."""
        return [name for name in self._of_study(study) if name in self.project.experiments]

    def _titles(self, experiment: str) -> dict[str, str]:
        """The titles of an experiment's figures, by name."""
        return {figure: title(figure) for figure in self.project.illustrated[experiment].figures}

    def _of_study(self, study: str) -> list[str]:
        """All experiments of a study that can be run."""
        return [name for name in self.project.studies.get(study, []) if name in self.project.illustrated]

    def _look(self) -> dict[str, object]:
        return {"style": dict(self.project.config["figures"]), "preset": self.project.config["preset"]}

    def _templates(self, page: str) -> list[Path]:
        return [self._pages / f"{name}.html.jinja" for name in ("page", page)]

    @property
    def _pages(self) -> Path:
        """Folder of the templates of pages."""
        return self.project.code.base / "scripts" / "richlazy" / "reporting" / "pages"

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
        """Add a job. Without `plan`, its plan is `spec`, which then contains the digest of the code."""
        if plan is not None:
            digests = self.plans.digests(result.name for result in made_from or [])
            plan = {**plan, "made_from": digests, "code": code}
        self.plans.add(name, spec if plan is None else plan)
        return self._known.setdefault(name, Result(name, made, log, spec))

    # Several jobs

    def of_experiment(self, experiment: str) -> list[Result]:
        """All jobs of an experiment: measures, claims and figures."""
        own = [self.measures(experiment), self.claims(experiment)] if experiment in self.project.experiments else []
        return [*own, *(self.figure(experiment, figure) for figure in self.project.illustrated[experiment].figures)]

    def of(self, asked: Asked) -> list[Result]:
        """All jobs for the targets of a run."""
        own = [result for name in asked.experiments for result in self.of_experiment(name)]
        return [*own, *(page for study in asked.pages for page in self.pages(study))]

    def pages(self, study: str) -> tuple[Result, ...]:
        """The jobs of the pages of a study."""
        return self.scorecard(study), self.explorer(study), self.provenance(study)


def suffix(study: str) -> str:
    """Suffix of the names of a study's pages; "" for the default study."""
    return f"-{study}" if study else ""
