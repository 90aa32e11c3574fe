"""Training through the autograd door against the learners that are written out, and against plain PyTorch loops."""

import numpy as np
import pytest
import torch
from helpers.study_of_learners import learners_of_a_study
from richlazy import objectives
from richlazy.learners.feedforward.architecture import architecture as feedforward_architecture
from richlazy.learners.feedforward.weights import Weights as FeedforwardWeights
from richlazy.learners.recurrent.weights import Weights as RecurrentWeights
from richlazy.training import loop
from richlazy.training.block import Pool
from richlazy.training.loop import train
from richlazy.training.minibatches import FreshMinibatches, MinibatchOrder
from richlazy.training.replay import Replay
from richlazy.training.settings import Settings
from torch.func import functional_call
from training.recorder import record

TRIALS, BATCH, CHECKPOINTS = 60, 8, [0, 1, 10, 40]


@pytest.fixture(autouse=True, scope="module")
def files_are_learners(tmp_path_factory):
    """The modules of the tests are found by their names."""
    with learners_of_a_study(tmp_path_factory.mktemp("project")):
        yield


def make_pool(modules, steps, replicates=0, real=False):
    inputs, outputs = modules.sizes
    generator = torch.Generator().manual_seed(1)
    lead = (replicates,) if replicates else ()
    shown = torch.randn((*lead, TRIALS, inputs, steps), generator=generator, dtype=torch.float64)
    if real:
        return Pool(shown, torch.randn((*lead, TRIALS, steps, outputs), generator=generator).double(), outputs)
    return Pool(shown, torch.randint(outputs, (*lead, TRIALS, steps), generator=generator), outputs)


def make_orders(networks, batch=BATCH):
    return [MinibatchOrder(np.random.default_rng(network), TRIALS, batch) for network in networks]


def make_settings(learner, architecture, **changes):
    values = {"learning_rate": 0.05, "momentum": 0.9}
    return Settings(
        learner, architecture, changes.pop("batch", BATCH), CHECKPOINTS, changes.pop("values", values), **changes
    )


def silent(networks, step, loss):
    """A report that says nothing."""


VARIANTS = [
    {},
    {"last_only": True},
    {"optimizer": "adam"},
    {"trained_weights": "studied"},
    {"objective": "squared_error"},
    {"objective": "hinge", "alpha": 4, "centre": True},
    {"after_update": ["path_length"]},
]


@pytest.mark.parametrize("changes", VARIANTS, ids=str)
def test_the_recurrent_network_as_a_module_learns_as_the_one_written_out(modules, changes):
    architecture = modules.architecture("recurrent")
    weights, pool = modules.weights(architecture, 3), make_pool(modules, 5)
    written = RecurrentWeights(**weights._asdict())
    expected = train(written, pool, make_orders(range(3)), make_settings("recurrent", 0.4, **changes), silent)
    settings = make_settings("torch_recurrent", architecture, **changes)
    found = train(weights, pool, make_orders(range(3)), settings, silent)
    for name, values in expected.weights._asdict().items():
        torch.testing.assert_close(getattr(found.weights, name), values, rtol=0, atol=1e-9)
    np.testing.assert_allclose(found.loss, expected.loss, rtol=1e-5, atol=1e-6)
    for name, values in expected.recorded.items():
        np.testing.assert_allclose(found.recorded[name], values, rtol=1e-9)
    moved = (found.weights.recurrent[:, -1] - found.weights.recurrent[:, 0]).flatten(1).norm(dim=1)
    assert (moved > 0.01).all()


class Noise:
    """A stream of noise."""

    def __init__(self, modules, seed):
        self.sizes, self.random = modules.sizes, np.random.default_rng(seed)

    def take(self, steps, batch):
        inputs, outputs = self.sizes
        shown = self.random.standard_normal((steps, batch, 5, inputs), np.float32)
        return shown, self.random.integers(outputs, size=(steps, batch))


