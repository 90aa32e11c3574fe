"""Two-alternative forced choice through rotated channels: a rotation of NeuroGym's trials, graded in similarity."""

import numpy as np
import pytest
from richlazy.data.task_similarity import decisions, task_similarity

from studies.connectivity.data import rotated_decisions

SIZES = {"training": 1500, "probe": 20, "test": 30}


def drawn(overlap, part="training", seed=0):
    return rotated_decisions.draw(SIZES, seed, overlap).parts[part]


def test_trials_have_the_form_and_the_numbers_of_neurogyms():
    """Means and deviations of the stimuli by choice and coherence, against the task 2AF of the config."""
    neurogym_pool = pytest.importorskip("richlazy.data.neurogym_tasks.pool")
    timing = {"fixation": 0, "stimulus": 700, "delay": 0, "decision": 100}
    arguments = {"cohs": list(rotated_decisions.COHERENCES)}
    plain = neurogym_pool.Definition("2AF", "PerceptualDecisionMaking", timing, arguments, 100)
    pool = neurogym_pool.draw_pool(plain, SIZES, 0, _Here())
    theirs, ours = pool.parts["training"], drawn(1.0)
    assert pool.decision_step == rotated_decisions.STEPS - 1 and pool.classes == rotated_decisions.CLASSES
    assert set(ours.parameters) == set(theirs.parameters)
    np.testing.assert_array_equal(ours.inputs[:, :, 0], theirs.inputs[:, :, 0])
    assert not ours.inputs[:, -1].any() and not ours.inputs[..., 3:].any()
    for trials in (ours, theirs):
        np.testing.assert_array_equal(trials.labels[:, -1], 1 + trials.parameters["ground_truth"])
        assert not trials.labels[:, :-1].any()
        choice, coherence = trials.parameters["ground_truth"], trials.parameters["coh"]
        towards = np.where(choice[:, None] == [0, 1], 1, -1) * coherence[:, None] / 200
        noise = trials.inputs[:, :-1, 1:3] - 0.5 - towards[:, None]
        assert abs(noise.mean()) < 0.003 and noise.std() == pytest.approx(rotated_decisions.NOISE, rel=0.03)
        assert set(coherence) == set(rotated_decisions.COHERENCES)


class _Here:
    map = staticmethod(map)


@pytest.mark.parametrize("overlap", [0.0, 0.5, 0.95])
def test_other_overlaps_are_rotations_of_the_same_trials(overlap):
    plain, turned = drawn(1.0), drawn(overlap)
    np.testing.assert_array_equal(plain.labels, turned.labels)
    a, b = (trials.inputs.reshape(SIZES["training"], -1).astype(float) for trials in (plain, turned))
    np.testing.assert_allclose(a @ a.T, b @ b.T, atol=1e-5)
    stimuli = plain.inputs[..., 1:3]
    across = (turned.inputs[..., 1:3] * stimuli).sum() / (stimuli**2).sum()
    assert across == pytest.approx(overlap, abs=1e-6)


def test_similarity_grows_with_overlap_from_nothing_to_one():
    def of(overlap):
        trials = drawn(overlap)
        return decisions(trials.inputs, trials.labels, rotated_decisions.STEPS - 1)

    found = [task_similarity(of(1.0), of(overlap)) for overlap in (0.0, 0.5, 0.8, 0.95, 1.0)]
    assert found == sorted(found) and found[0] < 1e-6 and found[-1] == pytest.approx(1)


def test_parts_and_seeds_have_trials_of_their_own():
    assert not np.array_equal(drawn(1.0, "probe").inputs[:20], drawn(1.0, "test").inputs[:20])
    assert not np.array_equal(drawn(1.0).inputs, drawn(1.0, seed=1).inputs)
    larger = rotated_decisions.draw({**SIZES, "training": 3000}, 0, 1.0).parts["probe"]
    np.testing.assert_array_equal(larger.inputs, drawn(1.0, "probe").inputs)
