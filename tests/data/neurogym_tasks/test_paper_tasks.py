"""The paper's three tasks as config/config.yaml defines them: statistics of small pools, by the tasks' own text."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from helpers.configs import read_config
from richlazy.data.neurogym_tasks.pool import Definition, check, draw, make_environment

TRIALS = 2500
FIXATION, DECISION = 0, 7
NOISE = 0.1


@pytest.fixture(scope="module")
def definitions():
    parsed = read_config()
    dt = parsed["parameters"]["dt"]
    return {n: Definition(n, dt=dt, **{"timing": {}, "arguments": {}, **t}) for n, t in parsed["tasks"].items()}


def sample(definition, trials=TRIALS, seed=0):
    with ThreadPoolExecutor(1) as executor:
        return draw(definition, "training", trials, seed, executor)


@pytest.fixture(scope="module")
def pools(definitions):
    return {name: sample(definitions[name]) for name in ("2AF", "DMS", "CXT")}


def shares(values):
    found, counts = np.unique(values, return_counts=True)
    return dict(zip(found.tolist(), counts / len(values), strict=True))


def assert_noise(residuals, sd=NOISE):
    """Residuals [..., channel] are white noise of this deviation in every channel; n >= 2500 a channel."""
    flat = residuals.reshape(-1, residuals.shape[-1])
    assert np.abs(flat.mean(0)).max() < 5 * sd / np.sqrt(len(flat))
    assert np.abs(flat.std(0) / sd - 1).max() < 5 / np.sqrt(2 * len(flat))
    off = np.corrcoef(flat.T) - np.eye(flat.shape[1])
    assert np.abs(off).max() < 5 / np.sqrt(len(flat))


def test_the_config_defines_the_papers_tasks(definitions):
    assert {"2AF", "DMS", "CXT"} <= set(definitions)


@pytest.mark.parametrize("name, inputs", [("2AF", 3), ("DMS", 3), ("CXT", 7)])
def test_trials_have_eight_steps_three_classes_and_a_decision_at_the_end(definitions, pools, name, inputs):
    assert check(definitions[name]) == (8, DECISION)
    assert make_environment(definitions[name]).action_space.n == 3
    assert pools[name].inputs.shape == (TRIALS, 8, inputs) and pools[name].inputs.dtype == np.float32
    assert pools[name].labels.shape == (TRIALS, 8) and pools[name].labels.dtype == np.int16


@pytest.mark.parametrize("name", ["2AF", "DMS", "CXT"])
def test_labels_are_fixation_until_the_decision_and_then_balanced(pools, name):
    labels = pools[name].labels
    assert not labels[:, :DECISION].any()
    found = shares(labels[:, DECISION])
    assert set(found) == {1, 2}
    assert abs(found[1] - 0.5) < 5 * 0.5 / np.sqrt(TRIALS)


@pytest.mark.parametrize("name", ["2AF", "DMS"])
def test_fixation_is_one_before_the_decision_and_zero_at_it(pools, name):
    fixation = pools[name].inputs[:, :, FIXATION]
    assert (fixation[:, :DECISION] == 1).all() and (fixation[:, DECISION] == 0).all()


@pytest.mark.parametrize(
    "name, parameter, values",
    [
        ("2AF", "coh", [0, 6.4, 12.8, 25.6, 51.2]),
        ("CXT", "coh_1", [5, 15, 50]),
        ("CXT", "coh_2", [5, 15, 50]),
        ("CXT", "context", [0, 1]),
        ("CXT", "other_choice", [1, 2]),
    ],
)
def test_trial_parameters_are_drawn_evenly(pools, name, parameter, values):
    found = shares(pools[name].parameters[parameter])
    share = 1 / len(values)
    assert sorted(found) == values
    assert max(abs(f - share) for f in found.values()) < 5 * np.sqrt(share * (1 - share) / TRIALS)


def evidence(choice, coherence):
    """Mean of two channels [trial, 2], of which the channel of the choice (1 or 2) has more."""
    sign = np.where(choice == 1, 1, -1)
    return np.stack([0.5 + sign * coherence / 200, 0.5 - sign * coherence / 200], -1)


def test_2af_shows_noisy_evidence_in_the_channel_of_its_label(pools):
    pool = pools["2AF"]
    mean = evidence(pool.labels[:, DECISION], pool.parameters["coh"])
    assert_noise(pool.inputs[:, :DECISION, 1:] - mean[:, None])
    assert not pool.inputs[:, DECISION].any()
    # Noise is drawn anew at every step.
    residuals = (pool.inputs[:, :DECISION, 1:] - mean[:, None]).transpose(0, 2, 1)
    assert_noise(residuals)


def test_dms_shows_sample_and_test_and_asks_whether_they_match(pools):
    pool = pools["DMS"]
    stimulus = pool.inputs[:, :, 1:]
    shown = {t: stimulus[:, t].argmax(-1) for t in (0, 6)}
    match = shown[0] == shown[6]
    np.testing.assert_array_equal(pool.labels[:, DECISION], np.where(match, 1, 2))
    for t, place in shown.items():
        assert_noise(stimulus[:, t] - np.eye(2)[place])
    assert abs(shown[0].mean() - 0.5) < 5 * 0.5 / np.sqrt(TRIALS)
    assert not stimulus[:, [1, 2, 3, 4, 5, 7]].any()


def cxt_means(pool):
    """Noise-free inputs [trial, step, input] of the context task, from the trials' parameters."""
    parameters, label = pool.parameters, pool.labels[:, DECISION]
    second = parameters["context"] == 1
    choices = [np.where(second, parameters["other_choice"], label), np.where(second, label, parameters["other_choice"])]
    means = np.zeros(pool.inputs.shape)
    means[:, :DECISION, FIXATION] = 1
    means[:, :2, 1:3] = evidence(choices[0], parameters["coh_1"])[:, None]
    means[:, :2, 3:5] = evidence(choices[1], parameters["coh_2"])[:, None]
    means[:, :, 5:] = np.eye(2)[parameters["context"]][:, None]
    return means


