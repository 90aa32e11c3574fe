"""Evaluation of measures for all networks of an ensemble at all checkpoints."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import NamedTuple

import numpy as np

from richlazy import measures
from richlazy.contracts.measure_names import split
from richlazy.measures.snapshot import Probes, Snapshot

# Parts of the data in the long names of measures.
_PARTS = {"test": "held-out trials", "training": "training trials", "probe": "probe trials"}


@dataclass(frozen=True)
class SelectedMeasure:
    """A measure that the config names: its module, and the part of the data that it is taken on (None without)."""

    module: ModuleType
    part: str | None

    @property
    def measure(self) -> Callable[[Snapshot, Snapshot], float | np.ndarray]:
        """The measure as a function of two snapshots."""
        return self.module.measure if self.part is None else partial(self.module.measure, part=self.part)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one value: () for a number, (components,) for a vector."""
        return (self.module.COMPONENTS,) if hasattr(self.module, "COMPONENTS") else ()

    def is_taken(self, checkpoint: int, checkpoints: int) -> bool:
        """Whether the measure is taken at the checkpoint with this number, of so many."""
        return getattr(self.module, "CHECKPOINTS", "all") == "all" or checkpoint in (0, checkpoints - 1)

    def attributes(self, probes: Probes) -> dict[str, str]:
        """The attributes `long_name` and `units` of its values."""
        objective = {name: getattr(probes.objective_module, name) for name in ("LONG_NAME", "UNITS")}
        fields = {"objective": objective["LONG_NAME"], "unit": objective["UNITS"]}
        long_name, units = self.module.LONG_NAME.format(**fields), self.module.UNITS.format(**fields)
        if self.part is not None:
            long_name = f"{long_name} on {_PARTS.get(self.part, f'the part {self.part}')}"
        return {"long_name": long_name, "units": units}


def find(name: str) -> SelectedMeasure:
    """The measure with this name in the config. Raises InputError for an unknown one, with the known ones."""
    measure, part = split(measures.registry, name)
    module = measures.registry.find(measure)
    return SelectedMeasure(module, part or ("test" if getattr(module, "PER_PART", False) else None))


def evaluate(
    weights: NamedTuple, probes: Probes, names: Iterable[str] = measures.STANDARD, seeds: Sequence[int] | None = None
) -> dict[str, np.ndarray]:
    """Values of every measure of `names`, [seed, checkpoint], or [seed, checkpoint, component] for a vector.

    weights: Weights of the probes' learner, leading axes [seed, checkpoint]; the first checkpoint holds the initial
    weights. seeds: the seeds of the networks, if they are known. All measures are NaN at a checkpoint whose weights are
    not finite, after divergence, and those with CHECKPOINTS = "ends" between the first and the last checkpoint.
    """
    networks, checkpoints = weights[0].shape[:2]
    selected = {name: find(name) for name in names}
    values = {name: np.full((networks, checkpoints, *one.shape), np.nan) for name, one in selected.items()}
    for network in range(networks):
        seed = None if seeds is None else int(seeds[network])
        initial = Snapshot(weights._make(w[network, 0] for w in weights), probes, seed)
        for checkpoint in range(checkpoints):
            taken = {name: one.measure for name, one in selected.items() if one.is_taken(checkpoint, checkpoints)}
            present = weights._make(w[network, checkpoint] for w in weights)
            current = Snapshot(present, probes, seed) if checkpoint else initial
            if taken and all(bool(w.isfinite().all()) for w in current.weights):
                for name, measure in taken.items():
                    values[name][network, checkpoint] = measure(initial, current)
    return values
