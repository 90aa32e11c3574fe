"""Every learner: its gradients and its tangent kernels are those of its outputs, entry by entry of the weights.

All is done in double precision, on a few random trials, with the default of every parameter that the learner declares
and with each of them changed. Derivatives are difference quotients, which ask nothing of a learner but its outputs.
"""

import pytest
import torch
from helpers.every_part import KINDS, Part, names
from richlazy import learners
from richlazy.errors import InputError
from richlazy.measures.snapshot import Probes, Snapshot

HIDDEN, INPUTS, OUTPUTS, STEPS, TRIALS = 7, 3, 2, 4, 5
SEEDS = [3, 5]
DISTANCE = 1e-6
GENERAL = {"hidden": HIDDEN, "dt": 100, "task": "example"}


def variants(name):
    """Values of the learner's parameters: the defaults, or those of its tiny example, and these with one changed."""
    part = Part("learner", name)
    example = part.constant("EXAMPLE", {}).get("parameters", {})
    plain = {key: example.get(key, entry["default"]) for key, entry in part.parameters.items()}
    yield plain
    for key, entry in part.parameters.items():
        yield from ({**plain, key: value} for value in others(entry, plain[key]) if value != plain[key])


def others(entry, plain):
    """Further values that a fragment allows."""
    if "enum" in entry:
        return entry["enum"]
    if entry.get("type") == "integer":
        return [min(plain + 2, entry["maximum"])]
    if entry.get("type") == "number":
        return [min(plain * 1.5 + 0.1, entry["maximum"])]
    return [True, False] if entry.get("type") == "boolean" else []


CASES = [
    pytest.param(name, values, id=f"{name}-{number}") for name in names("learner") for number, values in
    enumerate(variants(name))
]  # fmt: skip


class Case:
    """A learner with networks of SEEDS, inputs [network, input, time, trial] and an ensemble of them."""

    def __init__(self, name, values, networks=2, last_only=False):
        self.name, self.parts, self.last_only = name, learners.parts(name), last_only
        self.parameters, self.steps = (
            GENERAL | {"learner": name} | values,
            steps_of(name, GENERAL | {"learner": name} | values),
        )
        self.generator = torch.Generator().manual_seed(0)
        self.architecture = self.part("architecture").architecture(self.parameters, INPUTS, OUTPUTS)
        drawn = self.part("weights").initial_weights(
            self.matrices(networks), SEEDS[:networks], INPUTS, OUTPUTS, self.architecture
        )
        self.weights = drawn._make(w.double() for w in drawn)
        self.inputs = self.random(2, INPUTS, self.steps, TRIALS)[:networks]

    def part(self, name):
        return self.parts.find(name)

    def random(self, *shape):
        return torch.randn(shape, generator=self.generator, dtype=torch.float64)

    def matrices(self, networks):
        """Initial matrices [network, layer, post, pre] for a learner that asks for them."""
        part = Part("learner", self.name)
        if "connectivity" not in part.constant("STAGES", []):
            return None
        layers = self.parameters.get("depth", len(part.constant("STUDIED", ["one"])))
        units = self.units()
        return (1.2 * self.random(2, layers, units, units) / units**0.5).numpy()[:networks]

    def units(self):
        """Number of units of the initial matrices: those of a torch module's own matrices, else HIDDEN."""
        studied = getattr(self.architecture, "studied", None)
        of_module = studied and hasattr(self.architecture, "network")
        return len(self.architecture.network.get_parameter(studied[0])) if of_module else HIDDEN

    def ensemble(self):
        return self.part("ensemble").Ensemble(
            self.weights, self.architecture, self.steps, TRIALS, last_only=self.last_only
        )

    def of(self, network):
        """Weights of one network."""
        return self.weights._make(w[network] for w in self.weights)

    def outputs(self, weights, network):
        """Scored outputs of one network [output, (step, trial)], as the measures read them."""
        found = self.part("activity").outputs(weights, self.inputs[network], self.architecture)
        return (found[:, -1:] if self.last_only else found).flatten(1)

    def snapshot(self, network, trained="all", memory=1e9):
        """The network as measures see it; all trials are those of the kernel."""
        labels = torch.zeros((self.steps, TRIALS), dtype=torch.int64)
        trials = self.inputs[network], labels
        probes = Probes(
            *trials, *trials, TRIALS, self.steps - 1, self.name, self.architecture, self.last_only, trained, memory
        )
        return Snapshot(self.of(network), probes)


def steps_of(name, parameters):
    """So many time steps as the learner takes."""
    check = Part("learner", name).function("check_shape")
    if check:
        try:
            check(parameters, STEPS, INPUTS)
        except InputError:
            return 1
    return STEPS


def mode_of(ensemble):
    """In which the trainer walks: autograd does not take the tensors of inference mode."""
    return torch.no_grad() if getattr(ensemble, "AUTOGRAD", False) else torch.inference_mode()