def test_cxt_shows_two_modalities_and_the_context_with_noise_on_all_channels_during_the_stimulus(pools):
    pool = pools["CXT"]
    residuals = pool.inputs - cxt_means(pool)
    assert_noise(residuals[:, :2])
    assert np.abs(residuals[:, 2:]).max() < 1e-6


def test_cxt_label_follows_the_modality_of_the_context(pools):
    """The relevant modality predicts the label, the other does not."""
    pool = pools["CXT"]
    margin = pool.inputs[:, :2].mean(1)[:, [1, 3]] - pool.inputs[:, :2].mean(1)[:, [2, 4]]
    rows, context = np.arange(TRIALS), pool.parameters["context"]
    right = (margin > 0) == (pool.labels[:, DECISION] == 1)[:, None]
    assert right[rows, context].mean() > 0.85
    assert abs(right[rows, 1 - context].mean() - 0.5) < 0.05


@pytest.mark.parametrize("name", ["2AF", "DMS", "CXT"])
def test_trials_differ_from_each_other(pools, name):
    assert len(np.unique(pools[name].inputs[:, 0], axis=0)) == TRIALS


# What NeuroGym 2.3.1 itself would give


def as_neurogym(definition, **arguments):
    name = f"{definition.environment}-v0"
    return Definition(name, name, definition.timing, {**definition.arguments, **arguments}, definition.dt)


def test_2af_differs_from_neurogym_in_the_fixation_input_alone(definitions):
    ours, theirs = sample(definitions["2AF"], 50), sample(as_neurogym(definitions["2AF"]), 50)
    assert not theirs.inputs[:, :, FIXATION].any()
    np.testing.assert_array_equal(ours.inputs[:, :, 1:], theirs.inputs[:, :, 1:])
    np.testing.assert_array_equal(ours.labels, theirs.labels)


def test_cxt_differs_from_neurogym_whose_context_is_implicit_and_fixed(definitions):
    theirs = sample(as_neurogym(definitions["CXT"]), 50)
    assert theirs.inputs.shape == (50, 8, 5)
    assert not theirs.inputs[:, :, FIXATION].any()
    assert (theirs.parameters["context"] == 0).all()


def test_cxt_differs_from_neurogyms_explicit_context_in_fixation_and_noise(definitions):
    theirs = sample(as_neurogym(definitions["CXT"], use_expl_context=True), 50)
    assert theirs.inputs.shape == (50, 8, 7)
    assert not theirs.inputs[:, :, FIXATION].any()
    assert set(np.unique(theirs.inputs[:, :, 5:])) == {0, 1}
    ours = sample(definitions["CXT"], 50)
    np.testing.assert_array_equal(ours.inputs[0, :, 1:5], theirs.inputs[0, :, 1:5])  # the first trial: same draws
