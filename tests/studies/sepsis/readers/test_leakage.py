"""Nothing after onset is seen: in every form of files, a cohort whose only signal lies after onset gives chance."""

import numpy as np
import pytest
from helpers.icu_cohorts import WRITERS, stays

from studies.sepsis.matching import cohort_of_source
from studies.sepsis.method_inputs import at_horizon, scale_of
from studies.sepsis.methods import floor
from studies.sepsis.readers import cinc, mimic_csv, yaib
from studies.sepsis.scores import auroc
from studies.sepsis.splits import folds

READERS = {"yaib": yaib.read, "cinc": cinc.read, "mimic": mimic_csv.read}


def areas(folder, form, horizons=(0,), **content):
    """AUROC of the last values at each horizon, over all stays, each tested once."""
    source = READERS[form](WRITERS[form](folder, stays(**content)))
    cohort = cohort_of_source(form, source, fewest_observations=100)
    assert cohort.case.sum() == 40 and len(cohort) == 440
    scores = np.empty((len(horizons), len(cohort)))
    for split in folds(cohort.patient, cohort.case, 5, 1, seed=0):
        scale = scale_of(cohort, split.training)
        model = floor.fit(at_horizon(cohort, split.training, 0, scale))
        for row, horizon in enumerate(horizons):
            scores[row, split.test] = floor.scores(model, at_horizon(cohort, split.test, horizon, scale))
    return [auroc(one, cohort.case) for one in scores]


@pytest.mark.parametrize("form", READERS)
def test_a_signal_from_onset_on_gives_chance_and_one_before_it_does_not(form, tmp_path):
    """The standard error of chance is .048. The row that begins at onset is not known by then."""
    for name in ("after", "before"):
        (tmp_path / name).mkdir()
    assert areas(tmp_path / "after", form, signal=0)[0] == pytest.approx(0.5, abs=0.12)
    # The last row that is known by onset moves, and is not known an hour earlier.
    at_onset, earlier = areas(tmp_path / "before", form, (0, 1), signal=-1)
    assert at_onset > 0.95 and earlier == pytest.approx(0.5, abs=0.12)
