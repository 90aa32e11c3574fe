"""Every measure against its formula, written plainly in NumPy on weights before and after."""

import dataclasses

import numpy as np
import pytest
import torch
from richlazy import randomness
from richlazy.contracts.measure_names import check_part, split
from richlazy.errors import InputError
from richlazy.learners.recurrent.weights import Weights
from richlazy.measures import STANDARD, registry
from richlazy.measures import loss as loss_measure
from richlazy.measures.evaluate import evaluate, find
from richlazy.measures.snapshot import Part, Probes, Snapshot

MEASURES = {name: registry.find(name) for name in STANDARD}
UNITS, INPUTS, OUTPUTS, STEPS = 8, 3, 4, 5
PROBE, KERNEL, TEST, LEAK, DECISION = 12, 5, 40, 0.6, 3


def make_probes(last_only=False, trained_weights="all"):
    generator = torch.Generator().manual_seed(5)
    arrays = {}
    for part, trials in (("probe", PROBE), ("test", TEST)):
        arrays[f"{part}_inputs"] = torch.randn((INPUTS, STEPS, trials), generator=generator, dtype=torch.float64)
        arrays[f"{part}_labels"] = torch.randint(OUTPUTS, (STEPS, trials), generator=generator)
    return Probes(
        **arrays,
        kernel_trials=KERNEL,
        decision_step=DECISION,
        learner="recurrent",
        architecture=LEAK,
        last_only=last_only,
        trained_weights=trained_weights,
        kernel_memory=1e9,
    )


def activity(weights, inputs):
    """Hidden activity [step, trial, unit] for inputs [input, time, trial], in NumPy."""
    recurrent, feed, _ = (w.numpy() for w in weights)
    state, found = np.zeros((inputs.shape[2], UNITS)), []
    for t in range(STEPS):
        drive = inputs[:, t].T @ feed.T + state @ recurrent.T
        state = np.maximum((1 - LEAK) * state + LEAK * drive, 0)
        found.append(state)
    return np.array(found)


def decision_activity(weights, probes):
    return activity(weights, probes.probe_inputs.numpy())[DECISION]


def logits(weights, probes):
    """Outputs on the test trials, [step, trial, output]."""
    return activity(weights, probes.test_inputs.numpy()) @ weights.output.numpy().T


def cosine(a, b):
    return np.trace(a.T @ b) / np.sqrt(np.trace(a.T @ a) * np.trace(b.T @ b))


def representation_alignment(first, last, probes, plain):
    return cosine(*(h @ h.T for h in (decision_activity(w, probes) for w in (first, last))))


def autograd_kernel(weights, probes, plain):
    inputs = probes.probe_inputs[..., :KERNEL].permute(2, 0, 1)
    return plain.kernel(weights, inputs, LEAK, probes.last_only).numpy()


def kernel_alignment(first, last, probes, plain):
    return cosine(*(autograd_kernel(w, probes, plain) for w in (first, last)))


def full_kernel_alignment(first, last, probes, plain):
    inputs = probes.probe_inputs[..., :KERNEL].permute(2, 0, 1)
    return cosine(*(plain.full_kernel(w, inputs, LEAK, probes.last_only).numpy() for w in (first, last)))


def kernel_target_alignment(first, last, probes, plain):
    kernel, labels = autograd_kernel(last, probes, plain), probes.probe_labels.numpy()
    steps = [STEPS - 1] if probes.last_only else range(STEPS)
    y = np.array([float(labels[t, b] == o) for t in steps for o in range(OUTPUTS) for b in range(KERNEL)])
    return y @ kernel @ y / (y @ y * np.trace(kernel))


def loss(first, last, probes, plain):
    values, labels = logits(last, probes), probes.test_labels.numpy()
    steps = [STEPS - 1] if probes.last_only else range(STEPS)
    shares = np.exp(values) / np.exp(values).sum(-1, keepdims=True)
    return -np.mean([np.log(shares[t, b, labels[t, b]]) for t in steps for b in range(TEST)])


def accuracy(first, last, probes, plain):
    return np.mean(logits(last, probes)[DECISION].argmax(-1) == probes.test_labels.numpy()[DECISION])


