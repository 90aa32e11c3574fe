"""Measures of all networks of an ensemble at all their checkpoints."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import NamedTuple

import numpy as np

from richlazy import measures
from richlazy.contracts.measure_names import split
from richlazy.measures.snapshot import Probes, Snapshot

# How files and axes speak of a part of the data.
_PARTS = {"test": "held-out trials", "training": "training trials", "probe": "probe trials"}


@dataclass(frozen=True)
class Named:
    """A measure by a name of the config: its module, and the part of the data that it is taken on, None where none."""

    module: ModuleType
    part: str | None

    @property
    def measure(self) -> Callable[[Snapshot, Snapshot], float | np.ndarray]:
        """The measure as a function of two snapshots."""
        return self.module.measure if self.part is None else partial(self.module.measure, part=self.part)

    @property
    def shape(self) -> tuple[int, ...]:
        """() of a number, (components,) of a vector."""
        return (self.module.COMPONENTS,) if hasattr(self.module, "COMPONENTS") else ()

    def attributes(self, probes: Probes) -> dict[str, str]:
        """long_name and units of its values."""
        objective = {name: getattr(probes.objective_module, name) for name in ("LONG_NAME", "UNITS")}
        fields = {"objective": objective["LONG_NAME"], "unit": objective["UNITS"]}
        words, units = self.module.LONG_NAME.format(**fields), self.module.UNITS.format(**fields)
        if self.part is not None:
            words = f"{words} on {_PARTS.get(self.part, f'the part {self.part}')}"
        return {"long_name": words, "units": units}


def find(name: str) -> Named:
    """The measure of a name. Raises InputError, naming the known ones."""
    measure, part = split(measures.registry, name)
    module = measures.registry.find(measure)
    return Named(module, part or ("test" if getattr(module, "PER_PART", False) else None))


def evaluate(weights: NamedTuple, probes: Probes, names: Iterable[str] = measures.STANDARD) -> dict[str, np.ndarray]:
    """Values [seed, checkpoint] of every measure of `names`, [seed, checkpoint, component] of a vector.

    weights: Weights of the probes' network, leading axes [seed, checkpoint]; the first checkpoint is the start that
    others are compared with. A checkpoint whose weights are not finite (the run diverged) is NaN in every measure.
    """
    seeds, checkpoints = weights[0].shape[:2]
    found = {name: find(name) for name in names}
    values = {name: np.full((seeds, checkpoints, *one.shape), np.nan) for name, one in found.items()}
    functions = {name: one.measure for name, one in found.items()}
    for seed in range(seeds):
        initial = Snapshot(weights._make(w[seed, 0] for w in weights), probes)
        for checkpoint in range(checkpoints):
            now = weights._make(w[seed, checkpoint] for w in weights)
            current = Snapshot(now, probes) if checkpoint else initial
            if all(bool(w.isfinite().all()) for w in current.weights):
                for name, measure in functions.items():
                    values[name][seed, checkpoint] = measure(initial, current)
    return values