@pytest.mark.parametrize("networks", [1, 3])
@pytest.mark.parametrize("changes", [{}, {"last_only": True, "centre": True, "alpha": 3.0}], ids=str)
def test_a_module_learns_from_streams_as_the_network_written_out(modules, networks, changes):
    architecture = modules.architecture("recurrent")
    weights, pool = modules.weights(architecture, networks), make_pool(modules, 5)
    found, expected = (
        train(
            kind(**weights._asdict()),
            pool,
            [FreshMinibatches(Noise(modules, seed), BATCH) for seed in range(networks)],
            make_settings(*learner, **changes),
            silent,
        )
        for kind, learner in (
            (type(weights), ("torch_recurrent", architecture)),
            (RecurrentWeights, ("recurrent", 0.4)),
        )
    )
    for name, values in expected.weights._asdict().items():
        torch.testing.assert_close(getattr(found.weights, name), values, rtol=0, atol=1e-9)
    np.testing.assert_allclose(found.loss, expected.loss, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("networks", [1, 3])
def test_acts_after_an_update_work_on_the_matrices_of_a_module(modules, networks):
    architecture, changes = modules.architecture("recurrent"), {"after_update": ["dale", "path_length"]}
    weights, pool = modules.weights(architecture, networks), make_pool(modules, 5)
    weights = weights._replace(recurrent=weights.recurrent.abs() / 20)
    written, orders = RecurrentWeights(**weights._asdict()), make_orders(range(networks))
    expected = train(written, pool, orders, make_settings("recurrent", 0.4, **changes), silent)
    settings = make_settings("torch_recurrent", architecture, **changes)
    found = train(weights, pool, make_orders(range(networks)), settings, silent)
    torch.testing.assert_close(found.weights.recurrent, expected.weights.recurrent, rtol=0, atol=1e-9)
    assert found.weights.recurrent.min() == 0  # the law held some weights at zero
    for name, values in expected.recorded.items():
        np.testing.assert_allclose(found.recorded[name], values, rtol=1e-9)


def test_the_feedforward_network_as_a_module_learns_as_the_one_written_out(modules):
    architecture = modules.architecture("feedforward")
    weights, pool = modules.weights(architecture, 2), make_pool(modules, 1, real=True)
    hidden = torch.stack([weights.layers_0_matrix, weights.layers_1_matrix], 1)
    design = feedforward_architecture({"activation": "relu", "truncated_layers": "all"})
    changes = {"objective": "squared_error", "values": {"learning_rate": 0.002, "momentum": 0.9}}
    written = FeedforwardWeights(hidden, weights.embedding, weights.output)
    expected = train(written, pool, make_orders(range(2)), make_settings("feedforward", design, **changes), silent)
    settings = make_settings("torch_feedforward", architecture, **changes)
    found = train(weights, pool, make_orders(range(2)), settings, silent)
    layers = torch.stack([found.weights.layers_0_matrix, found.weights.layers_1_matrix], 2)
    torch.testing.assert_close(layers, expected.weights.hidden, rtol=0, atol=1e-9)
    torch.testing.assert_close(found.weights.output, expected.weights.output, rtol=0, atol=1e-9)
    assert torch.equal(found.weights.embedding, expected.weights.embedding)
    assert (layers[:, -1] - layers[:, 0]).norm() > 0.01


def plain_training(architecture, weights, inputs, targets, order, settings):
    """Weights of one network at the checkpoints, by a loop of PyTorch; inputs, targets: those of its own pool."""
    leaves = {
        name: values.clone().requires_grad_(name in architecture.trained)
        for name, values in architecture.by_name(weights).items()
    }
    trained = [leaves[name] for name in architecture.trained]
    optimizer = torch.optim.SGD(trained, lr=settings.values["learning_rate"], momentum=settings.values["momentum"])
    start = {name: values.detach().clone() for name, values in leaves.items()}
    objective, kept = objectives.registry.find(settings.objective), []
    for step in range(CHECKPOINTS[-1] + 1):
        if step in CHECKPOINTS:
            kept.append(torch.cat([leaves[name].detach().flatten() for name in architecture.fields]))
        batch = torch.from_numpy(order.take(1)[0])
        shown = inputs[batch].mT
        outputs = functional_call(architecture.network, leaves, (shown,))
        if settings.centre:
            outputs = outputs - functional_call(architecture.network, start, (shown,))
        given = targets[batch]
        chosen = given.permute(2, 1, 0).flatten(1) if given.is_floating_point() else given.T.flatten()
        dense = objective.targets(chosen, architecture.outputs).to(inputs.dtype)
        loss = objective.loss(settings.alpha * outputs.permute(2, 1, 0).flatten(1), dense)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return torch.stack(kept)


@pytest.mark.parametrize("batch", [BATCH, TRIALS])
@pytest.mark.parametrize("replicates, real", [(0, False), (3, True), (3, False)])
def test_a_transformer_learns_as_in_a_plain_loop_on_data_of_its_own(modules, replicates, real, batch):
    architecture = modules.architecture("transformer")
    weights, pool = modules.weights(architecture, 3), make_pool(modules, 4, replicates, real)
    changes = {"objective": "squared_error", "alpha": 2, "centre": True} if real else {}
    values = {"learning_rate": 0.01, "momentum": 0.9}
    settings = make_settings("transformer", architecture, batch=batch, values=values, **changes)
    found = train(weights, pool, make_orders(range(3), batch), settings, silent)
    for network, order in enumerate(make_orders(range(3), batch)):
        own = (network,) if replicates else ()
        one = weights._make(w[network] for w in weights)
        expected = plain_training(architecture, one, pool.inputs[own], pool.targets[own], order, settings)
        kept = torch.cat([w[network].flatten(1) for w in found.weights], 1)
        torch.testing.assert_close(kept, expected, rtol=0, atol=1e-9)
        assert (kept[-1] - kept[0]).norm() > 0.02


def test_a_network_learns_the_same_alone_and_in_a_stack_and_again(modules, monkeypatch):
    architecture = modules.architecture("transformer")
    weights, pool = modules.weights(architecture, 3), make_pool(modules, 4)
    settings, histories = make_settings("transformer", architecture), []
    for cache in (10**9, 10**9, 1):
        monkeypatch.setattr(loop, "_CACHE_BYTES", cache)
        histories.append(train(weights, pool, make_orders(range(3)), settings, silent))
    stacked, again, alone = histories
    for together, repeated, single in zip(stacked.weights, again.weights, alone.weights, strict=True):
        assert torch.equal(together, repeated)
        torch.testing.assert_close(together, single, rtol=0, atol=1e-10)
    assert np.array_equal(stacked.loss, again.loss)


@pytest.mark.parametrize("lost", [0, 1])
def test_a_network_that_diverges_leaves_the_others_alone(modules, lost):
    architecture = modules.architecture("recurrent")
    weights, pool = modules.weights(architecture, 2), make_pool(modules, 4)
    settings = make_settings("torch_recurrent", architecture, divergence_loss=1000, after_update=["path_length"])
    healthy = train(weights, pool, make_orders(range(2)), settings, silent)
    weights.recurrent[lost] *= 1e6
    found = train(weights, pool, make_orders(range(2)), settings, silent)
    assert found.divergence_step[lost] >= 0 and found.divergence_step[1 - lost] == -1
    for values, expected in zip(found.weights, healthy.weights, strict=True):
        torch.testing.assert_close(values[1 - lost], expected[1 - lost], rtol=0, atol=1e-10)
    np.testing.assert_allclose(
        found.recorded["path_length_1"][1 - lost], healthy.recorded["path_length_1"][1 - lost], rtol=1e-9
    )


@pytest.mark.parametrize("name", ["recurrent", "transformer"])
@pytest.mark.parametrize("networks", [1, 3])
def test_replayed_blocks_train_to_the_same_bits(modules, monkeypatch, name, networks):
    architecture = modules.architecture(name)
    weights, pool = modules.weights(architecture, networks), make_pool(modules, 4)
    settings = make_settings({"recurrent": "torch_recurrent"}.get(name, name), architecture, optimizer="adam")
    plain = train(weights, pool, make_orders(range(networks)), settings, silent)
    monkeypatch.setattr(loop, "_BLOCK", 10)
    monkeypatch.setattr(loop, "repeatable", lambda work, device: Replay(work, lambda piece: piece(), record))
    replayed = train(weights, pool, make_orders(range(networks)), settings, silent)
    for found, expected in zip(replayed.weights, plain.weights, strict=True):
        assert torch.equal(found, expected)
    assert np.array_equal(replayed.loss, plain.loss)