def shown(case, ensemble):
    """Outputs of an ensemble on all trials, [(network,) output, scored]."""
    lead = () if len(case.inputs) == 1 else (len(case.inputs),)
    outputs = case.random(*lead, OUTPUTS, TRIALS * (1 if case.last_only else case.steps))
    with mode_of(ensemble):
        ensemble.forward(case.inputs.reshape(*lead, *case.inputs.shape[1:]), outputs)
    return outputs


def accumulate(case, ensemble, errors, keep=0.0, scale=1.0):
    """A forward and a backward pass for the gradients `errors` at the outputs; returns the ensemble."""
    shown(case, ensemble)
    with mode_of(ensemble):
        ensemble.output_error.copy_(errors.reshape(ensemble.output_error.shape))
        ensemble.backward(keep, scale)
    return ensemble


def accumulated(ensemble):
    """The gradient of each of the weights [network, ...], read from a step against it; zero where none is trained."""
    before = ensemble.weights()
    with mode_of(ensemble):
        ensemble.parameters.sub_(ensemble.gradient)
    return [b - a for b, a in zip(before, ensemble.weights(), strict=True)]


def jacobian(case, network):
    """Derivatives of the scored outputs of one network, [output · scored, entry] for each of the weights."""
    weights = case.weights._make(w[network].clone() for w in case.weights)
    found = []
    for values in weights:
        flat, columns = values.view(-1), []
        for entry in range(len(flat)):
            kept, ends = float(flat[entry]), []
            for step in (DISTANCE, -DISTANCE):
                flat[entry] = kept + step
                ends.append(case.outputs(weights, network).flatten())
            flat[entry] = kept
            columns.append((ends[0] - ends[1]) / (2 * DISTANCE))
        found.append(torch.stack(columns, 1))
    return found


def gradients(case, network, error):
    """The gradient of each of the weights, of what has `error` [output, scored] as its gradient at the outputs."""
    pairs = zip(jacobian(case, network), case.of(network), strict=True)
    return [(error.flatten() @ one).reshape(w.shape) for one, w in pairs]


def close(found, expected, tolerance=1e-7):
    torch.testing.assert_close(found, expected, rtol=tolerance, atol=tolerance * float(expected.abs().max() + 1e-6))


@pytest.mark.parametrize("last_only", [False, True])
@pytest.mark.parametrize("networks", [1, 2])
@pytest.mark.parametrize("name, values", CASES)
def test_outputs_of_an_ensemble_are_those_that_are_measured(name, values, networks, last_only):
    case = Case(name, values, networks, last_only)
    found = shown(case, case.ensemble()).reshape(networks, OUTPUTS, -1)
    for network in range(networks):
        close(found[network], case.outputs(case.of(network), network))


@pytest.mark.parametrize("last_only", [False, True])
@pytest.mark.parametrize("networks", [1, 2])
@pytest.mark.parametrize("name, values", CASES)
def test_gradients_are_those_of_the_outputs(name, values, networks, last_only):
    case = Case(name, values, networks, last_only)
    errors = random_errors(case)
    found = accumulated(accumulate(case, case.ensemble(), errors, scale=0.5))
    trained = trained_weights(case)
    for network in range(networks):
        expected = gradients(case, network, 0.5 * errors[network])
        for field, one, other in zip(case.weights._fields, found, expected, strict=True):
            close(one[network], other if field in trained else torch.zeros_like(other))


def random_errors(case):
    """Gradients at the scored outputs of all networks, [network, output, scored]."""
    return case.random(len(case.inputs), OUTPUTS, TRIALS * (1 if case.last_only else case.steps))


def trained_weights(case):
    """Fields of the weights that a step changes."""
    steps = accumulated(accumulate(case, case.ensemble(), random_errors(case)))
    return [field for field, step in zip(case.weights._fields, steps, strict=True) if step.any()]


@pytest.mark.parametrize("name, values", CASES)
def test_the_weights_under_study_are_trained(name, values):
    case = Case(name, values)
    marked, trained = studied_entries(case), trained_weights(case)
    assert any(marks.any() for marks in marked)
    assert all(field in trained for field, marks in zip(case.weights._fields, marked, strict=True) if marks.any())


def studied_entries(case):
    """Which entries of the weights of one network are under study, [weight] of bool for each of the weights."""
    marks = case.weights._make(torch.zeros_like(w[0]) for w in case.weights)
    for matrix in case.part("weights").studied(marks, case.architecture):
        matrix.fill_(1)
    return [w.bool().flatten() for w in marks]


