"""Settings of a training: parameters of the config in the form that the loop takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

from richlazy.contracts.registry import Registry


@dataclass(frozen=True)
class Settings:
    """Settings of a training; config/README.md describes the keys of the same names.

    learner: name of the learner. architecture: result of the learner's `architecture` function for the parameters.
    optimizer, objective, stopping, rule, target_noise: names of modules in the rooms of these kinds, `none` for no
    noise. after_update: names of acts, in the order in which they are called. values: the parameters that these modules
    declare.
    """

    learner: str
    architecture: object
    batch: int
    checkpoints: Sequence[int]
    values: Mapping[str, object] = field(default_factory=dict)
    optimizer: str = "sgd"
    objective: str = "cross_entropy"
    alpha: float = 1
    centre: bool = False
    stopping: str = "steps"
    rule: str = "gradient"
    target_noise: str = "none"
    last_only: bool = False
    trained_weights: str = "all"
    after_update: Sequence[str] = ()
    divergence_loss: float = inf

    def of(self, registry: Registry, name: str) -> dict[str, object]:
        """The values of the parameters that a module declares, by name."""
        return {key: self.values[key] for key in registry.constant(name, "PARAMETERS", {})}
