"""Simulated stays as hourly grids: does sepsis follow? Tests are on the same stays cut hours before onset.

A trial is a stay on the clock from admission: z-scores of the hourly means, carried forward, and as last input whether
the hour is there, 1 up to the last hour that is known and 0 after it.
"""

from collections.abc import Mapping

import numpy as np
from richlazy import randomness
from richlazy.data.trials import PARTS as NUMBERS
from richlazy.data.trials import Pool, Trials

from studies.sepsis.method_inputs import Scale, at_horizon, scale_of
from studies.sepsis.simulator import Population, population, simulate
from studies.sepsis.stays import Cohort

KIND = "trials"
ENVIRONMENT = "SimulatedSepsis"
SAMPLES = None
# Every network has people and stays of its own.
REPLICATE = "seed"
PARTS = ["before_3h", "before_7h"]
STEPS = 24  # hours: no onset is later
CHANNELS = 13
ARGUMENTS = {}

HORIZONS = dict(zip(PARTS, (3, 7), strict=True))
# A cohort of fewer stays would not have two cases.
FEWEST = 22


def draw(sizes: Mapping[str, int], seed: int) -> Pool:
    """Pool of `sizes` stays by part, labelled 1 for cases. The seed says what all stays share (`population`), and each
    part has stays of its own; those of PARTS are the test stays, without the last hours before onset.

    Scales are those of the training part.
    """
    people = population(seed)
    cohorts = {part: _cohort(sizes[part], seed, number, people) for part, number in NUMBERS.items()}
    scale = scale_of(cohorts["training"], np.arange(sizes["training"]))
    parts = {part: _trials(cohort, sizes[part], 0, scale) for part, cohort in cohorts.items()}
    parts |= {part: _trials(cohorts["test"], sizes["test"], hours, scale) for part, hours in HORIZONS.items()}
    return Pool(parts, decision_step=STEPS - 1, classes=2)


def _cohort(size: int, seed: int, number: int, people: Population) -> Cohort:
    """A cohort of at least `size` stays; the number of a part gives it stays of its own."""
    own = int(randomness.seed_sequence("sepsis stays of a part", seed, number).generate_state(1, np.uint64)[0])
    return simulate(max(size, FEWEST), own, people=people)


def _trials(cohort: Cohort, size: int, horizon: int, scale: Scale) -> Trials:
    """The first stays of a cohort, as they are known so many hours before onset."""
    stays = at_horizon(cohort, np.arange(size), horizon, scale)
    hours = stays.grid.shape[1]
    inputs = np.zeros((size, STEPS, CHANNELS), np.float32)
    inputs[:, :hours, :-1] = stays.grid
    inputs[..., -1] = np.arange(STEPS) < np.asarray(stays.lengths)[:, None]
    labels = np.repeat(np.asarray(stays.cases, np.int16)[:, None], STEPS, axis=1)
    return Trials(inputs, labels, {})
