"""Stays as trials: those of the methods, cut before onset, with people of the seed and stays of each part."""

import numpy as np
import pytest

from studies.sepsis.data import simulated_sepsis
from studies.sepsis.data.simulated_sepsis import CHANNELS, HORIZONS, STEPS, draw

SIZES = {"training": 150, "probe": 30, "test": 60}
POOL = draw(SIZES, 3).parts


def known_hours(part):
    return POOL[part].inputs[..., -1].sum(1)


def test_prevalence_is_that_of_the_simulator():
    assert POOL["training"].labels[:, 0].sum() == round(0.092 * 150)
    for part in POOL.values():
        assert (part.labels == part.labels[:, :1]).all() and part.inputs.shape[1:] == (STEPS, CHANNELS)


def test_training_stays_have_z_scores():
    """Of observations, of which hourly means are not all: so their mean and size are about 0 and 1."""
    known = POOL["training"].inputs[..., -1] == 1
    values = POOL["training"].inputs[known][:, :-1]
    assert np.abs(values.mean(0)).max() < 0.2 and 0.6 < values.std(0).min() < values.std(0).max() < 1.2


def test_hours_are_known_from_the_first_on_and_nothing_is_told_after_the_last():
    for part in POOL.values():
        known = part.inputs[..., -1]
        assert set(np.unique(known)) == {0, 1} and (np.diff(known, axis=1) <= 0).all() and (known[:, 0] == 1).all()
        assert not part.inputs[known == 0].any()


def test_stays_cut_before_onset_are_the_test_stays_without_their_last_hours():
    whole = POOL["test"]
    for part, hours in HORIZONS.items():
        cut = POOL[part]
        np.testing.assert_array_equal(cut.labels, whole.labels)
        np.testing.assert_array_equal(known_hours(part), np.maximum(known_hours("test") - hours, 1))
        # The last row holds less than an hour, all before it are the same.
        before = np.arange(STEPS) < known_hours(part)[:, None] - 1
        np.testing.assert_array_equal(cut.inputs[before], whole.inputs[before])


def test_a_part_has_its_stays_whatever_the_size_of_another(monkeypatch):
    monkeypatch.setattr(simulated_sepsis, "scale_of", lambda cohort, stays: (np.zeros(12), np.ones(12)))
    few, many = (draw(SIZES | {"training": count}, 3).parts for count in (40, 150))
    for part in ("probe", "test", *HORIZONS):
        np.testing.assert_array_equal(few[part].inputs, many[part].inputs)


def test_parts_share_their_people_and_no_stay():
    """Cases of two parts of a seed are on the same side of the controls, those of another seed need not be."""

    def shift(part, seed):
        trials = draw({"training": 400, "probe": 1, "test": 400}, seed).parts[part]
        last = trials.inputs[np.arange(400), trials.inputs[..., -1].sum(1).astype(int) - 1, :-1]
        case = trials.labels[:, 0] == 1
        return last[case].mean(0) - last[~case].mean(0)

    own, test, other = shift("training", 0), shift("test", 0), shift("training", 1)
    assert np.corrcoef(own, test)[0, 1] > 0.8 > np.corrcoef(own, other)[0, 1]
    rows = [{trial.tobytes() for trial in POOL[part].inputs[:, :7]} for part in ("training", "probe", "test")]
    assert not rows[0] & rows[1] and not rows[0] & rows[2] and not rows[1] & rows[2]


@pytest.mark.parametrize("size", [1, 5])
def test_a_pool_may_be_smaller_than_a_cohort(size):
    pool = draw(dict.fromkeys(SIZES, size), 0)
    assert all(len(part.inputs) == len(part.labels) == size for part in pool.parts.values())
