"""Blocks of steps that are recorded and replayed: the numbers are those of the plain loop, to the bit.

The recording is that of `recorder`, on a CPU; that of a GPU is tested in test_gpu.py.
"""

import numpy as np
import pytest
import torch
from richlazy.learners.recurrent.ensemble import Ensemble
from richlazy.learners.recurrent.weights import Weights
from richlazy.objectives import cross_entropy
from richlazy.training import loop
from richlazy.training.block import Block, Pool
from richlazy.training.loop import train
from richlazy.training.minibatches import FreshMinibatches, MinibatchOrder
from richlazy.training.replay import Replay, repeatable
from richlazy.training.settings import Settings
from training.recorder import record

INPUTS, OUTPUTS, TIME, UNITS, BATCH, TRIALS = 4, 3, 5, 12, 6, 3000
CHECKPOINTS = [0, 1, 3, 10, 30, 100, 330]
BLOCK = 20
VALUES = {
    **{"learning_rate": 0.02, "momentum": 0.9, "clip_norm": 0.5},
    **{"train_error_bound": 1.107, "stopping_interval": 15},
    **{"feedback": "random", "recurrent_feedback": "random", "horizon": 3},
}


def make_pool():
    generator = torch.Generator().manual_seed(1)
    inputs = torch.randn((TRIALS, INPUTS, TIME), generator=generator)
    return Pool(inputs, torch.randint(OUTPUTS, (TRIALS, TIME), generator=generator), OUTPUTS)


def make_orders(networks):
    return [MinibatchOrder(np.random.default_rng(network), TRIALS, BATCH) for network in range(networks)]


def make_settings(optimizer="sgd", leak=1.0, limit=np.inf, checkpoints=CHECKPOINTS, **more):
    return Settings("recurrent", leak, BATCH, checkpoints, VALUES, optimizer, divergence_loss=limit, **more)


def silent(networks, step, loss):
    """A report that says nothing."""


@pytest.fixture
def weights(plain):
    """Weights of three networks whose recurrent columns have one sign each."""
    drawn = plain.random_weights(UNITS, INPUTS, OUTPUTS, 3, dtype=torch.float32)
    signs = torch.where(torch.arange(UNITS) < 9, 1.0, -1.0)
    return drawn._replace(recurrent=0.3 * drawn.recurrent.abs() * signs)


@pytest.fixture
def recorded(monkeypatch):
    """Blocks are recorded as on a GPU; returns the list of the numbers of steps that were."""
    lengths = []

    def count(work):
        lengths.append(work.args[0])
        return record(work)

    monkeypatch.setattr(loop, "_BLOCK", BLOCK)
    monkeypatch.setattr(loop, "_CACHE_BYTES", 10**9)  # all networks at once, as on a GPU
    monkeypatch.setattr(loop, "repeatable", lambda work, device: Replay(work, lambda piece: piece(), count))
    return lengths


def both(weights, pool, settings, monkeypatch, shown=make_orders):
    """Histories of the recorded training and of the plain one; shown: a function of the number of networks."""
    networks = len(weights[0])
    found = train(weights, pool, shown(networks), settings, silent)
    with monkeypatch.context() as patch:
        patch.setattr(loop, "repeatable", repeatable)
        return found, train(weights, pool, shown(networks), settings, silent)


def assert_same(found, expected):
    for a, b in zip(found.weights, expected.weights, strict=True):
        assert torch.equal(a.nan_to_num(7), b.nan_to_num(7))
    np.testing.assert_array_equal(found.loss, expected.loss)
    np.testing.assert_array_equal(found.divergence_step, expected.divergence_step)
    for name, values in expected.recorded.items():
        np.testing.assert_array_equal(found.recorded[name], values)


