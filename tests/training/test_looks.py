"""Acts that look at whole parts of the data after every update, against a plain loop of autograd that does the same."""

import numpy as np
import pytest
import torch
from richlazy import objectives
from richlazy.learners.recurrent.ensemble import Ensemble
from richlazy.learners.recurrent.weights import Weights
from richlazy.training import looks, loop
from richlazy.training.after_update.accuracy_steps import VARIABLES, AfterUpdate, least
from richlazy.training.block import Pool
from richlazy.training.loop import train
from richlazy.training.minibatches import FreshMinibatches, MinibatchOrder
from richlazy.training.replay import Replay
from richlazy.training.settings import Settings
from training.recorder import record

INPUTS, CLASSES, UNITS, TIME, TRIALS, HELD_OUT, NETWORKS = 4, 3, 13, 3, 24, 17, 3
STEPS, CHECKPOINTS = 130, [0, 4, 30, 77, 130]
LEAK = 0.7


def make_pool(trials=TRIALS, seed=1, decision_step=-1):
    """The class is that of the largest of the first inputs, at every time step by itself."""
    inputs = torch.randn((trials, INPUTS, TIME), generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return Pool(inputs, inputs[:, :CLASSES].argmax(1), CLASSES, decision_step)


def make_parts(decision_step=-1):
    return {"training": make_pool(TRIALS, 1, decision_step), "test": make_pool(HELD_OUT, 2, decision_step)}


def make_orders(batch=8, networks=NETWORKS):
    return [MinibatchOrder(np.random.default_rng(network), TRIALS, batch) for network in range(networks)]


def make_settings(bound=0.75, batch=8, objective="cross_entropy", rate=0.05, **more):
    values = {"learning_rate": rate, "momentum": 0.9, "accuracy_bound": bound}
    values |= {"train_error_bound": 0.3, "stopping_interval": 7}
    acts = more.pop("after_update", ("accuracy_steps",))
    return Settings("recurrent", LEAK, batch, CHECKPOINTS, values, objective=objective, after_update=acts, **more)


def silent(networks, step, loss):
    """A report that says nothing."""


def run(plain, settings, parts=None, networks=NETWORKS, weights=None, shown=None):
    weights = weights or plain.random_weights(UNITS, INPUTS, CLASSES, NETWORKS)
    weights = Weights(*(w[:networks].clone() for w in weights))
    parts = parts or make_parts()
    orders = shown or make_orders(settings.batch, networks)
    return train(weights, parts["training"], orders, settings, silent, parts=parts)


def accuracies(plain, weights, order, settings, parts):
    """Accuracy of one network on each part before learning and after every update, [part, update]."""
    leaves = Weights(*(w.double().clone().requires_grad_() for w in weights))
    optimizer = torch.optim.SGD(leaves, lr=settings.values["learning_rate"], momentum=0.9)
    pool, objective = parts["training"], objectives.find(settings.objective, settings.values)
    start = Weights(*(w.detach().clone() for w in leaves))

    def outputs(inputs, learned):
        found = plain.outputs(learned, inputs, LEAK)
        return settings.alpha * (found - plain.outputs(start, inputs, LEAK) if settings.centre else found)

    def correct(part):
        with torch.no_grad():
            decided = outputs(part.inputs, leaves)[:, part.decision_step].argmax(-1)
        return (decided == part.targets[:, part.decision_step]).numpy().mean()

    found = [[correct(part) for part in parts.values()]]
    for trials in order.take(STEPS):
        seen = outputs(pool.inputs[trials], leaves)
        scored = slice(-1, None) if settings.last_only else slice(None)
        by_output = seen[:, scored].flatten(0, 1).T
        targets = objective.targets(pool.targets[trials][:, scored].flatten(), CLASSES).double()
        loss = objective.loss(by_output, targets) * objectives.loss_factor(settings.objective, settings.alpha)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        found.append([correct(part) for part in parts.values()])
    return np.array(found).T


def first_steps(values, bound):
    """[part, checkpoint], of accuracies [part, update]."""
    reached = values >= bound
    first = np.where(reached.any(1), reached.argmax(1), np.inf)[:, None]
    return np.where(first <= CHECKPOINTS, first, np.inf)


CASES = {
    "minibatches": {},
    "one step is scored": {"last_only": True},
    "the whole part at once": {"batch": TRIALS, "rate": 0.1},
    "scaled and centred": {"alpha": 2.0, "centre": True, "rate": 0.02},
    "squared error": {"objective": "squared_error", "centre": True, "alpha": 0.5},
    "hinge": {"objective": "hinge", "alpha": 4.0, "rate": 0.02},
}


@pytest.mark.parametrize("networks", [1, NETWORKS])
@pytest.mark.parametrize("case", CASES)
def test_first_steps_are_those_of_a_loop_that_looks_after_every_update(plain, case, networks):
    settings, parts = make_settings(**CASES[case]), make_parts()
    weights = plain.random_weights(UNITS, INPUTS, CLASSES, NETWORKS)
    history, seen = run(plain, settings, parts, networks, weights), set()
    for network, order in enumerate(make_orders(settings.batch, networks)):
        alone = Weights(*(w[network] for w in weights))
        expected = first_steps(accuracies(plain, alone, order, settings, parts), 0.75)
        found = [history.recorded[name][network] for name in VARIABLES]
        np.testing.assert_array_equal(found, expected)
        seen |= set(expected[:, -1])
    assert seen - {np.inf} - set(CHECKPOINTS), "checkpoints would have told as much"


@pytest.mark.parametrize("decision_step", [0, 1, 2])
@pytest.mark.parametrize("last_only", [False, True])
def test_the_class_is_decided_at_the_decision_step_whatever_is_scored(plain, decision_step, last_only):
    settings, parts = make_settings(last_only=last_only), make_parts(decision_step)
    weights = plain.random_weights(UNITS, INPUTS, CLASSES, NETWORKS)
    history = run(plain, settings, parts, weights=weights)
    for network, order in enumerate(make_orders()):
        alone = Weights(*(w[network] for w in weights))
        expected = first_steps(accuracies(plain, alone, order, settings, parts), 0.75)
        np.testing.assert_array_equal([history.recorded[name][network] for name in VARIABLES], expected)


def test_what_is_reached_before_learning_has_step_zero_and_what_is_never_reached_none(plain):
    parts, weights = make_parts(), plain.random_weights(UNITS, INPUTS, CLASSES, NETWORKS)
    easy = run(plain, make_settings(0.01), parts, weights=weights)
    assert all((easy.recorded[name] == 0).all() for name in VARIABLES)
    parts["test"].targets[:] = torch.randint(CLASSES, (HELD_OUT, TIME), generator=torch.Generator().manual_seed(5))
    hard = run(plain, make_settings(1.0, rate=1e-4), parts, weights=weights)
    assert all(np.isposinf(hard.recorded[name]).all() for name in VARIABLES)


@pytest.mark.parametrize("most", [1, 5, 8, 10**6])
def test_passes_chunks_and_blocks_of_any_size_see_the_same(plain, monkeypatch, most):
    weights = plain.random_weights(UNITS, INPUTS, CLASSES, NETWORKS)
    settings = make_settings(centre=True, alpha=0.5)
    expected = run(plain, settings, weights=weights)
    monkeypatch.setattr(looks, "_PASS", most)
    monkeypatch.setattr(loop, "_BLOCK", 17)
    for cache in (1, 10**9):
        monkeypatch.setattr(loop, "_CACHE_BYTES", cache)
        assert_same(run(plain, settings, weights=weights), expected)


def assert_same(found, expected):
    for name in VARIABLES:
        np.testing.assert_array_equal(found.recorded[name], expected.recorded[name])


def test_looks_leave_the_training_as_it_is(plain):
    weights = plain.random_weights(UNITS, INPUTS, CLASSES, NETWORKS)
    seen = run(plain, make_settings(0.9), weights=weights)
    blind = run(plain, make_settings(0.9, after_update=()), weights=weights)
    assert not blind.recorded
    np.testing.assert_array_equal(seen.loss, blind.loss)
    assert all(torch.equal(a, b) for a, b in zip(seen.weights, blind.weights, strict=True))


def test_networks_have_parts_of_their_own(plain):
    """Where every network has data of its own, each is looked at on these."""
    weights = plain.random_weights(UNITS, INPUTS, CLASSES, NETWORKS)
    own = [{"training": make_pool(TRIALS, 10 + n), "test": make_pool(HELD_OUT, 20 + n)} for n in range(NETWORKS)]
    stacked = {
        name: Pool(torch.stack([one[name].inputs for one in own]), torch.stack([one[name].targets for one in own]), 3)
        for name in ("training", "test")
    }
    together = run(plain, make_settings(centre=True), stacked, weights=weights)
    for number, parts in enumerate(own):
        alone = Weights(*(w[[number]] for w in weights))
        orders = [make_orders()[number]]
        found = run(plain, make_settings(centre=True), parts, 1, alone, orders)
        for name in VARIABLES:
            np.testing.assert_array_equal(found.recorded[name][0], together.recorded[name][number])


def test_constraints_are_met_before_anyone_looks(plain):
    """The weights that are looked at are those that Dale's law has left."""
    weights = plain.random_weights(UNITS, INPUTS, CLASSES, NETWORKS)
    weights = weights._replace(recurrent=weights.recurrent.abs() * torch.where(torch.arange(UNITS) < 9, 0.3, -0.3))
    held = make_settings(after_update=("dale", "accuracy_steps"))
    every = Settings(**{**vars(held), "checkpoints": list(range(STEPS + 1))})
    found, parts = run(plain, every, weights=weights), make_parts()
    for network in range(NETWORKS):
        for name, part in zip(VARIABLES, parts.values(), strict=True):
            values = []
            for step in range(STEPS + 1):
                current = Weights(*(w[network, step] for w in found.weights))
                decided = plain.outputs(current, part.inputs, LEAK)[:, -1].argmax(-1)
                values.append((decided == part.targets[:, -1]).double().mean().item())
            reached = np.flatnonzero(np.array(values) >= 0.75)
            assert found.recorded[name][network, -1] == (reached[0] if len(reached) else np.inf)


def test_acts_may_compare_by_value(plain, monkeypatch):
    """An act that is a dataclass has no hash."""
    expected = run(plain, make_settings())
    monkeypatch.setattr(AfterUpdate, "__hash__", None)
    found = run(plain, make_settings())
    for name in VARIABLES:
        np.testing.assert_array_equal(found.recorded[name], expected.recorded[name])


# Networks that leave, and looks that end


def test_networks_that_stop_keep_what_was_seen_until_then(plain):
    weights = plain.random_weights(UNITS, INPUTS, CLASSES, NETWORKS)
    free = run(plain, make_settings(0.95), weights=weights)
    stopped = run(plain, make_settings(0.95, stopping="train_error"), weights=weights)
    assert len(set(stopped.stopped_step)) > 1 and (stopped.stopped_step > 0).all(), "nothing was told apart"
    for name in VARIABLES:
        final = free.recorded[name][:, -1]
        expected = np.where(final <= stopped.stopped_step, final, np.inf)
        np.testing.assert_array_equal(stopped.recorded[name][:, -1], expected)


def test_a_network_that_diverges_is_never_counted_and_the_others_go_on(plain):
    weights = plain.random_weights(UNITS, INPUTS, CLASSES, NETWORKS)
    expected = run(plain, make_settings(0.95), weights=weights)
    weights.recurrent[1] *= 1e200
    found = run(plain, make_settings(0.95), weights=weights)
    assert found.divergence_step.tolist() == [-1, 0, -1]
    for name in VARIABLES:
        np.testing.assert_array_equal(found.recorded[name][[0, 2]], expected.recorded[name][[0, 2]])
        assert np.isnan(found.recorded[name][1, 1:]).all()


def test_outputs_that_are_no_numbers_decide_for_no_class(plain):
    """The largest of NaN is its first entry, which would be right for trials of the first class."""
    parts = make_parts()
    for part in parts.values():
        part.targets[:] = 0
    weights = plain.random_weights(UNITS, INPUTS, CLASSES, NETWORKS)
    weights.output[1] = torch.nan
    found = run(plain, make_settings(0.5, rate=1e-9), parts, weights=weights)
    start = [found.recorded[name][1, 0] for name in VARIABLES]
    assert not np.isfinite(start).any()


def test_a_part_is_looked_at_until_all_networks_have_reached_the_bound(plain, monkeypatch):
    seen, forward = [], Ensemble.forward

    def count(self, inputs, outputs):
        seen.append(self.batch)
        forward(self, inputs, outputs)

    monkeypatch.setattr(Ensemble, "forward", count)
    monkeypatch.setattr(loop, "_CACHE_BYTES", 10**9)
    monkeypatch.setattr(loop, "_BLOCK", 10)
    history = run(plain, make_settings(0.75, batch=6))
    pairs = zip(CHECKPOINTS, CHECKPOINTS[1:], strict=False)
    ends = np.unique([min(end, after) for before, after in pairs for end in range(before + 10, after + 10, 10)])
    for name, trials in zip(VARIABLES, (TRIALS, HELD_OUT), strict=True):
        last = min(history.recorded[name][:, -1].max(), STEPS)
        assert seen.count(trials) == 1 + ends[ends >= last][0]  # once before learning, then to the end of the block
    assert seen.count(6) == STEPS and seen.count(TRIALS) < STEPS


# Replay


@pytest.fixture
def replayed(monkeypatch):
    """Blocks are recorded and replayed as on a GPU; returns the numbers of steps of recordings."""
    lengths = []

    def noted(work):
        lengths.append(work.args[0])
        return record(work)

    def use():
        monkeypatch.setattr(loop, "repeatable", lambda work, device: Replay(work, lambda piece: piece(), noted))
        return lengths

    monkeypatch.setattr(loop, "_BLOCK", 10)
    monkeypatch.setattr(loop, "_CACHE_BYTES", 10**9)
    return use


@pytest.mark.parametrize("networks", [1, NETWORKS])
@pytest.mark.parametrize("case", CASES)
def test_replayed_blocks_see_the_same(plain, replayed, case, networks):
    settings, weights = make_settings(0.9, **CASES[case]), plain.random_weights(UNITS, INPUTS, CLASSES, NETWORKS)
    expected = run(plain, settings, networks=networks, weights=weights)
    lengths = replayed()
    found = run(plain, settings, networks=networks, weights=weights)
    assert_same(found, expected)
    assert all(torch.equal(a, b) for a, b in zip(found.weights, expected.weights, strict=True))
    assert lengths.count(10) > 0


def test_after_a_divergence_the_others_are_looked_at_under_replay(plain, replayed):
    weights = plain.random_weights(UNITS, INPUTS, CLASSES, NETWORKS)
    weights.recurrent[1] *= 1e200
    expected = run(plain, make_settings(0.95), weights=weights)
    lengths = replayed()
    assert_same(run(plain, make_settings(0.95), weights=weights), expected)
    assert lengths


class Stream:
    """Fresh trials of the task."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)

    def take(self, steps, batch):
        inputs = self.random.standard_normal((steps, batch, TIME, INPUTS))
        return inputs, inputs[..., :CLASSES].argmax(-1)


@pytest.mark.parametrize("centre", [False, True])
def test_streams_are_looked_at_on_the_pool(plain, monkeypatch, centre):
    weights = plain.random_weights(UNITS, INPUTS, CLASSES, NETWORKS)
    settings, parts = make_settings(centre=centre), make_parts()
    every = Settings(**{**vars(settings), "checkpoints": list(range(STEPS + 1))})
    found = run(plain, every, parts, weights=weights, shown=[FreshMinibatches(Stream(n), 8) for n in range(NETWORKS)])
    for network in range(NETWORKS):
        start = Weights(*(w[network] for w in weights))
        for name, part in zip(VARIABLES, parts.values(), strict=True):
            before = plain.outputs(start, part.inputs, LEAK) if centre else 0
            values = []
            for step in range(STEPS + 1):
                current = Weights(*(w[network, step] for w in found.weights))
                decided = (plain.outputs(current, part.inputs, LEAK) - before)[:, -1].argmax(-1)
                values.append((decided == part.targets[:, -1]).double().mean().item())
            reached = np.flatnonzero(np.array(values) >= 0.75)
            assert found.recorded[name][network, -1] == (reached[0] if len(reached) else np.inf)


@pytest.mark.parametrize("trials", [1, 3, 10, 50, 53, 476])
@pytest.mark.parametrize("bound", [0.1, 1 / 3, 0.5, 0.8, 0.9, 1.0])
def test_the_least_number_of_trials_is_that_of_shares(bound, trials):
    number = least(bound, trials)
    assert number / trials >= bound and (number - 1) / trials < bound