@pytest.mark.parametrize("name, values", CASES)
def test_what_is_kept_of_a_gradient_is_added(name, values):
    case = Case(name, values)
    first, second = random_errors(case), random_errors(case)
    alone = [accumulated(accumulate(case, case.ensemble(), errors)) for errors in (first, second)]
    both = accumulate(case, accumulate(case, case.ensemble(), first), second, keep=0.9)
    for found, one, other in zip(accumulated(both), *alone, strict=True):
        close(found, 0.9 * one + other)


@pytest.mark.parametrize("memory", [3e4, 1e9])
@pytest.mark.parametrize("last_only", [False, True])
@pytest.mark.parametrize("name, values", CASES)
def test_kernels_are_products_of_jacobians(name, values, last_only, memory):
    if "tangent_kernel" not in Part("learner", name).constant("OFFERS"):
        return
    case = Case(name, values, 1, last_only)
    flat = [in_order(case, one) for one in jacobian(case, 0)]
    marked, trained = studied_entries(case), trained_weights(case)
    studied = torch.cat([one[:, marks] for one, marks in zip(flat, marked, strict=True)], 1)
    every = torch.cat([one for one, field in zip(flat, case.weights._fields, strict=True) if field in trained], 1)
    snapshot = case.snapshot(0, memory=memory)
    close(snapshot.kernel, studied @ studied.T)
    close(snapshot.full_kernel, every @ every.T)
    close(case.snapshot(0, trained="studied", memory=memory).full_kernel, studied @ studied.T)


def in_order(case, derivatives):
    """Derivatives of outputs (output, step, trial) in the order of the kernel's rows, (step, output, trial)."""
    return derivatives.reshape(OUTPUTS, -1, TRIALS, derivatives.shape[1]).transpose(0, 1).flatten(0, 2)


@pytest.mark.parametrize("name, values", CASES)
def test_networks_start_from_their_seed_alone(name, values):
    both, again, one = Case(name, values), Case(name, values), Case(name, values, 1)
    for field in both.weights._fields:
        together = getattr(both.weights, field)
        assert torch.equal(together, getattr(again.weights, field))
        assert torch.equal(together[:1], getattr(one.weights, field))
    assert any(not torch.equal(w[0], w[1]) for w in both.weights)


@pytest.mark.parametrize("name, values", CASES)
def test_weights_have_the_dimensions_that_are_told(name, values):
    case = Case(name, values)
    dims = case.part("weights").dims(case.architecture)
    assert set(dims) == set(case.weights._fields)
    assert all(len(dims[field]) == getattr(case.weights, field).ndim - 1 for field in dims)


@pytest.mark.parametrize("name, values", CASES)
def test_what_is_offered_is_there(name, values):
    case, offers = Case(name, values), Part("learner", name).constant("OFFERS")
    snapshot = case.snapshot(0)
    assert snapshot.outputs_on("test").shape == (OUTPUTS, case.steps, TRIALS)
    if "features" in offers:
        assert list(snapshot.features.values())[-1].shape == snapshot.probe_activity.shape
        assert snapshot.probe_activity.shape[1:] == (case.steps, TRIALS)
    if "studied_matrices" in offers:
        assert all(matrix.ndim == 2 for matrix in snapshot.studied_matrices)
    if "read_out" in offers:
        assert snapshot.read_out.shape[0] == OUTPUTS
        read = torch.einsum("ou,utb->otb", snapshot.read_out, snapshot.probe_activity)
        close(read, snapshot.outputs_on("probe"))
    if "state" in offers:
        tangent = case.random(snapshot.probe_activity.shape[0], TRIALS)
        assert snapshot.state_growth(case.inputs[0], tangent).shape == (case.steps, TRIALS)


@pytest.mark.parametrize("rule", names("rule"))
@pytest.mark.parametrize("name, values", CASES)
def test_a_learning_rule_adds_a_step_of_each_network_by_itself(name, values, rule):
    if name not in Part("rule", rule).constant("LEARNERS", [name]):
        return
    case, alone = Case(name, values), Case(name, values, 1)
    errors = random_errors(case)
    once, twice, single = (steps_by(rule, one, errors, count) for one, count in ((case, 1), (case, 2), (alone, 1)))
    for first, both, own in zip(once, twice, single, strict=True):
        close(both, 1.9 * first)
        close(own, first[:1])


def steps_by(rule, case, errors, count):
    """What so many steps of a rule leave as the gradient of each of the weights, 0.9 of the one before each time."""
    ensemble = case.ensemble()
    values = {key: entry["default"] for key, entry in Part("rule", rule).parameters.items()}
    acting = KINDS["rule"].find(rule).Rule(ensemble, range(ensemble.networks), **values)
    for _ in range(count):
        shown(case, ensemble)
        with mode_of(ensemble):
            ensemble.output_error.copy_(errors[: len(case.inputs)].reshape(ensemble.output_error.shape))
            acting.step(0.9, 1.0)
    return accumulated(ensemble)
