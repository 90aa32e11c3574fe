"""The artefacts that conditions need, their paths and their inputs.

The path of an artefact contains its address: results/<stage>/<readable>-<digest>.nc. The digest covers the parameters
that its stage and the earlier stages use, their code and environments, and the seeds. Experiments therefore share equal
artefacts, and a file with an address is never out of date.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from richlazy.artefacts.identity import address
from richlazy.contracts.artefact import Artefact
from richlazy.planning.conditions import Condition
from richlazy.planning.measure_lists import Lists, standard_measures
from richlazy.planning.plan import Plan

# Parameters in the readable part of an artefact's name; those with their default value are left out, but not the
# first ones.
_ALWAYS_READ = ("task", "connectivity", "rank")
_READABLE = ("task", "earlier_tasks", "learner", "connectivity", "null_model", "rank")
# Largest length of that part; file systems allow names of 255 bytes.
_LONGEST_READABLE = 200


@dataclass(frozen=True)
class ArtefactPlanner:
    """Adds artefacts to `plan`.

    blocks: the blocks of seeds of every condition, by its key. defaults: defaults of parameters. code_of: as in
    `make_plan`.
    """

    plan: Plan
    blocks: Mapping[str, list[tuple[int, ...]]]
    defaults: Mapping[str, object]
    code_of: Callable[[str, Mapping], str]
    _trained: dict[tuple, dict[str, Artefact]] = field(default_factory=dict)

    def add(self, condition: Condition, lists: Lists, seeds: Iterable[int]) -> None:
        """Add all artefacts of a condition; lists: measures beside the standard ones. seeds: those of an experiment,
        between which measures between seeds are taken."""
        key = condition.key
        if key not in self.plan.blocks:
            self.plan.blocks[key] = [self._measured(condition, block) for block in self.blocks[key]]
        for names in lists.further:
            if (key, names) not in self.plan.further:
                made = (self._measurement(condition, block, list(names)) for block in self.plan.blocks[key])
                self.plan.further[key, names] = list(made)

        seeds = tuple(sorted(seeds))
        for names in lists.between_seeds:
            if (key, names, seeds) not in self.plan.compared:
                self.plan.compared[key, names, seeds] = self._compared(condition, names, seeds)

    def _compared(self, condition: Condition, measures: Iterable[str], seeds: tuple[int, ...]) -> Artefact:
        blocks = self.plan.of_point(condition, seeds)
        trainings = {f"training_{number}": block["train"] for number, block in enumerate(blocks)}
        inputs = {"trials": blocks[0]["trials"], **trainings}
        return self._artefact("compare", condition, seeds, inputs, {"measures": list(measures)})

    def _measured(self, condition: Condition, seeds: tuple[int, ...]) -> dict[str, Artefact]:
        made = self._until_training(condition, seeds)
        return made | {"measure": self._measurement(condition, made, standard_measures(condition))}

    def _measurement(self, condition: Condition, made: Mapping[str, Artefact], measures: list[str]) -> Artefact:
        training = made["train"]
        inputs = {"training": training, "trials": made["trials"]}
        if condition.tested_on:
            inputs["tested_on"] = self._source("trials", condition.tested_on, training.seeds)
        return self._artefact("measure", condition, training.seeds, inputs, {"measures": measures})

    def _until_training(self, condition: Condition, seeds: tuple[int, ...]) -> dict[str, Artefact]:
        """The artefacts up to the training, which several conditions may need."""
        key = condition.key, seeds
        if key not in self._trained:
            self._trained[key] = self._train(condition, seeds)
        return self._trained[key]

    def _train(self, condition: Condition, seeds: tuple[int, ...]) -> dict[str, Artefact]:
        made = {stage: self._source(stage, condition, seeds) for stage in condition.sources}
        start = {"start": self._training(condition.before, seeds)} if condition.before else {}
        return made | {"train": self._artefact("train", condition, seeds, made | start)}

    def _source(self, stage: str, condition: Condition, seeds: tuple[int, ...]) -> Artefact:
        """A source of a training. All replicates share one pool of data, unless each has data of its own."""
        source = condition.sources[stage]
        inputs = {"reference": self._training(condition.reference, seeds)} if source.learned_from is not None else {}
        shared = stage == "trials" and condition.data.replicate is None
        return self._artefact(stage, condition, () if shared else seeds, inputs)

    def _training(self, condition: Condition, seeds: tuple[int, ...]) -> Artefact:
        """The training of another condition, for the block that contains these seeds."""
        (block,) = (block for block in self.blocks[condition.key] if seeds[0] in block)
        return self._until_training(condition, block)["train"]

    def _artefact(
        self,
        stage: str,
        condition: Condition,
        seeds: tuple[int, ...],
        inputs: Mapping[str, Artefact],
        further: Mapping[str, object] | None = None,
    ) -> Artefact:
        """Add the artefact of one stage; inputs: artefacts by the names that its script uses; further: parameters in
        addition to those of the condition."""
        parameters = condition.of_stage(stage) | dict(further or {})
        paths = {name: artefact.path for name, artefact in inputs.items()}
        code = self.code_of(stage, parameters)
        words = "-".join([*self._readable(parameters), *_readable_seeds(seeds)])
        name = f"{words[:_LONGEST_READABLE]}-{address(stage, parameters, seeds, code, paths)}"
        artefact = Artefact(stage, name, parameters, seeds, paths, code)
        return self.plan.artefacts[stage].setdefault(name, artefact)

    def _readable(self, parameters: Mapping[str, object]) -> list[str]:
        """The readable part of the name, from the most important parameters."""
        return [
            _word(name, parameters[name])
            for name in _READABLE
            if name in parameters and (name in _ALWAYS_READ or parameters[name] != self.defaults[name])
        ]


def _word(name: str, value: object) -> str:
    if name == "earlier_tasks":
        return "-".join(["after", *value])
    return f"rank{value}" if name == "rank" else str(value)


def _readable_seeds(seeds: tuple[int, ...]) -> list[str]:
    if not seeds:
        return []
    whole = seeds == tuple(range(seeds[0], seeds[-1] + 1))
    return [f"seeds{seeds[0]}to{seeds[-1]}" if whole else f"{len(seeds)}seeds{seeds[0]}to{seeds[-1]}"]