CASES = {
    "sgd": {},
    "adam": {"optimizer": "adam"},
    "clipped": {"optimizer": "sgd_clipped"},
    "clipped, by Adam": {"optimizer": "adam_clipped", "leak": 0.3},
    "leak": {"leak": 0.3},
    "Dale's law and path": {"after_update": ("dale", "path_length")},
    "all of them": {"optimizer": "adam", "leak": 0.3, "after_update": ("dale", "path_length")},
    "RFLO": {"rule": "rflo", "leak": 0.3},
    "truncated": {"rule": "truncated", "last_only": True},
    "feedback alignment": {"rule": "feedback_alignment", "optimizer": "sgd_clipped", "leak": 0.3},
    "studied weights alone": {"trained_weights": "studied"},
    "squared error, scaled and centred": {"objective": "squared_error", "alpha": 0.5, "centre": True},
    "hinge, scaled and centred": {"objective": "hinge", "alpha": 4.0, "centre": True, "leak": 0.3},
}


@pytest.mark.parametrize("networks", [1, 3])
@pytest.mark.parametrize("case", CASES)
def test_replayed_blocks_train_to_the_same_bits(weights, recorded, monkeypatch, case, networks):
    weights = Weights(*(w[:networks] for w in weights))
    found, expected = both(weights, make_pool(), make_settings(**CASES[case]), monkeypatch)
    assert_same(found, expected)
    assert recorded == [BLOCK, 10], "the blocks before the checkpoints come once but for those of 20 and of 10 steps"
    assert (found.weights.recurrent[:, -1] - found.weights.recurrent[:, -2]).norm() > 0.05


def test_networks_stop_under_replay_as_without(weights, recorded, monkeypatch):
    settings = make_settings(objective="cross_entropy", stopping="train_error")
    found, expected = both(weights, make_pool(), settings, monkeypatch)
    assert_same(found, expected)
    np.testing.assert_array_equal(found.stopped_step, expected.stopped_step)
    assert len(set(found.stopped_step)) > 1 and (found.stopped_step > 0).all(), "nothing was told apart"
    assert 15 in recorded


