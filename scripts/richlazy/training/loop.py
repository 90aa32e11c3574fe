"""Training of an ensemble: from initial weights and a pool of trials to weights at checkpoints and a loss curve."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch

from richlazy import learners
from richlazy.training.after_update import AFTER_UPDATE
from richlazy.training.block import Block, Pool
from richlazy.training.minibatches import MinibatchOrder
from richlazy.training.optimizers import OPTIMIZERS
from richlazy.training.replay import repeatable

# Minibatches are gathered for this many steps at once, between which loss and divergence are looked at; on a GPU so
# many steps are repeated as one.
_BLOCK = 100
# Networks are trained side by side while their buffers fit into this many bytes of a core's cache.
_CACHE_BYTES = 1_500_000


@dataclass(frozen=True)
class Settings:
    """How to train: see the keys of the same names in config/README.md.

    network: name of its package; architecture: what that package's `architecture` gives for the parameters;
    after_update: keys of `after_update.AFTER_UPDATE`, in the order in which they are called.
    """

    network: str
    architecture: object
    batch: int
    optimizer: str
    learning_rate: float
    momentum: float
    last_only: bool
    divergence_loss: float
    checkpoints: Sequence[int]
    trained_weights: str = "all"
    after_update: Sequence[str] = ()


@dataclass
class History:
    """What is kept of a training, seed first.

    weights: a network's Weights per checkpoint, NaN from divergence on; loss: [seed, step], of the minibatch before
    each update; divergence_step: the number of updates after which the loss was not finite, or above `divergence_loss`,
    for the first time; -1 if it never was. recorded: what `after_update` records, [seed, checkpoint] each, NaN as
    weights.
    """

    weights: NamedTuple
    loss: np.ndarray
    divergence_step: np.ndarray
    recorded: dict[str, np.ndarray]


Report = Callable[[Sequence[int], int, np.ndarray], None]


@torch.inference_mode()  # no operation then passes through autograd, whose code would push data out of the cache
def train(initial: NamedTuple, pool: Pool, orders: list[MinibatchOrder], settings: Settings, report: Report) -> History:
    """Train the networks of `initial` (Weights of the settings' network, leading seed axis) on the device they live on.

    On a GPU all networks form one batched product; on a CPU they are walked in chunks that fit the cache.
    `report(networks, step, loss)` is called after every block of steps.
    """
    history = _empty_history(initial, settings)
    ensemble = learners.parts(settings.network).find("ensemble").Ensemble
    size = _chunk_size(ensemble, initial, pool, settings.batch)
    for start in range(0, len(orders), size):
        chunk = range(start, min(start + size, len(orders)))
        _Run(ensemble, initial, pool, orders, settings, chunk).train(history, report)
    for network, step in enumerate(history.divergence_step):
        if step >= 0:
            lost = [index for index, checkpoint in enumerate(settings.checkpoints) if checkpoint >= step]
            for values in history.weights:
                values[network, lost] = torch.nan
            for values in history.recorded.values():
                values[network, lost] = np.nan
            history.loss[network, step + 1 :] = np.nan
    return history


def _empty_history(initial: NamedTuple, settings: Settings) -> History:
    seeds, checkpoints = len(initial[0]), settings.checkpoints
    weights = initial._make(
        torch.full((seeds, len(checkpoints), *w.shape[1:]), torch.nan, dtype=w.dtype) for w in initial
    )
    loss = np.full((seeds, checkpoints[-1]), np.nan, np.float32)
    names = [name for which in settings.after_update for name in AFTER_UPDATE[which].VARIABLES]
    recorded = {name: np.full((seeds, len(checkpoints)), np.nan) for name in names}
    return History(weights, loss, np.full(seeds, -1), recorded)


def _chunk_size(ensemble: type, initial: NamedTuple, pool: Pool, batch: int) -> int:
    if initial[0].is_cuda:
        return len(initial[0])
    elements = ensemble.elements(initial, pool.inputs.shape[2], batch)
    return max(1, _CACHE_BYTES // (elements * initial[0].element_size()))


class _Run:
    """One chunk of networks in training."""

    def __init__(self, ensemble: type, initial: NamedTuple, pool: Pool, orders, settings: Settings, networks: range):
        self.new_ensemble, self.pool, self.settings = ensemble, pool, settings
        self.networks = list(networks)
        self.orders = [orders[network] for network in networks]
        self._build(initial._make(w[networks.start : networks.stop] for w in initial))

    def _build(self, weights: NamedTuple) -> None:
        settings = self.settings
        self.ensemble = self.new_ensemble(
            weights, settings.architecture, self.pool.inputs.shape[2], settings.batch, settings.last_only
        )
        optimizer = OPTIMIZERS[settings.optimizer]
        self.optimizer = optimizer(
            self.ensemble.parameters, self.ensemble.gradient, settings.learning_rate, settings.momentum
        )
        self.untrained = self.ensemble.other_gradients if settings.trained_weights == "studied" else []
        self.after_update = [
            AFTER_UPDATE[name](self.ensemble.studied, len(self.networks)) for name in settings.after_update
        ]
        steps = min(_BLOCK, settings.checkpoints[-1])
        self.block = Block(self.pool, len(self.networks), steps, settings.batch, settings.last_only)
        self.walk = repeatable(self._walk, self.pool.inputs.device)

    def train(self, history: History, report: Report) -> None:
        self._store(history, 0)
        done = 0
        for index, checkpoint in enumerate(self.settings.checkpoints):
            while done < checkpoint and self.networks:
                steps = min(_BLOCK, checkpoint - done)
                loss = self._advance(steps)
                history.loss[self.networks, done : done + steps] = loss
                report(self.networks, done + steps, loss[:, -1])
                self._drop_diverged(loss, done, history)
                done += steps
            if self.networks and checkpoint > 0:
                self._store(history, index)

    def _advance(self, steps: int) -> np.ndarray:
        """Train for a block of steps; returns the loss of each network before each update, [network, step]."""
        self.block.load(np.stack([order.take(steps) for order in self.orders], axis=1))
        self.walk(steps)
        return self.block.loss(steps)

    def _walk(self, steps: int) -> None:
        """The first so many steps of the block: all that is done in a step, with nothing read by the host."""
        for inputs, targets, logits in self.block.minibatches[:steps]:
            self.ensemble.gradient_step(inputs, targets, self.optimizer.keep, logits)
            for gradient in self.untrained:
                gradient.zero_()
            self.optimizer.update()
            for act in self.after_update:
                act()

    def _store(self, history: History, index: int) -> None:
        weights = self.ensemble.weights()
        for kept, current in zip(history.weights, weights, strict=True):
            kept[self.networks, index] = current.cpu()
        for act in self.after_update:
            for name, values in act.values().items():
                history.recorded[name][self.networks, index] = values
        finite = torch.stack([w.flatten(1).isfinite().all(1) for w in weights]).all(0).cpu().numpy()
        self._drop(finite, np.full(len(finite), self.settings.checkpoints[index]), history)

    def _drop_diverged(self, loss: np.ndarray, done: int, history: History) -> None:
        sound = loss <= self.settings.divergence_loss  # false for NaN
        self._drop(sound.all(1), done + np.argmin(sound, axis=1), history)

    def _drop(self, keep: np.ndarray, step: np.ndarray, history: History) -> None:
        """Record the networks that diverged, at `step`, and go on without them."""
        if keep.all():
            return
        history.divergence_step[np.array(self.networks)[~keep]] = step[~keep]
        kept = np.flatnonzero(keep)
        self.networks = [self.networks[k] for k in kept]
        self.orders = [self.orders[k] for k in kept]
        if self.networks:
            old_ensemble, old_optimizer, old_acts = self.ensemble, self.optimizer, self.after_update
            old_weights = old_ensemble.weights()
            self._build(old_weights._make(w[kept] for w in old_weights))
            self.ensemble.continue_from(old_ensemble, kept)
            self.optimizer.continue_from(old_optimizer, old_ensemble.networks, kept)
            for act, old in zip(self.after_update, old_acts, strict=True):
                act.continue_from(old, kept)
