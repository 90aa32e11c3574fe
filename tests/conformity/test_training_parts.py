"""Every optimiser, stopping rule, noise on targets and act after an update: networks do not touch each other."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from helpers.every_part import KINDS, Part, names

NETWORKS, ROWS, COLUMNS = 3, 4, 5


def defaults(kind, name, **changes):
    return {key: entry["default"] for key, entry in Part(kind, name).parameters.items()} | changes


def random(*shape, seed=0):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


# Optimisers


class Descent:
    """Networks whose loss is half the squared distance of their parameters from a target."""

    def __init__(self, name, parameters, target):
        self.parameters, self.target = parameters.clone(), target
        self.gradient = torch.zeros_like(self.parameters)
        module = KINDS["optimizer"].find(name)
        self.optimizer = module.Optimizer(self.parameters, self.gradient, **defaults("optimizer", name))

    def walk(self, steps):
        for _ in range(steps):
            self.gradient.mul_(self.optimizer.keep).add_(self.parameters - self.target)
            self.optimizer.update()
        return self

    @property
    def loss(self):
        return (self.parameters - self.target).square().sum((-2, -1)) / 2


@pytest.mark.parametrize("name", names("optimizer"))
def test_an_optimiser_descends(name):
    descent = Descent(name, random(NETWORKS, ROWS, COLUMNS), random(NETWORKS, ROWS, COLUMNS, seed=1))
    before = descent.loss.clone()
    assert (descent.walk(20).loss < before).all()


@pytest.mark.parametrize("name", names("optimizer"))
def test_an_optimiser_leaves_weights_without_a_gradient_and_repeats_itself(name):
    start = random(NETWORKS, ROWS, COLUMNS)
    assert torch.equal(Descent(name, start, start).walk(5).parameters, start)
    first, again = (Descent(name, start, 0 * start).walk(7).parameters for _ in range(2))
    assert torch.equal(first, again)


@pytest.mark.parametrize("name", names("optimizer"))
def test_networks_of_an_ensemble_are_optimised_as_alone(name):
    start, target = random(NETWORKS, ROWS, COLUMNS), random(NETWORKS, ROWS, COLUMNS, seed=1)
    together = Descent(name, start, target).walk(9).parameters
    for network in range(NETWORKS):
        alone = Descent(name, start[network], target[network]).walk(9).parameters
        torch.testing.assert_close(alone, together[network], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("kept", [[0, 2], [1]])
@pytest.mark.parametrize("name", names("optimizer"))
def test_an_optimiser_goes_on_with_the_networks_that_stay(name, kept):
    start, target = random(NETWORKS, ROWS, COLUMNS), random(NETWORKS, ROWS, COLUMNS, seed=1)
    large = Descent(name, start, target).walk(4)
    shape = (len(kept), ROWS, COLUMNS) if len(kept) > 1 else (ROWS, COLUMNS)
    small = Descent(name, large.parameters[kept].reshape(shape), target[kept].reshape(shape))
    small.gradient.copy_(large.gradient[kept].reshape(shape))
    small.optimizer.continue_from(large.optimizer, NETWORKS, np.array(kept))
    expected = large.walk(5).parameters[kept].reshape(shape)
    torch.testing.assert_close(small.walk(5).parameters, expected, rtol=1e-12, atol=1e-14)


# Stopping rules

OUTPUTS, SCORED, LOOKS = 2, 6, 12


def falling(networks=NETWORKS):
    """Per look: losses of networks that fall, rise again, or stay; outputs of growing margins; targets ±1."""
    targets = random(networks, OUTPUTS, SCORED).sign()
    for look in range(LOOKS):
        rates = np.array([0.2, 0.8, 1.05])[:networks]
        outputs = targets * torch.linspace(0.1, 0.4, networks, dtype=torch.float64)[:, None, None] * look
        yield rates**look, outputs, targets


def looks(name, chosen):
    """What a rule answers of the chosen networks, [look, network]."""
    rule = KINDS["stopping"].find(name).Stopping(len(chosen), **defaults("stopping", name))
    return np.array([rule.check(loss[chosen], out[chosen], target[chosen]) for loss, out, target in falling()])


LOOKING = [name for name in names("stopping") if KINDS["stopping"].constant(name, "PART") is not None]


@pytest.mark.parametrize("name", names("stopping"))
def test_a_stopping_rule_says_where_it_looks_and_why_it_stopped(name):
    part = Part("stopping", name)
    assert part.constant("PART") in (None, "training", "probe") and part.constant("LONG_NAME")
    rule = KINDS["stopping"].find(name).Stopping(2, **defaults("stopping", name))
    assert (rule.every > 0) == (part.constant("PART") is not None)
    assert set(part.constant("OBJECTIVES", [])) <= set(names("objective"))


@pytest.mark.parametrize("name", LOOKING)
def test_a_stopping_rule_answers_for_every_network_by_itself(name):
    together = looks(name, list(range(NETWORKS)))
    assert together.dtype == bool and together.shape == (LOOKS, NETWORKS)
    for network in range(NETWORKS):
        assert np.array_equal(looks(name, [network])[:, 0], together[:, network])


@pytest.mark.parametrize("kept", [[0, 2], [1]])
@pytest.mark.parametrize("name", LOOKING)
def test_a_stopping_rule_goes_on_with_the_networks_that_stay(name, kept):
    module, answers = KINDS["stopping"].find(name), looks(name, list(range(NETWORKS)))
    large, small = (module.Stopping(count, **defaults("stopping", name)) for count in (NETWORKS, len(kept)))
    for number, (loss, outputs, targets) in enumerate(falling()):
        if number < 5:
            large.check(loss, outputs, targets)
            continue
        if number == 5:
            small.continue_from(large, np.array(kept))
        assert np.array_equal(small.check(loss[kept], outputs[kept], targets[kept]), answers[number, kept])


# Noise on targets


@pytest.mark.parametrize("name", names("target noise"))
def test_noise_on_targets_is_that_of_one_step_after_the_other(name):
    module, values = KINDS["target noise"].find(name), defaults("target noise", name)
    targets = torch.nn.functional.one_hot(torch.arange(6 * 4 * 8).reshape(6, 4, 8) % 3).movedim(-1, 1).double()
    whole, pieces = targets.clone(), targets.clone()
    module.add(whole, np.random.default_rng(1), **values)
    stream = np.random.default_rng(1)
    for steps in (slice(0, 1), slice(1, 4), slice(4, 6)):
        module.add(pieces[steps], stream, **values)
    assert not torch.equal(whole, targets) and torch.equal(whole, pieces)


# Acts after an update


SHOWN = random(6, COLUMNS, seed=4)  # trials, the same in every part


def looks_at(name):
    return Part("after update", name).constant("PARTS", ())


def act_on(name, matrices):
    """The act on networks [network, post, pre] or a single one [post, pre]."""
    networks = len(matrices) if matrices.ndim == 3 else 1
    targets = torch.nn.functional.one_hot(torch.arange(len(SHOWN)) % ROWS).T.expand(networks, -1, -1).double()
    part = SimpleNamespace(targets=targets, objective=KINDS["objective"].find("squared_error"))
    parts = [dict.fromkeys(looks_at(name), part)] if looks_at(name) else []
    return KINDS["after update"].find(name).AfterUpdate([matrices], networks, *parts, **defaults("after update", name))


def look(name, act, matrices):
    """Show the outputs of linear networks, which are their products with the trials."""
    for part in looks_at(name):
        act.look(part, (matrices @ SHOWN.T).reshape(-1, ROWS, len(SHOWN)))


def walk(name, act, matrices, updates, first=False):
    """Updates of the matrices, each followed by the act; first: it looks before them, too."""
    if first:
        look(name, act, matrices)
    for update in updates:
        matrices.add_(update)
        act()
        look(name, act, matrices)


def walked(name, start, updates):
    """Weights and records after random updates."""
    matrices = start.clone()
    act = act_on(name, matrices)
    walk(name, act, matrices, updates, first=True)
    return matrices, act.values()


@pytest.fixture(scope="module")
def updates():
    return 0.3 * random(6, NETWORKS, ROWS, COLUMNS, seed=2)


@pytest.fixture(scope="module")
def start():
    """Networks whose columns have one sign each, as constraints may ask."""
    return random(NETWORKS, ROWS, COLUMNS).abs() * random(NETWORKS, 1, COLUMNS, seed=3).sign()


@pytest.mark.parametrize("name", names("after update"))
def test_an_act_records_what_it_declares(name, start, updates):
    part = Part("after update", name)
    assert part.constant("PARAMETER") in ("constraint", "tracked")
    _, recorded = walked(name, start, updates)
    assert set(recorded) == set(part.constant("VARIABLES"))
    assert all(np.shape(values) == (NETWORKS,) and not np.isnan(values).any() for values in recorded.values())


@pytest.mark.parametrize("name", [name for name in names("after update") if looks_at(name)])
def test_an_act_looks_until_it_has_seen_what_it_needs(name, start, updates):
    """A part that it needs no more would have changed nothing in what it records."""
    assert set(looks_at(name)) <= {"training", "probe", "test"} | parts_of_data()
    act, matrices = act_on(name, start), start.clone()
    needed = set(looks_at(name))
    for number, update in enumerate([torch.zeros_like(start), *updates]):
        matrices.add_(update)
        if number:
            act()
        for part in needed:
            act.look(part, (matrices @ SHOWN.T).reshape(-1, ROWS, len(SHOWN)))
        assert set(act.needed()) <= set(looks_at(name))
        needed &= set(act.needed())
    for variable, values in walked(name, start, updates)[1].items():
        np.testing.assert_array_equal(act.values()[variable], values)


def parts_of_data():
    return {part for one in names("data set") for part in Part("data set", one).constant("PARTS", ())}


@pytest.mark.parametrize("kept", [[0, 2], [1]])
@pytest.mark.parametrize("name", names("after update"))
def test_an_act_goes_on_with_the_networks_that_stay(name, kept, start, updates):
    matrices, recorded = walked(name, start, updates)
    large, shape = start.clone(), (len(kept), ROWS, COLUMNS) if len(kept) > 1 else (ROWS, COLUMNS)
    act = act_on(name, large)
    walk(name, act, large, updates[:3], first=True)
    small = large[kept].reshape(shape).clone()
    other = act_on(name, small)
    other.continue_from(act, np.array(kept))
    walk(name, other, small, updates[3:, kept].reshape(-1, *shape))
    assert torch.equal(small, matrices[kept].reshape(shape))
    for variable, values in other.values().items():
        np.testing.assert_allclose(values, recorded[variable][kept], rtol=1e-12)


@pytest.mark.parametrize("name", names("after update"))
def test_what_is_tracked_leaves_the_weights(name, start, updates):
    matrices, _ = walked(name, start, updates)
    if Part("after update", name).constant("PARAMETER") == "tracked":
        assert torch.equal(matrices, walked_alone(start, updates))
    else:
        assert not torch.equal(matrices, walked_alone(start, updates)), "a constraint changes something"


def walked_alone(start, updates):
    matrices = start.clone()
    for update in updates:
        matrices.add_(update)
    return matrices


@pytest.mark.parametrize("name", names("after update"))
def test_acts_on_networks_do_not_touch_each_other(name, start, updates):
    matrices, recorded = walked(name, start, updates)
    for network in range(NETWORKS):
        alone, own = walked(name, start[network], updates[:, network])
        assert torch.equal(alone, matrices[network])
        for variable, values in own.items():
            np.testing.assert_allclose(values, recorded[variable][[network]], rtol=1e-12)