class Noise:
    """A stream of noise."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)

    def take(self, steps, batch):
        inputs = self.random.standard_normal((steps, batch, TIME, INPUTS), np.float32)
        return inputs, self.random.integers(OUTPUTS, size=(steps, batch))


@pytest.mark.parametrize("networks", [1, 3])
@pytest.mark.parametrize("centre", [False, True])
def test_streams_are_replayed_to_the_same_bits(weights, recorded, monkeypatch, centre, networks):
    """Initial outputs are made in the recorded steps, by the ensemble with the initial weights."""

    def streams(count):
        return [FreshMinibatches(Noise(seed), BATCH) for seed in range(count)]

    settings = make_settings(optimizer="adam", centre=centre, alpha=2.0)
    found, expected = both(Weights(*(w[:networks] for w in weights)), make_pool(), settings, monkeypatch, streams)
    assert_same(found, expected)
    assert recorded == [BLOCK, 10] and np.isfinite(found.loss).all()


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "sgd_clipped"])
def test_after_a_divergence_the_others_are_recorded_anew(weights, recorded, monkeypatch, optimizer):
    pool, steps = make_pool(), CHECKPOINTS[-1]
    first, second, third = (order.take(steps) for order in make_orders(3))
    others = set(first.ravel()) | set(third.ravel())
    pool.inputs[next(trial for trial in second[150] if trial not in others)] = torch.nan
    settings = make_settings(optimizer, after_update=("dale", "path_length"))
    found, expected = both(weights, pool, settings, monkeypatch)
    assert_same(found, expected)
    assert found.divergence_step[1] <= 150 and (found.divergence_step[[0, 2]] == -1).all()
    assert recorded.count(BLOCK) == 2


def test_networks_without_recurrence_are_replayed_too(recorded, monkeypatch):
    from richlazy.learners.feedforward.architecture import architecture
    from richlazy.learners.feedforward.weights import initial_weights

    layers = architecture({"activation": "relu", "truncated_layers": "all"})
    matrices = np.random.default_rng(0).standard_normal((2, 2, UNITS, UNITS)).astype(np.float32) / UNITS**0.5
    weights = initial_weights(matrices, [0, 1], INPUTS, OUTPUTS)
    pool = make_pool()
    shown = Pool(pool.inputs[..., :1].contiguous(), pool.targets[:, :1].contiguous(), OUTPUTS)
    settings = Settings("feedforward", layers, BATCH, [0, 100], VALUES, "adam")
    found, expected = both(weights, shown, settings, monkeypatch)
    assert_same(found, expected)
    assert recorded == [BLOCK]


# What a recording rests on


def test_a_recording_changes_nothing_and_a_replay_does_what_was_recorded():
    values, done = torch.zeros(3), []

    def work(steps):
        done.append(steps)
        for _ in range(steps):
            values.add_(values.sum() + 1)

    replay = Replay(work, lambda piece: piece(), record)
    seen = []
    for steps in (2, 1, 2, 2):
        replay(steps)
        seen.append(values[0].item())
    expected = [0]
    for steps in (2, 1, 2, 2):
        value = expected[-1]
        for _ in range(steps):
            value += 3 * value + 1
        expected.append(value)
    assert seen == expected[1:]
    assert done == [2, 1, 2], "the fourth call ran Python"


@pytest.mark.parametrize(
    "work",
    [
        lambda values: values.add_(values.sum().item()),
        lambda values: values.add_(1) if values.any() else values.sub_(1),
        lambda values: values.copy_(torch.tensor([1.0, 2.0, 3.0])),
    ],
    ids=["a number", "a decision", "data"],
)
def test_the_recorder_refuses_what_the_host_must_do(work):
    with pytest.raises(RuntimeError, match="cannot be captured"):
        record(lambda: work(torch.zeros(3)))


def test_a_number_of_the_host_is_recorded_as_it_is():
    """What would go wrong with an optimiser that counts its updates in Python, so that the tests above would see it."""
    values, count = torch.zeros(()), [0]

    def work():
        count[0] += 1
        values.add_(count[0])

    replay = record(work)
    assert values == 0
    replay(), replay()
    assert values == 2


def test_a_step_leaves_every_buffer_where_it_is(weights, monkeypatch):
    """A recording holds addresses: nothing that lasts from one step to the next may move."""
    places = []

    def note(self, *minibatch):
        held = [value for value in vars(self).values() if isinstance(value, torch.Tensor)]
        places.append([tensor.data_ptr() for tensor in (*held, *minibatch) if isinstance(tensor, torch.Tensor)])
        return step(self, *minibatch)

    step = Ensemble.forward
    monkeypatch.setattr(Ensemble, "forward", note)
    monkeypatch.setattr(loop, "_BLOCK", 4)
    monkeypatch.setattr(loop, "_CACHE_BYTES", 10**9)
    train(weights, make_pool(), make_orders(3), make_settings("adam", checkpoints=[0, 12]), silent)
    assert len(places) == 12 and places[:4] == places[4:8] == places[8:]


def test_a_block_holds_the_minibatches_of_each_network():
    pool = make_pool()
    indices = np.random.default_rng(0).integers(TRIALS, size=(3, 2, BATCH))
    for networks, last_only in ((2, False), (1, True)):
        block = Block(pool, cross_entropy, range(networks), 5, BATCH, last_only)
        block.load(indices[:, :networks])
        for step in range(3):
            for network in range(networks):
                inputs, targets, *_ = (p if networks == 1 else p[network] for p in block.minibatches[step][:2])
                scored = targets.reshape(OUTPUTS, -1, BATCH)
                assert scored.shape[1] == (1 if last_only else TIME)
                for position, trial in enumerate(indices[step, network]):
                    assert torch.equal(inputs[..., position], pool.inputs[trial])
                    labels = pool.targets[trial, -1:] if last_only else pool.targets[trial]
                    assert torch.equal(scored[..., position].argmax(0), labels)
                assert (scored.sum(0) == 1).all()


def test_a_cpu_records_nothing():
    work = [].append
    assert repeatable(work, torch.device("cpu")) is work
