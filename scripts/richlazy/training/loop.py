"""Training of an ensemble: from initial weights and a pool of trials to weights at checkpoints and a loss curve."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import torch

from richlazy import learners, objectives
from richlazy.training import after_update, optimizers, rules, stopping
from richlazy.training.block import Block, Pool
from richlazy.training.history import History, empty_history
from richlazy.training.minibatches import MinibatchOrder
from richlazy.training.replay import repeatable
from richlazy.training.settings import Settings
from richlazy.training.whole_part import WholePart, by_output

# Minibatches are gathered for this many steps at once, between which loss and divergence are looked at; on a GPU so
# many steps are repeated as one.
_BLOCK = 100
# Networks are trained side by side while their buffers fit into this many bytes of a core's cache.
_CACHE_BYTES = 1_500_000


Report = Callable[[Sequence[int], int, np.ndarray], None]


def train(
    initial: NamedTuple,
    pool: Pool,
    orders: list[MinibatchOrder],
    settings: Settings,
    report: Report,
    watched: Pool | None = None,
) -> History:
    """Train the networks of `initial` (Weights of the settings' learner, leading seed axis) on the device they live on.

    On a GPU all networks form one batched product; on a CPU they are walked in chunks that fit the cache.
    `report(networks, step, loss)` is called after every block of steps. watched: the part of the pool that the stopping
    rule looks at, if it is not `pool`.
    """
    ensemble = learners.parts(settings.learner).find("ensemble").Ensemble
    # In inference mode no operation passes through autograd, whose code would push data out of the cache.
    mode = torch.no_grad if getattr(ensemble, "AUTOGRAD", False) else torch.inference_mode
    with mode():
        return _train(ensemble, initial, pool, orders, settings, report, watched or pool)


def _train(ensemble: type, initial: NamedTuple, pool: Pool, orders, settings: Settings, report: Report, watched: Pool):
    history = empty_history(initial, settings)
    size = _chunk_size(ensemble, initial, pool, settings.batch)
    for start in range(0, len(orders), size):
        chunk = range(start, min(start + size, len(orders)))
        _Run(ensemble, initial, pool, orders, settings, chunk, watched).train(history, report)
    history.mark_diverged(settings.checkpoints)
    return history


def _chunk_size(ensemble: type, initial: NamedTuple, pool: Pool, batch: int) -> int:
    if initial[0].is_cuda:
        return len(initial[0])
    elements = ensemble.elements(initial, pool.inputs.shape[-1], batch)
    return max(1, _CACHE_BYTES // (elements * initial[0].element_size()))


class _Run:
    """One chunk of networks in training."""

    def __init__(
        self,
        ensemble: type,
        initial: NamedTuple,
        pool: Pool,
        orders: list[MinibatchOrder],
        settings: Settings,
        networks: range,
        watched: Pool,
    ):
        self.new_ensemble, self.pool, self.settings, self.watched = ensemble, pool, settings, watched
        self.networks = list(networks)
        self.orders = [orders[network] for network in networks]
        self.objective = objectives.find(settings.objective, settings.values)
        self.loss_factor = objectives.loss_factor(settings.objective, settings.alpha)
        # f₀ of the pool and of the part that is watched, [network, trial, scored time, output]
        self.initial_outputs = self.initial_watched = None
        self._build(initial._make(w[networks.start : networks.stop] for w in initial))

    def _build(self, weights: NamedTuple) -> None:
        settings, count = self.settings, len(self.networks)
        self.ensemble = self.new_ensemble(
            weights, settings.architecture, self.pool.inputs.shape[-1], settings.batch, settings.last_only
        )
        self.optimizer = optimizers.registry.find(settings.optimizer).Optimizer(
            self.ensemble.parameters, self.ensemble.gradient, **settings.of(optimizers.registry, settings.optimizer)
        )
        self.rule = rules.registry.find(settings.rule).Rule(self.ensemble, **settings.of(rules.registry, settings.rule))
        self.stopping = stopping.registry.find(settings.stopping).Stopping(
            count, **settings.of(stopping.registry, settings.stopping)
        )
        self.untrained = self.ensemble.other_gradients if settings.trained_weights == "studied" else []
        self.after_update = [
            after_update.registry.find(name).AfterUpdate(
                self.ensemble.studied, count, **settings.of(after_update.registry, name)
            )
            for name in settings.after_update
        ]
        if settings.centre and self.initial_outputs is None:
            self.initial_outputs = self._whole(self.pool).outputs(self.ensemble)
            same = self.watched is self.pool
            self.initial_watched = self.initial_outputs if same else self._whole(self.watched).outputs(self.ensemble)
        steps = min(_BLOCK, settings.checkpoints[-1])
        self.block = Block(
            self.pool, self.objective, self.networks, steps, settings.batch, settings.last_only, self.initial_outputs
        )
        if self.stopping.every:
            self.looked_at = self._whole(self.watched)
        self.walk = repeatable(self._walk, self.pool.inputs.device)

    def _whole(self, pool: Pool) -> WholePart:
        return WholePart(pool, self.objective, self.networks, self.settings.batch, self.settings.last_only)

    def train(self, history: History, report: Report) -> None:
        self._store(history, 0)
        done = 0
        self._look(done, history)
        for index, checkpoint in enumerate(self.settings.checkpoints):
            while done < checkpoint and self.networks:
                steps = min(_BLOCK, checkpoint - done)
                if self.stopping.every:
                    steps = min(steps, self.stopping.every - done % self.stopping.every)
                loss = self._advance(steps)
                history.loss[self.networks, done : done + steps] = loss
                report(self.networks, done + steps, loss[:, -1])
                self._drop_diverged(loss, done, history)
                done += steps
                self._look(done, history)
            if self.networks and checkpoint > 0:
                self._store(history, index)

    def _advance(self, steps: int) -> np.ndarray:
        """Train for a block of steps; returns the loss of each network before each update, [network, step]."""
        self.block.load(np.stack([order.take(steps) for order in self.orders], axis=1))
        self.walk(steps)
        loss = self.block.loss(steps)
        return loss if self.loss_factor == 1 else loss * self.loss_factor

    def _walk(self, steps: int) -> None:
        """The first so many steps of the block: all that is done in a step, with nothing read by the host."""
        alpha, error, output_error = self.settings.alpha, self.ensemble.output_error, self.objective.output_error
        forward, learn, update, keep = self.ensemble.forward, self.rule.step, self.optimizer.update, self.optimizer.keep
        # Errors are those of the summed loss at the scaled outputs: the scale makes them those of the mean at f.
        scale = objectives.error_factor(self.settings.objective, alpha) / error.shape[-1]
        for inputs, targets, outputs, initial in self.block.minibatches[:steps]:
            forward(inputs, outputs)
            if initial is not None:
                outputs.sub_(initial)
            if alpha != 1:
                outputs.mul_(alpha)
            output_error(outputs, targets, error)
            learn(keep, scale)
            for gradient in self.untrained:
                gradient.zero_()
            update()
            for act in self.after_update:
                act()

    def _store(self, history: History, index: int) -> None:
        weights = self._keep(history, slice(index, index + 1), np.arange(len(self.networks)))
        finite = torch.stack([w.flatten(1).isfinite().all(1) for w in weights]).all(0).cpu().numpy()
        step = np.full(len(finite), self.settings.checkpoints[index])
        history.divergence_step[np.array(self.networks)[~finite]] = step[~finite]
        self._drop(finite)

    def _keep(self, history: History, checkpoints: slice, which: np.ndarray) -> NamedTuple:
        """Write the present weights, and what is recorded, of some networks of the chunk to these checkpoints."""
        networks, weights = [self.networks[k] for k in which], self.ensemble.weights()
        for kept, current in zip(history.weights, weights, strict=True):
            kept[networks, checkpoints] = current[which].cpu()[:, None]
        for act in self.after_update:
            for name, values in act.values().items():
                history.recorded[name][networks, checkpoints] = values[which][:, None]
        return weights

    def _look(self, done: int, history: History) -> None:
        """Let networks stop that the stopping rule calls done; their later checkpoints hold their present weights."""
        if not self.networks or not self.stopping.every or done % self.stopping.every:
            return
        settings, targets = self.settings, self.looked_at.targets
        outputs = self.looked_at.outputs(self.ensemble)
        outputs = by_output(objectives.scaled(outputs, self.initial_watched, settings.alpha, settings.centre))
        loss = self.objective.loss(outputs, targets).cpu().numpy() * self.loss_factor
        stops = self.stopping.look(loss, outputs, targets)
        if stops.any():
            later = int(np.searchsorted(settings.checkpoints, done))
            self._keep(history, slice(later, None), np.flatnonzero(stops))
            stopped = np.array(self.networks)[stops]
            history.stopped_step[stopped], history.stopped_by[stopped] = done, settings.stopping
            self._drop(~stops)

    def _drop_diverged(self, loss: np.ndarray, done: int, history: History) -> None:
        sound = loss <= self.settings.divergence_loss  # false for NaN
        lost = ~sound.all(1)
        history.divergence_step[np.array(self.networks)[lost]] = done + np.argmin(sound, axis=1)[lost]
        self._drop(~lost)

    def _drop(self, keep: np.ndarray) -> None:
        """Go on with these networks alone."""
        if keep.all():
            return
        kept = np.flatnonzero(keep)
        self.networks = [self.networks[k] for k in kept]
        self.orders = [self.orders[k] for k in kept]
        if not self.networks:
            return
        if self.initial_outputs is not None:
            same = self.initial_watched is self.initial_outputs
            self.initial_outputs = self.initial_outputs[kept]
            self.initial_watched = self.initial_outputs if same else self.initial_watched[kept]
        ensemble, optimizer, rule, stop = self.ensemble, self.optimizer, self.rule, self.stopping
        acts, weights = self.after_update, ensemble.weights()
        self._build(weights._make(w[kept] for w in weights))
        self.ensemble.continue_from(ensemble, kept)
        self.optimizer.continue_from(optimizer, ensemble.networks, kept)
        self.rule.continue_from(rule, kept)
        self.stopping.continue_from(stop, kept)
        for act, old in zip(self.after_update, acts, strict=True):
            act.continue_from(old, kept)
