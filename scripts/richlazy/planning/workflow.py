"""What the rules ask of a config: the spec and the inputs of every job.

This is the seam between Snakemake and the library: it knows paths and the needs of jobs, and computes nothing. It
is imported whenever the Snakefile is read, so it imports no numerical library.
"""

import json
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path

from richlazy.artefacts.disk_cache import DiskCache, use_cache
from richlazy.artefacts.identity import digest
from richlazy.artefacts.saved_config import as_yaml
from richlazy.contracts.names import check_names
from richlazy.contracts.numbers import whole_numbers
from richlazy.contracts.registry import literal
from richlazy.contracts.schema import load_schema, validate
from richlazy.contracts.studies import study_of
from richlazy.contracts.study_parts import claims, figures, simulations
from richlazy.contracts.values import check_tree
from richlazy.errors import InputError
from richlazy.planning.code_of_stages import Code
from richlazy.planning.experiment_checks import check_experiment
from richlazy.planning.experiment_tables import describe_experiment
from richlazy.planning.plan import Artefact, Collection, Experiment, Simulation, make_plan
from richlazy.planning.plan_files import FOLDER, PlanFiles
from richlazy.planning.plugin_modules import downloads


def _listed(inputs: Mapping[str, str], what: str) -> list[str]:
    return [inputs[what]] if what in inputs else []