def sign_similarity(first, last, probes, plain):
    return np.mean(np.sign(decision_activity(first, probes)) == np.sign(decision_activity(last, probes)))


def weight_change(first, last, probes, plain):
    return np.sqrt(((last.recurrent - first.recurrent).numpy() ** 2).sum())


def relative_weight_change(first, last, probes, plain):
    return weight_change(first, last, probes, plain) / np.sqrt((first.recurrent.numpy() ** 2).sum())


def activity_cost(first, last, probes, plain):
    return np.mean(activity(last, probes.probe_inputs.numpy()) ** 2)


def activity_dimension(first, last, probes, plain):
    variances = np.linalg.eigvalsh(np.cov(decision_activity(last, probes).T))
    return variances.sum() ** 2 / (variances**2).sum()


def read_out_alignment(first, last, probes, plain):
    states = activity(last, probes.probe_inputs.numpy()).reshape(-1, UNITS)
    read = states @ last.output.numpy().T
    return np.sqrt((read**2).sum() / (last.output.numpy() ** 2).sum() / (states**2).sum())


def lyapunov_exponent(first, last, probes, plain):
    """One sequence of ten trials; its vector is turned by the Jacobian of every step."""
    recurrent, feed, _ = (w.numpy() for w in last)
    state, vector = np.zeros(UNITS), randomness.generator("tangent vectors", 0).standard_normal(UNITS)
    logs = []
    for trial, t in np.ndindex(10, STEPS):
        drive = probes.probe_inputs.numpy()[:, t, trial] @ feed.T + state @ recurrent.T
        state = np.maximum((1 - LEAK) * state + LEAK * drive, 0)
        jacobian = np.diag(state > 0) @ ((1 - LEAK) * np.eye(UNITS) + LEAK * recurrent)
        logs.append(np.log(np.linalg.norm(jacobian @ vector) / np.linalg.norm(vector)))
        vector = jacobian @ vector
    return np.mean(logs[10:])


def change_singular_values(first, last, probes, plain):
    change = (last.recurrent - first.recurrent).numpy()
    return padded(np.linalg.svd(change)[1])


def change_in_leading_space(first, last, probes, plain):
    """Eight units have fewer singular vectors than lead: all of the change, or nothing where there is none."""
    return 1.0 if (last.recurrent != first.recurrent).any() else np.nan


def change_along_singular_vectors(first, last, probes, plain):
    left, _, right = np.linalg.svd(first.recurrent.numpy())
    return padded(np.diag(left.T @ (last.recurrent - first.recurrent).numpy() @ right.T))


def padded(values):
    return np.append(values, [np.nan] * (10 - UNITS))


FORMULAS = {
    formula.__name__: formula
    for formula in (
        representation_alignment,
        kernel_alignment,
        full_kernel_alignment,
        kernel_target_alignment,
        loss,
        accuracy,
        sign_similarity,
        weight_change,
        relative_weight_change,
        activity_cost,
        activity_dimension,
        read_out_alignment,
        lyapunov_exponent,
        change_singular_values,
        change_in_leading_space,
        change_along_singular_vectors,
    )
}
SHARES = (
    "relative_weight_change",
    "representation_alignment",
    "kernel_alignment",
    "full_kernel_alignment",
    "kernel_target_alignment",
    "sign_similarity",
    "accuracy",
    "read_out_alignment",
)


@pytest.fixture
def pair(plain):
    """Weights before and after a training that changed all of them."""
    first, step = (plain.random_weights(UNITS, INPUTS, OUTPUTS, seed=seed) for seed in (0, 1))
    return first, Weights(*(a + 0.4 * b for a, b in zip(first, step, strict=True)))


def test_every_standard_measure_has_a_formula_here():
    assert set(STANDARD) == set(FORMULAS)


def test_measures_are_the_modules_that_have_a_long_name():
    assert set(STANDARD) <= set(registry.available())
    assert not {"snapshot", "evaluate", "alignment", "components", "predictions"} & set(registry.available())


