"""The training loop: from the initial weights of many networks and a pool of trials to their `History`."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import torch

from richlazy import learners, objectives, randomness
from richlazy.training import after_update, optimizers, rules, stopping, target_noise
from richlazy.training.block import Block, Pool
from richlazy.training.history import History, empty_history
from richlazy.training.looks import Looks, PartOutputs
from richlazy.training.minibatches import FreshMinibatches, MinibatchOrder
from richlazy.training.replay import repeatable
from richlazy.training.settings import Settings
from richlazy.training.streamed_block import StreamedBlock
from richlazy.training.whole_part import WholePart, by_output

# Number of steps in a block: their minibatches are gathered at once, and a GPU replays them as one. Loss and divergence
# are checked after each block.
_BLOCK = 100
# So many networks are trained together that their buffers fit into this many bytes of a core's cache.
_CACHE_BYTES = 1_500_000


Report = Callable[[Sequence[int], int, np.ndarray], None]
# Of each network: an order of the pool's trials, or minibatches of a stream.
Minibatches = Sequence[MinibatchOrder] | Sequence[FreshMinibatches]


def train(
    initial: NamedTuple,
    pool: Pool,
    orders: Minibatches,
    settings: Settings,
    report: Report,
    watched: Pool | None = None,
    seeds: Sequence[int] | None = None,
    parts: Mapping[str, Pool] | None = None,
) -> History:
    """Train the networks with the weights `initial` (Weights of the settings' learner, leading seed axis).

    They are trained on the device that holds `initial`: on a GPU all together, on a CPU in chunks that fit the cache.
    orders: what each is shown; where that comes from streams, `pool` gives the shapes, and the watched part.
    `report(networks, step, loss)` is called after every block of steps. watched: the part of the pool that the stopping
    rule evaluates, if it is not `pool`. seeds: those of the networks, for random numbers that learning rules and noise
    draw; their indices if not given. parts: parts of the pool by name, at which acts after an update look.
    """
    ensemble = learners.parts(settings.learner).find("ensemble").Ensemble
    # In inference mode operations bypass the code of autograd, which would push data out of the cache.
    mode = torch.no_grad if getattr(ensemble, "AUTOGRAD", False) else torch.inference_mode
    with mode():
        own = range(len(orders)) if seeds is None else seeds
        return _train(ensemble, initial, pool, orders, settings, report, watched or pool, own, parts or {})


def _train(
    ensemble: type,
    initial: NamedTuple,
    pool: Pool,
    orders: Minibatches,
    settings: Settings,
    report: Report,
    watched: Pool,
    seeds: Sequence[int],
    parts: Mapping[str, Pool],
) -> History:
    history = empty_history(initial, settings)
    size = _chunk_size(ensemble, initial, pool, settings.batch)
    for start in range(0, len(orders), size):
        chunk = range(start, min(start + size, len(orders)))
        _Run(ensemble, initial, pool, orders, settings, chunk, watched, seeds, parts).train(history, report)
    history.mark_diverged(settings.checkpoints)
    return history


def _chunk_size(ensemble: type, initial: NamedTuple, pool: Pool, batch: int) -> int:
    if initial[0].is_cuda:
        return len(initial[0])
    elements = ensemble.elements(initial, pool.inputs.shape[-1], batch)
    return max(1, _CACHE_BYTES // (elements * initial[0].element_size()))


class _Run:
    """Training of one chunk of networks."""

    def __init__(
        self,
        ensemble: type,
        initial: NamedTuple,
        pool: Pool,
        orders: Minibatches,
        settings: Settings,
        networks: range,
        watched: Pool,
        seeds: Sequence[int],
        parts: Mapping[str, Pool],
    ):
        self.new_ensemble, self.pool, self.settings, self.watched = ensemble, pool, settings, watched
        self.parts = parts
        self.networks = list(networks)
        self.orders = [orders[network] for network in networks]
        self.seeds = [int(seeds[network]) for network in networks]
        self.streamed = isinstance(self.orders[0], FreshMinibatches)
        self.noise = None
        if settings.target_noise != "none":
            self.noise = target_noise.registry.find(settings.target_noise).add
            self.noise_values = settings.of(target_noise.registry, settings.target_noise)
            self.noise_streams = [randomness.generator("target noise", seed) for seed in self.seeds]
        self.objective = objectives.find(settings.objective, settings.values)
        self.loss_factor = objectives.loss_factor(settings.objective, settings.alpha)
        # Initial outputs f₀ on the pool and on the watched part, [network, trial, scored time, output]; for centring.
        self.initial_outputs = self.initial_watched = None
        # ... and at the decision step of the parts that acts look at, by name, [network, output, trial].
        self.initial_parts: dict[str, torch.Tensor | None] = {}
        weights = initial._make(w[networks.start : networks.stop] for w in initial)
        # Fresh trials have no f₀ yet: networks with the initial weights make it at every step.
        self.initial_weights = weights if settings.centre and self.streamed else None
        self._build(weights)

    def _build(self, weights: NamedTuple) -> None:
        settings, count = self.settings, len(self.networks)
        self.ensemble = self._ensemble(weights)
        self.initial_ensemble = None if self.initial_weights is None else self._ensemble(self.initial_weights)
        self.optimizer = optimizers.registry.find(settings.optimizer).Optimizer(
            self.ensemble.parameters, self.ensemble.gradient, **settings.of(optimizers.registry, settings.optimizer)
        )
        self.rule = rules.registry.find(settings.rule).Rule(
            self.ensemble, self.seeds, **settings.of(rules.registry, settings.rule)
        )
        self.stopping = stopping.registry.find(settings.stopping).Stopping(
            count, **settings.of(stopping.registry, settings.stopping)
        )
        self.untrained = self.ensemble.other_gradients if settings.trained_weights == "studied" else []
        self._build_acts(weights)
        if settings.centre and self.initial_watched is None:
            self.initial_watched = self._whole(self.watched).outputs(self.ensemble)
            if not self.streamed:
                same = self.watched is self.pool
                self.initial_outputs = self.initial_watched if same else self._whole(self.pool).outputs(self.ensemble)
        self.block = self._new_block(min(_BLOCK, settings.checkpoints[-1]))
        if self.stopping.every:
            self.watched_part = self._whole(self.watched)
        self.walk = repeatable(self._walk, self.pool.inputs.device)

    def _build_acts(self, weights: NamedTuple) -> None:
        settings, constant = self.settings, after_update.registry.constant
        seen = {name: constant(name, "PARTS", ()) for name in settings.after_update}
        parts = {
            part: PartOutputs(
                self.parts[part],
                self.objective,
                self.networks,
                partial(self._ensemble, weights),
                settings.alpha,
                settings.centre,
                self.initial_parts.get(part),
            )
            for part in dict.fromkeys(part for of_act in seen.values() for part in of_act)
        }
        self.after_update = [
            after_update.registry.find(name).AfterUpdate(
                self.ensemble.studied,
                len(self.networks),
                *([{part: parts[part] for part in of_act}] if of_act else []),
                **settings.of(after_update.registry, name),
            )
            for name, of_act in seen.items()
        ]
        self.looks = Looks(parts, list(zip(self.after_update, seen.values(), strict=True)))

    def _ensemble(self, weights: NamedTuple, batch: int | None = None, last_only: bool | None = None):
        settings, steps = self.settings, self.pool.inputs.shape[-1]
        batch = settings.batch if batch is None else batch
        last_only = settings.last_only if last_only is None else last_only
        return self.new_ensemble(weights, settings.architecture, steps, batch, last_only)

    def _new_block(self, steps: int) -> Block:
        settings = self.settings
        shared = self.pool, self.objective, self.networks, steps, settings.batch, settings.last_only
        if self.streamed:
            return StreamedBlock(*shared, centred=settings.centre)
        return Block(*shared, self.initial_outputs, own_targets=self.noise is not None)

    def _whole(self, pool: Pool) -> WholePart:
        return WholePart(pool, self.objective, self.networks, self.settings.batch, self.settings.last_only)

    def train(self, history: History, report: Report) -> None:
        self.looks(self.ensemble.parameters)
        self._store(history, 0)
        done = 0
        self._check_stopping(done, history)
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
                self._check_stopping(done, history)
                if self.networks and self.looks.finish():
                    self.walk = repeatable(self._walk, self.pool.inputs.device)
            if self.networks and checkpoint > 0:
                self._store(history, index)

    def _advance(self, steps: int) -> np.ndarray:
        """Train for `steps` steps; returns the loss of each network before each update, [network, step]."""
        taken = [order.take(steps) for order in self.orders]
        self.block.load(taken if self.streamed else np.stack(taken, axis=1))
        self._add_noise(steps)
        self.walk(steps)
        loss = self.block.loss(steps)
        return loss if self.loss_factor == 1 else loss * self.loss_factor

    def _add_noise(self, steps: int) -> None:
        if self.noise is None:
            return
        for targets, stream in zip(self.block.targets_of_networks(steps), self.noise_streams, strict=True):
            self.noise(targets, stream, **self.noise_values)

    def _walk(self, steps: int) -> None:
        """Do the first `steps` steps of the block, without any transfer to the host."""
        alpha, error, output_error = self.settings.alpha, self.ensemble.output_error, self.objective.output_error
        forward, learn, update, keep = self.ensemble.forward, self.rule.step, self.optimizer.update, self.optimizer.keep
        # `output_error` is the gradient of the summed loss at the scaled outputs; this factor makes it the gradient of
        # the mean loss at the outputs f.
        scale = objectives.error_factor(self.settings.objective, alpha) / error.shape[-1]
        look, parameters = self.looks, self.ensemble.parameters
        make_initial = None if self.initial_ensemble is None else self.initial_ensemble.forward
        for inputs, targets, outputs, initial in self.block.minibatches[:steps]:
            forward(inputs, outputs)
            if make_initial is not None:
                with torch.inference_mode():  # learners that need autograd would keep what a backward pass needs
                    make_initial(inputs, initial)
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
            look(parameters)

    def _store(self, history: History, index: int) -> None:
        weights = self._write(history, slice(index, index + 1), np.arange(len(self.networks)))
        finite = torch.stack([w.flatten(1).isfinite().all(1) for w in weights]).all(0).cpu().numpy()
        step = np.full(len(finite), self.settings.checkpoints[index])
        history.divergence_step[np.array(self.networks)[~finite]] = step[~finite]
        self._continue_with(finite)

    def _write(self, history: History, checkpoints: slice, which: np.ndarray) -> NamedTuple:
        """Write the present weights and recorded values of some networks of the chunk to these checkpoints."""
        networks, weights = [self.networks[k] for k in which], self.ensemble.weights()
        for stored, current in zip(history.weights, weights, strict=True):
            stored[networks, checkpoints] = current[which].cpu()[:, None]
        for act in self.after_update:
            for name, values in act.values().items():
                history.recorded[name][networks, checkpoints] = values[which][:, None]
        return weights

    def _check_stopping(self, done: int, history: History) -> None:
        """Apply the stopping rule; the later checkpoints of a network that stops hold its present weights."""
        if not self.networks or not self.stopping.every or done % self.stopping.every:
            return
        settings, targets = self.settings, self.watched_part.targets
        outputs = self.watched_part.outputs(self.ensemble)
        outputs = by_output(objectives.scaled(outputs, self.initial_watched, settings.alpha, settings.centre))
        loss = self.objective.loss(outputs, targets).cpu().numpy() * self.loss_factor
        stops = self.stopping.check(loss, outputs, targets)
        if stops.any():
            later = int(np.searchsorted(settings.checkpoints, done))
            self._write(history, slice(later, None), np.flatnonzero(stops))
            stopped = np.array(self.networks)[stops]
            history.stopped_step[stopped], history.stopped_by[stopped] = done, settings.stopping
            self._continue_with(~stops)

    def _drop_diverged(self, loss: np.ndarray, done: int, history: History) -> None:
        bounded = loss <= self.settings.divergence_loss  # false for NaN
        diverged = ~bounded.all(1)
        history.divergence_step[np.array(self.networks)[diverged]] = done + np.argmin(bounded, axis=1)[diverged]
        self._continue_with(~diverged)

    def _continue_with(self, selection: np.ndarray) -> None:
        """Drop all networks but those of the bool array `selection`."""
        if selection.all():
            return
        remaining = np.flatnonzero(selection)
        self.networks = [self.networks[k] for k in remaining]
        self.orders = [self.orders[k] for k in remaining]
        self.seeds = [self.seeds[k] for k in remaining]
        if self.noise is not None:
            self.noise_streams = [self.noise_streams[k] for k in remaining]
        if not self.networks:
            return
        if self.initial_weights is not None:
            self.initial_weights = self.initial_weights._make(w[remaining] for w in self.initial_weights)
        self.initial_parts = {
            name: part.initial if part.initial is None else part.initial[remaining]
            for name, part in self.looks.parts.items()
        }
        if self.initial_watched is not None:
            same = self.initial_watched is self.initial_outputs
            self.initial_watched = self.initial_watched[remaining]
            if self.initial_outputs is not None:
                self.initial_outputs = self.initial_watched if same else self.initial_outputs[remaining]
        ensemble, optimizer, rule, stop = self.ensemble, self.optimizer, self.rule, self.stopping
        acts, weights = self.after_update, ensemble.weights()
        self._build(weights._make(w[remaining] for w in weights))
        self.ensemble.continue_from(ensemble, remaining)
        self.optimizer.continue_from(optimizer, ensemble.networks, remaining)
        self.rule.continue_from(rule, remaining)
        self.stopping.continue_from(stop, remaining)
        for act, old in zip(self.after_update, acts, strict=True):
            act.continue_from(old, remaining)
        self.looks.finish()