class Workflow:
    """A validated config with its plan. Raises InputError for a config that cannot be run."""

    def __init__(self, config: Mapping, basedir: str | Path):
        self._memory = DiskCache(FOLDER / "memory.json")
        use_cache(self._memory)
        check_tree(config)
        self.config, self.base = whole_numbers(config), Path(basedir)
        config, schema = self.config, load_schema()
        validate(config, schema)
        check_names(config)
        if not any(config["experiments"].values()):
            raise InputError("experiments: none is left; set at least one experiment that is not null")
        for name in (name for name, section in config["experiments"].items() if section):
            check_experiment(name, config["experiments"])
        self.code = Code(self.base)
        self.plan = make_plan(config, self._memory, self.code.of_stage)
        for refusal in self.plan.refused.values():
            raise refusal
        self.output = config["output"]
        self.plans = PlanFiles(self.output)
        # Tables, pages and figures that are not as their job wrote them.
        self.changed: list[Path] = []

    @property
    def experiments(self) -> dict[str, Experiment | Simulation]:
        """The experiments that have measures of their own by name, in the order of the config."""
        found = {**self.plan.experiments, **self.plan.simulations}
        return {name: found[name] for name in self.config["experiments"] if name in found}

    @property
    def remarks(self) -> list[str]:
        """What the user should know of the experiments before they run."""
        return [remark for experiment in self.plan.experiments.values() for remark in experiment.remarks]

    @property
    def illustrated(self) -> dict[str, Experiment | Simulation | Collection]:
        """The experiments that may have figures by name: those with measures of their own, then those that collect."""
        return {**self.experiments, **self.plan.collections}

    # Artefacts of the stages

    def figure_paths(self) -> list[str]:
        """The figures of all experiments, as PDF and PNG."""
        return [
            f"{self.output}/figures/{experiment.name}-{figure}.{kind}"
            for experiment in self.illustrated.values()
            for figure in experiment.figures
            for kind in ("pdf", "png")
        ]

    def artefact(self, stage: str, name: str) -> Artefact:
        """Artefact by the name in its path."""
        return self.plan.artefacts[stage][name]

    def spec(self, stage: str, name: str) -> dict[str, object]:
        """What a script of a stage is told, and what it writes into its file."""
        artefact = self.artefact(stage, name)
        return {
            "stage": stage,
            "parameters": dict(artefact.parameters),
            "seeds": list(artefact.seeds),
            "made_from": dict(artefact.inputs),
            "code": artefact.code,
        }

    def inputs(self, stage: str, name: str) -> dict[str, str | list[str]]:
        """Paths of all that an artefact is made from, by the name under which its script knows them.

        A list where there may be none of them.
        """
        artefact = self.artefact(stage, name)
        optional = {"connectivity": ["reference"], "train": ["connectivity", "start"], "measure": ["tested_on"]}
        may_be_none = optional.get(stage, [])
        required = {what: path for what, path in artefact.inputs.items() if what not in may_be_none}
        return required | {what: _listed(artefact.inputs, what) for what in may_be_none} | downloads(artefact)

    def input_of(self, stage: str, name: str, upstream: str) -> str:
        """Path of the file of an earlier stage that an artefact is made from, directly or not."""
        return self.plan.upstream_paths(self.artefact(stage, name).path)[upstream]

    def wheels_of(self, name: str) -> list[str]:
        """Paths of the fetched packages that a connectivity artefact is made from."""
        return downloads(self.artefact("connectivity", name))["wheels"]

    def resources_of(self, name: str) -> list[str]:
        """Paths of the files that a trials artefact is read from."""
        return downloads(self.artefact("trials", name))["resources"]

    def group(self, stage: str, name: str) -> str:
        """Name of the jobs that a cluster may run in one submission: those of a stage.

        What starts from a matrix that a training made has a group of its own: a submission of both would wait for
        itself.
        """
        above = self.plan.upstream_paths(self.artefact(stage, name).path)
        learned = any("reference" in self.plan.at(path).inputs for path in above.values())
        return f"{stage}_from_learned" if learned else stage

    def artefact_paths(self) -> list[str]:
        """All artefacts that the config uses."""
        return [artefact.path for stage in self.plan.artefacts.values() for artefact in stage.values()]

    # Tables and figures

    @cached_property
    def _experiments(self) -> dict[str, dict]:
        return {name: describe_experiment(self.plan, experiment) for name, experiment in self.plan.experiments.items()}

    def experiment_files(self, experiment: str, kind: str) -> list[str]:
        """Files of a kind ("measures" or "matrices") that an experiment is made from, each once."""
        return list(dict.fromkeys(path for point in self._experiments[experiment]["points"] for path in point[kind]))

    def aggregate_spec(self, experiment: str) -> dict[str, object]:
        """Spec of the aggregation of an experiment."""
        confidence = self.config["statistics"]["confidence"]
        code = self.code.of_job("aggregate", "analysis")
        return {**self._experiments[experiment], "confidence": confidence, "code": code}

    def simulation_spec(self, experiment: str) -> dict[str, object]:
        """Spec of an experiment that runs a simulation."""
        found = self.plan.simulations[experiment]
        return {
            "experiment": experiment,
            "simulation": found.simulation,
            "arguments": dict(found.arguments),
            "seeds": found.seeds,
            "confidence": self.config["statistics"]["confidence"],
            "code": self.code.of_job("simulate", "analysis", [simulations.path(found.simulation)]),
        }

    def measures_plan(self, experiment: str) -> str:
        """Plan file of the measures of an experiment, whatever they come from."""
        return (
            self.simulation_plan(experiment) if experiment in self.plan.simulations else self.aggregate_plan(experiment)
        )

    def claims_spec(self, experiment: str) -> dict[str, object]:
        """Spec of the claims of an experiment."""
        ids = self.experiments[experiment].claims
        told = {"study": study_of().get(experiment, ""), "experiment": experiment, "claims": ids}
        return told | {"statistics": dict(self.config["statistics"])}

    def figure_spec(self, experiment: str, figure: str) -> dict[str, object]:
        """Spec of one figure of an experiment."""
        measures = self.figure_measures(experiment, figure)
        look = {"style": dict(self.config["figures"]), "preset": self.config["preset"]}
        return {"experiment": experiment, "figure": figure, "measures": measures, **look}

    def figure_measures(self, experiment: str, figure: str) -> list[str]:
        """Hyper-cubes that a figure shows: those that its experiment collects, or else its experiment's, and that of
        its BACKGROUND where that experiment is run."""
        background = literal(figures.path(figure), "BACKGROUND")
        behind = [background] if background in self.experiments and background != experiment else []
        shown = (
            self.plan.collections[experiment].collects if experiment in self.plan.collections else [experiment, *behind]
        )
        return [f"{self.output}/{name}/measures.nc" for name in shown]

    def scorecard_spec(self) -> dict[str, object]:
        """Spec of the scorecard."""
        provenance = {"config": digest(self.config), "experiments": ", ".join(self.experiments)}
        look = {"style": dict(self.config["figures"]), "preset": self.config["preset"]}
        return {**look, "provenance": provenance}

    def provenance_spec(self) -> dict[str, object]:
        """Spec of the page that tells where the results come from."""
        environments = {path.stem: self.code.environment(path.stem) for path in sorted(self.base.glob("envs/*.yaml"))}
        return {
            "config": {"digest": digest(self.config), "text": as_yaml(self.config)},
            "environments": {name: as_yaml(packages) for name, packages in environments.items()},
        }

    @cache  # noqa: B019
    def aggregate_plan(self, experiment: str) -> str:
        """Plan file of an aggregation."""
        return self.plans.write(f"{experiment}/measures", self.aggregate_spec(experiment))

    @cache  # noqa: B019
    def simulation_plan(self, experiment: str) -> str:
        """Plan file of an experiment that runs a simulation."""
        return self.plans.write(f"{experiment}/measures", self.simulation_spec(experiment))

    @cache  # noqa: B019
    def claims_plan(self, experiment: str) -> str:
        """Plan file of the claims of an experiment."""
        spec = self.claims_spec(experiment)
        code = self.code.of_job("claims", "analysis", [claims.path(name) for name in spec["claims"]])
        made_from = self._made_from(self.measures_plan(experiment))
        return self.plans.write(f"{experiment}/claims", spec | made_from | {"code": code})

    @cache  # noqa: B019
    def figure_plan(self, experiment: str, figure: str) -> str:
        """Plan file of a figure."""
        spec = self.figure_spec(experiment, figure)
        made_from = self._made_from(*(self.measures_plan(Path(path).parent.name) for path in spec["measures"]))
        code = self.code.of_job("figure", "figures", [figures.path(figure)])
        return self.plans.write(f"figures/{experiment}-{figure}", spec | made_from | {"code": code})

    @cache  # noqa: B019
    def scorecard_plan(self) -> str:
        """Plan file of the scorecard."""
        code = self.code.of_job("scorecard", "figures", self._templates("scorecard"))
        look = {"style": dict(self.config["figures"]), "preset": self.config["preset"]}
        spec = {**look, "experiments": list(self.experiments)}
        made_from = self._made_from(*(self.claims_plan(experiment) for experiment in self.experiments))
        return self.plans.write("scorecard", spec | made_from | {"code": code})

    @cache  # noqa: B019
    def provenance_plan(self) -> str:
        """Plan file of the page that tells where the results come from.

        It does not name the config: what the config says besides what the results depend on is no reason to write the
        page again, nor does it change the config that is kept beside them.
        """
        code = self.code.of_job("provenance", "provenance", self._templates("provenance"))
        spec = {"experiments": list(self.experiments), "code": code}
        return self.plans.write("provenance", spec | self._made_from(self.scorecard_plan()))

    def _templates(self, page: str) -> list[Path]:
        folder = self.base / "scripts" / "richlazy" / "reporting" / "pages"
        return [folder / f"{name}.html.jinja" for name in ("page", page)]

    def write_plans(self) -> None:
        """Write the plan files of all tables and figures.

        Before Snakemake looks: it lists a folder once, and would miss a plan that appears in it later.
        """
        for name in self.plan.experiments:
            self.aggregate_plan(name)
        for name in self.plan.simulations:
            self.simulation_plan(name)
        for name in self.experiments:
            self.claims_plan(name)
        for experiment in self.illustrated.values():
            for figure in experiment.figures:
                self.figure_plan(experiment.name, figure)
        self.scorecard_plan()
        self.provenance_plan()
        self.changed = self.plans.date_all()
        self._memory.save()

    def plan_text(self, path: str) -> str:
        """What this config says in a plan file, whatever may have happened to the file since."""
        return self.plans.text_at(path)

    def plans_of(self, experiment: Experiment | Simulation | Collection) -> list[str]:
        """Names of the plans of an experiment's results, and of the measures of others that its figures show."""
        own = (
            [f"{experiment.name}/measures", f"{experiment.name}/claims"] if experiment.name in self.experiments else []
        )
        figures = [f"figures/{experiment.name}-{figure}" for figure in experiment.figures]
        shown = [path for figure in experiment.figures for path in self.figure_measures(experiment.name, figure)]
        return list(dict.fromkeys([*own, *figures, *(f"{Path(path).parent.name}/measures" for path in shown)]))

    def codes(self, names: list[str]) -> dict[str, list[str]]:
        """Digests of the code of plans, by their names, and of the artefacts that their experiments are made from, by
        stage."""
        found: dict[str, set[str]] = {stage: set() for stage in self.plan.artefacts}
        for experiment in (
            experiment for name, experiment in self.plan.experiments.items() if f"{name}/measures" in names
        ):
            blocks = [
                block for _, condition in experiment.points for block in self.plan.of_point(condition, experiment.seeds)
            ]
            for stage, artefact in (entry for block in blocks for entry in block.items()):
                found[stage].add(artefact.code)
        plans = {name: [json.loads(self.plans.text(name))["code"]] for name in names}
        return {stage: sorted(codes) for stage, codes in found.items() if codes} | plans

    def _made_from(self, *plans: str) -> dict[str, dict[str, str]]:
        return {"made_from": self.plans.digests(*plans)}