@pytest.mark.parametrize("last_only", [False, True])
@pytest.mark.parametrize("name", MEASURES)
def test_measures_equal_their_formulas(plain, pair, name, last_only):
    probes = make_probes(last_only)
    found = MEASURES[name].measure(*(Snapshot(weights, probes) for weights in pair))
    expected = FORMULAS[name](*pair, probes, plain)
    assert isinstance(found, np.ndarray if hasattr(MEASURES[name], "COMPONENTS") else float)
    np.testing.assert_allclose(found, expected, rtol=1e-10)
    if name in SHARES:
        assert 0 < found < 1


@pytest.mark.parametrize("name", MEASURES)
def test_measures_are_named_with_their_units(name):
    assert MEASURES[name].LONG_NAME and MEASURES[name].UNITS


def test_a_network_is_wholly_like_itself(pair):
    probes = make_probes()
    same = Snapshot(pair[0], probes), Snapshot(pair[0], probes)
    for name in ("representation_alignment", "kernel_alignment", "full_kernel_alignment", "sign_similarity"):
        np.testing.assert_allclose(MEASURES[name].measure(*same), 1, rtol=1e-12)
    for name in ("weight_change", "relative_weight_change"):
        assert MEASURES[name].measure(*same) == 0


def test_the_kernel_of_all_trained_weights_leaves_out_those_that_are_not(pair):
    both = [Snapshot(weights, make_probes(trained_weights="studied")) for weights in pair]
    alone = [Snapshot(weights, make_probes()) for weights in pair]
    for fixed, free in zip(both, alone, strict=True):
        assert torch.equal(fixed.full_kernel, free.kernel) and not torch.equal(free.full_kernel, free.kernel)


def test_relative_change_of_weights_that_start_at_zero_is_nan(pair):
    start = Snapshot(pair[0]._replace(recurrent=torch.zeros(UNITS, UNITS)), make_probes())
    assert np.isnan(MEASURES["relative_weight_change"].measure(start, Snapshot(pair[1], make_probes())))


# All networks at all checkpoints


def checkpoints(pair):
    """Weights [seed, checkpoint] of two networks with three checkpoints."""
    first, last = pair
    middle = Weights(*((a + b) / 2 for a, b in zip(first, last, strict=True)))
    tracks = [first, middle, last], [last, first, middle]
    return Weights(*(torch.stack([torch.stack([w[i] for w in track]) for track in tracks]) for i in range(3)))


def test_evaluate_compares_every_checkpoint_with_the_first_of_its_seed(plain, pair):
    probes, weights = make_probes(), checkpoints(pair)
    values = evaluate(weights, probes)
    assert set(values) == set(MEASURES)
    for name, formula in FORMULAS.items():
        assert values[name].shape == ((2, 3, 10) if hasattr(MEASURES[name], "COMPONENTS") else (2, 3))
        for seed in range(2):
            for checkpoint in range(3):
                first, last = (Weights(*(w[seed, c] for w in weights)) for c in (0, checkpoint))
                expected = formula(first, last, probes, plain)
                close = (
                    {"rtol": 1e-7, "atol": 1e-7} if name == "change_singular_values" else {"rtol": 1e-10, "atol": 1e-12}
                )
                np.testing.assert_allclose(values[name][seed, checkpoint], expected, **close)


@pytest.mark.parametrize("broken", Weights._fields)
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_diverged_checkpoints_are_nan_in_every_measure_and_touch_no_other(pair, broken, value):
    probes, weights = make_probes(), checkpoints(pair)
    healthy = evaluate(weights, probes)
    getattr(weights, broken)[1, 2, 0, 0] = value
    for name, values in evaluate(weights, probes).items():
        assert np.isnan(values[1, 2]).all(), name
        values[1, 2] = healthy[name][1, 2]
        np.testing.assert_array_equal(values, healthy[name])


def test_a_run_that_diverged_at_the_start_has_no_values(pair):
    weights = checkpoints(pair)
    healthy = evaluate(weights, make_probes())
    for tensor in weights:
        tensor[0] = torch.nan
    for name, values in evaluate(weights, make_probes()).items():
        assert np.isnan(values[0]).all()
        np.testing.assert_array_equal(values[1], healthy[name][1])


