"""The plan: the experiments of a config with their points, and all artefacts that they need."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from richlazy.contracts.artefact import Artefact, name_of
from richlazy.contracts.parts import artefact_stages
from richlazy.errors import InputError
from richlazy.planning.conditions import Condition
from richlazy.planning.experiments import Collection, Simulation
from richlazy.planning.measure_lists import Lists


@dataclass(frozen=True)
class Experiment:
    """An experiment: its swept values, its fixed parameters, and the condition of each point of the sweep.

    lists: the measures beside the standard ones of each condition, by its key. remarks: remarks for the user. choose,
    must_improve: as in `experiments.Sweep`. derived: the parameters that follow from derived ones, by the values of
    these as text, such as "gamma=0.1".
    """

    name: str
    sweep: Mapping[str, list]
    seeds: list[int]
    claims: list[str]
    figures: list[str]
    points: list[tuple[dict[str, object], Condition]]
    fixed: Mapping[str, object]
    lists: Mapping[str, Lists] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    choose: Mapping[str, str] = field(default_factory=dict)
    must_improve: bool = True
    derived: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


@dataclass
class Plan:
    """All experiments of a config (sweeps, simulations and collections), and all artefacts, artefacts[stage][name].

    refused: the error of each experiment that cannot be planned, by name. blocks: for each condition, by its key, the
    artefacts of each block of seeds, by stage. further: artefacts of measures beside the standard ones, by key of the
    condition and names of the measures. compared: artefacts of measures between seeds, by key of the condition, names
    of the measures and seeds. replicates: artefacts of each experiment whose simulation has a job a seed, by name.
    """

    experiments: dict[str, Experiment] = field(default_factory=dict)
    simulations: dict[str, Simulation] = field(default_factory=dict)
    collections: dict[str, Collection] = field(default_factory=dict)
    refused: dict[str, InputError] = field(default_factory=dict)
    artefacts: dict[str, dict[str, Artefact]] = field(default_factory=lambda: {one: {} for one in artefact_stages()})
    blocks: dict[str, list[dict[str, Artefact]]] = field(default_factory=dict)
    further: dict[tuple[str, tuple[str, ...]], list[Artefact]] = field(default_factory=dict)
    compared: dict[tuple[str, tuple[str, ...], tuple[int, ...]], Artefact] = field(default_factory=dict)
    replicates: dict[str, list[Artefact]] = field(default_factory=dict)

    def of_point(self, condition: Condition, seeds: list[int]) -> list[dict[str, Artefact]]:
        """The artefacts, by stage, of every block of seeds that a point of an experiment needs."""
        return [block for block in self.blocks[condition.key] if set(block["measure"].seeds) & set(seeds)]

    def measures_of_point(self, condition: Condition, experiment: Experiment) -> list[Artefact]:
        """The measure artefacts of a point of an experiment, those with the standard measures first."""
        standard = [block["measure"] for block in self.of_point(condition, experiment.seeds)]
        lists = experiment.lists.get(condition.key, Lists())
        further = [one for names in lists.further for one in self.further[condition.key, names]]
        return [*standard, *(one for one in further if set(one.seeds) & set(experiment.seeds))]

    def compared_of_point(self, condition: Condition, experiment: Experiment) -> list[Artefact]:
        """The artefacts with measures between the seeds of a point of an experiment."""
        lists = experiment.lists.get(condition.key, Lists())
        return [self.compared[condition.key, names, tuple(sorted(experiment.seeds))] for names in lists.between_seeds]

    def at(self, path: str) -> Artefact:
        """The artefact with this path."""
        _, stage, _ = path.split("/")
        return self.artefacts[stage][name_of(path)]

    def upstream_paths(self, path: str) -> dict[str, str]:
        """Paths, by stage, of an artefact and of everything that it is made from, without trainings of other conditions
        and trials of another task."""
        artefact = self.at(path)
        above = (file for name, file in artefact.inputs.items() if name not in ("start", "reference", "tested_on"))
        found = [self.upstream_paths(file) for file in above]
        return {artefact.stage: path} | {stage: file for one in found for stage, file in one.items()}

    def prerequisite_trainings(self, training: str) -> list[str]:
        """Paths of the trainings of other conditions that a training needs, and all that they need in turn."""
        inputs = self.at(training).inputs
        sources = (self.at(path) for name, path in inputs.items() if name not in ("trials", "start"))
        direct = [*(source.inputs.get("reference") for source in sources), inputs.get("start")]
        direct = [other for other in direct if other]
        return [*direct, *(further for other in direct for further in self.prerequisite_trainings(other))]


def coordinate(value: object) -> object:
    """A value as a label of an axis: lists (of checkpoints, of earlier tasks) become text."""
    return (", ".join(map(str, value)) or "none") if isinstance(value, list) else value
