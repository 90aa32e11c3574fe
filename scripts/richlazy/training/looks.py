"""What acts look at after every update: outputs of the networks at the decision step, on whole parts of the data.

A part is shown to an ensemble of its own, in passes of another size than minibatches have; the weights are copied to it
before each look. It belongs to the steps that a GPU records and replays, so nothing in it goes to the host. A part is
looked at until no act needs it any more, which is asked between blocks of steps.
"""

from collections.abc import Callable, Mapping, Sequence
from types import ModuleType

import numpy as np
import torch

from richlazy import objectives
from richlazy.training.block import Block, Pool

# Most trials in one forward pass.
_PASS = 512

# An ensemble with the initial or present weights for passes of so many trials: (batch, last_only) → Ensemble.
NewEnsemble = Callable[[int, bool], object]


class PartOutputs:
    """Outputs of some networks on a whole part of a pool, with the targets of its trials.

    targets: [network, output, trial], at the decision step. initial: initial outputs f₀ of the same shape, None without
    centring; they are those of the ensemble's present weights if not given.
    """

    def __init__(
        self,
        pool: Pool,
        objective: ModuleType,
        networks: Sequence[int],
        new_ensemble: NewEnsemble,
        alpha: float,
        centre: bool,
        initial: torch.Tensor | None = None,
    ):
        self.objective, self._alpha, self._centre = objective, alpha, centre
        steps, self._trials, self._networks = pool.inputs.shape[-1], pool.trials, len(networks)
        passes = -(-pool.trials // _PASS)
        batch = -(-pool.trials // passes)
        step = pool.decision_step % steps
        last_only = step == steps - 1
        self._decision = slice(0, batch) if last_only else slice(step * batch, (step + 1) * batch)
        self._ensemble = new_ensemble(batch, last_only)
        self._block = Block(pool, objective, networks, passes, batch, last_only)
        rows = np.arange(passes * batch).reshape(passes, 1, batch) % pool.trials
        self._block.load(np.repeat(rows, len(networks), axis=1))
        self.targets = self._by_network(self._block.targets).clone()
        self.initial = self._bare().clone() if centre and initial is None else initial

    def outputs(self, parameters: torch.Tensor) -> torch.Tensor:
        """Scaled outputs [network, output, trial] with these parameters, those of an ensemble of the same networks."""
        self._ensemble.parameters.copy_(parameters)
        return objectives.scaled(self._bare(), self.initial, self._alpha, self._centre)

    def _bare(self) -> torch.Tensor:
        with torch.inference_mode():  # learners that need autograd would keep what a backward pass needs
            for inputs, _, outputs, _ in self._block.minibatches:
                self._ensemble.forward(inputs, outputs)
        return self._by_network(self._block.outputs)

    def _by_network(self, passes: torch.Tensor) -> torch.Tensor:
        """[network, output, trial] from [pass, (network,) output, scored]; the last pass wraps around."""
        decided = passes[..., self._decision]
        by_pass = decided.reshape(len(passes), self._networks, *decided.shape[-2:])
        return by_pass.permute(1, 2, 0, 3).flatten(2)[..., : self._trials]


class Looks:
    """The acts of some networks that look at parts of the data, and these parts by name."""

    def __init__(self, parts: Mapping[str, PartOutputs], acts: Sequence[tuple[object, Sequence[str]]]):
        """acts: each act with the names of the parts that it looks at."""
        self.parts = parts
        self._acts = {name: [act for act, seen in acts if name in seen] for name in parts}

    def __call__(self, parameters: torch.Tensor) -> None:
        """Show each part that is still needed to its acts, with these parameters of the networks."""
        for name, acts in self._acts.items():
            outputs = self.parts[name].outputs(parameters)
            for act in acts:
                act.look(name, outputs)

    def finish(self) -> bool:
        """Look no more at what no act needs; returns whether that is less than before. Reads values of the device."""
        before = sum(map(len, self._acts.values()))
        needed = {name: [act for act in acts if name in act.needed()] for name, acts in self._acts.items()}
        self._acts = {name: acts for name, acts in needed.items() if acts}
        return sum(map(len, self._acts.values())) < before
