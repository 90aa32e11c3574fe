"""Two-alternative forced choice through rotated input channels: a family of tasks of any similarity and one difficulty.

The trials are those of the task 2AF (NeuroGym's PerceptualDecisionMaking with the config's timing): a fixation input of
1 until the decision, two stimulus inputs of 0.5 + coherence / 200 for the correct choice and 0.5 - coherence / 200 for
the other, with Gaussian noise of standard deviation 0.1 in each of seven steps, and a choice at the eighth. There are
four stimulus channels. With overlap c the two stimuli s reach the first two as c s and the others as sqrt(1 - c²) s:

    overlap 1     the task that the others are compared with
    overlap 0     the same task through channels that the first one never uses

This is a rotation of the inputs, so that all tasks of the family are equally hard, have the same trials and the same
answers, and differ in nothing but how far what they ask of the input weights is the same.
"""

from collections.abc import Mapping

import numpy as np
from richlazy import randomness
from richlazy.data.trials import PARTS, Pool, Trials

ENVIRONMENT = "RotatedDecisions"
KIND = "trials"
SAMPLES = None
STEPS = 8
CHANNELS = 5
ARGUMENTS = {
    "overlap": {
        "description": "Cosine of the angle by which the stimulus channels are rotated.",
        "unit": "1",
        "type": "number",
        "minimum": 0,
        "maximum": 1,
        "default": 1,
    },
}
ADVICE = {
    "overlap": {
        "recommended": [0, 1],
        "reason": "1, 0.95, 0.8, 0.5 and 0 are a family from equal to unrelated tasks",
        "cost": "none",
    },
}
# As in the task 2AF of the config and in NeuroGym.
COHERENCES = (0, 6.4, 12.8, 25.6, 51.2)
NOISE = 0.1
CLASSES = 3


def draw(sizes: Mapping[str, int], seed: int, overlap: float) -> Pool:
    """Pool of `sizes` trials by part; those of one seed are the same at every overlap but for the rotation."""
    parts = {part: _draw_part(sizes[part], seed, number, overlap) for part, number in PARTS.items()}
    return Pool(parts, decision_step=STEPS - 1, classes=CLASSES)


def _draw_part(trials: int, seed: int, number: int, overlap: float) -> Trials:
    random = randomness.generator("trials", seed, number)
    choice, coherence = random.integers(2, size=trials), random.choice(COHERENCES, trials)
    towards = np.where(choice[:, None] == np.arange(2), 1, -1) * coherence[:, None] / 200
    stimuli = 0.5 + towards[:, None] + NOISE * random.standard_normal((trials, STEPS - 1, 2))
    inputs = np.zeros((trials, STEPS, CHANNELS), np.float32)
    inputs[:, :-1, 0] = 1
    inputs[:, :-1, 1:3] = overlap * stimuli
    inputs[:, :-1, 3:] = np.sqrt(1 - overlap**2) * stimuli
    labels = np.zeros((trials, STEPS), np.int16)
    labels[:, -1] = 1 + choice
    return Trials(inputs, labels, {"ground_truth": choice, "coh": coherence})