def test_a_measure_of_the_ends_is_nan_at_checkpoints_between(pair, monkeypatch):
    weights, probes = checkpoints(pair), make_probes()
    every = evaluate(weights, probes, ["weight_change", "loss"])
    monkeypatch.setattr(MEASURES["weight_change"], "CHECKPOINTS", "ends", raising=False)
    ends = evaluate(weights, probes, ["weight_change", "loss"])
    np.testing.assert_array_equal(ends["loss"], every["loss"])
    assert np.isnan(ends["weight_change"][:, 1]).all()
    np.testing.assert_array_equal(ends["weight_change"][:, [0, 2]], every["weight_change"][:, [0, 2]])


def test_snapshots_know_the_seed_of_their_network(pair, monkeypatch):
    monkeypatch.setattr(MEASURES["weight_change"], "measure", lambda initial, current: initial.seed + current.seed)
    (values,) = evaluate(checkpoints(pair), make_probes(), ["weight_change"], seeds=[3, 11]).values()
    np.testing.assert_array_equal(values, [[6] * 3, [22] * 3])


# Parts of the data, output scale and centring


def scaled(probes, **changes):
    return dataclasses.replace(probes, **changes)


def test_loss_and_accuracy_of_a_part_are_those_of_a_test_on_its_trials(pair):
    probes, other = make_probes(), make_probes()
    generator = torch.Generator().manual_seed(8)
    part = Part(
        torch.randn((INPUTS, STEPS, 9), generator=generator, dtype=torch.float64),
        torch.randint(OUTPUTS, (STEPS, 9), generator=generator),
    )
    with_part = scaled(probes, further={"held_out": part})
    as_test = scaled(other, test_inputs=part.inputs, test_labels=part.labels)
    names = ("loss", "accuracy")
    found = evaluate(checkpoints(pair), with_part, [f"held_out_{name}" for name in names])
    expected = evaluate(checkpoints(pair), as_test, names)
    for name in names:
        np.testing.assert_array_equal(found[f"held_out_{name}"], expected[name])
        assert find(f"held_out_{name}").attributes(probes)["long_name"].endswith("on the part held_out")
    plain_test = evaluate(checkpoints(pair), with_part, names)
    np.testing.assert_array_equal(plain_test["loss"], evaluate(checkpoints(pair), probes, names)["loss"])


def test_loss_is_of_the_scaled_and_centred_outputs(pair):
    """A read-out of twice the size gives twice the output; one that is the difference of two, a centred one."""
    first, last = (weights._replace(recurrent=pair[0].recurrent, input=pair[0].input) for weights in pair)
    probes = make_probes()

    def losses(weights, probes):
        return loss_measure.measure(Snapshot(first, probes), Snapshot(weights, probes))

    twice = last._replace(output=2 * last.output)
    assert losses(last, scaled(probes, alpha=2.0)) == pytest.approx(losses(twice, probes), rel=1e-13)
    moved = last._replace(output=3 * (last.output - first.output))
    assert losses(last, scaled(probes, alpha=3.0, centre=True)) == pytest.approx(losses(moved, probes), rel=1e-12)
    assert losses(first, scaled(probes, alpha=3.0, centre=True)) == pytest.approx(np.log(OUTPUTS), rel=1e-13)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("loss", ("loss", None)),
        ("training_loss", ("loss", "training")),
        ("held_out_accuracy", ("accuracy", "held_out")),
        ("weight_change", ("weight_change", None)),
    ],
)
def test_names_say_the_measure_and_its_part(name, found):
    assert split(registry, name) == found


@pytest.mark.parametrize("name", ["los", "training_weight_change", "snapshot", "loss_training", "_loss", ""])
def test_names_of_no_measure_are_refused_with_the_known_ones(name):
    with pytest.raises(InputError, match="no measure .*known: .*loss.*training_"):
        split(registry, name)


def test_a_part_that_the_data_lack_is_refused():
    check_part(registry, "training_loss", (), "experiments.a")
    check_part(registry, "holdout_loss", ("holdout",), "experiments.a")
    with pytest.raises(InputError, match="experiments.a: flipped_loss: .*'flipped'; allowed are training, .*holdout"):
        check_part(registry, "flipped_loss", ("holdout",), "experiments.a")
