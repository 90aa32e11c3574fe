"""Claim C8 on experiments in which the effect of rank depends on gain in a known way."""

import numpy as np
import pytest
from helpers.factories import leave_out, make_experiment
from richlazy.contracts.study_parts import claims
from richlazy.hypercube.reading import MissingSweep

GAINS = (0.5, 1.0, 1.5)


def experiment(strength=(0.2, 0.6, 1.0), **settings):
    """An experiment whose effect of rank at each of GAINS is `strength`."""
    parts = make_experiment(
        **{"ranks": (1, 300), "tasks": ("2AF", "DMS"), "size": 12, "trend": 0.0} | settings, extra={"gain": list(GAINS)}
    )
    for gain, size in zip(GAINS, strength, strict=True):
        for name, sign in (("kernel_alignment", 1), ("representation_alignment", 1), ("weight_change", -1)):
            parts[name].loc[{"rank": 300, "gain": gain}] += sign * size * (parts.step > 0)
    return parts


def rows(measures):
    return claims.find("C8").test(measures, {"resamples": 199})


@pytest.mark.parametrize(
    ("strength", "verdict"),
    [((0.2, 0.6, 1.0), "supported"), ((1.0, 0.6, 0.2), "contradicted"), ((0.5,) * 3, "undecided")],
)
def test_verdicts_follow_the_data(strength, verdict):
    assert {row.verdict for row in rows(experiment(strength))} == {verdict}


def test_there_is_a_row_per_measure_and_task_and_one_over_tasks():
    found = [(row.measure, row.task) for row in rows(experiment())]
    measures = ("kernel_alignment", "representation_alignment", "weight_change")
    assert found == [(measure, task) for measure in measures for task in ("2AF", "DMS", "all tasks")]
    assert {row.direction for row in rows(experiment())} == {
        "rises with gain: highest less lowest rank",
        "rises with gain: lowest less highest rank",
    }


def test_the_difference_is_the_effect_at_the_largest_gain_less_that_at_the_smallest():
    measures = experiment()
    row = next(row for row in rows(measures) if (row.measure, row.task) == ("weight_change", "all tasks"))
    last = measures.weight_change.sel(step=10000).mean("task")
    effect = last.sel(rank=1) - last.sel(rank=300)
    assert row.difference_mean == pytest.approx(float((effect.sel(gain=1.5) - effect.sel(gain=0.5)).mean()))


def test_order_of_gains_does_not_matter_and_other_swept_values_have_their_own_rows():
    assert rows(experiment().isel(gain=[2, 0, 1])) == rows(experiment())
    both = experiment().expand_dims(normalise=["frobenius", "spectral_norm"], axis=1).copy()
    both.attrs["sweep"] = '["task", "normalise", "rank", "gain"]'
    assert [row.task for row in rows(both)][:2] == ["2AF, normalise=frobenius", "2AF, normalise=spectral_norm"]


def test_a_diverged_run_drops_its_seed_and_is_counted_at_the_extremes():
    measures = experiment()
    measures.diverged.loc[{"task": "2AF", "rank": 1, "gain": 0.5, "seed": 3}] = 1
    for name in ("kernel_alignment", "weight_change", "representation_alignment"):
        measures[name].loc[{"task": "2AF", "rank": 1, "gain": 0.5, "seed": 3, "step": 10000}] = np.nan
    found = {row.task: row for row in rows(measures) if row.measure == "kernel_alignment"}
    assert {task: (row.seeds, row.diverged) for task, row in found.items()} == {
        "2AF": (9, 1),
        "DMS": (10, 0),
        "all tasks": (9, 1),
    }


def test_a_gain_without_two_ranks_does_not_enter_and_one_gain_says_so():
    without = leave_out(experiment(), {"gain": 1.0, "rank": 300})
    assert {abs(row.effect) for row in rows(without)} == {1.0}  # of two gains
    alone = rows(experiment().sel(gain=[0.5]))
    assert {(row.verdict, row.note.split(";")[-1].strip()) for row in alone} == {
        ("undecided", "needs at least 2 gains, has 1")
    }


@pytest.mark.parametrize("dim", ["rank", "gain"])
def test_an_experiment_that_lacks_a_sweep_is_told_what_to_add(dim):
    with pytest.raises(MissingSweep, match=f"claim C8 needs the experiment to sweep `{dim}`"):
        rows(experiment().isel({dim: 0}, drop=True))
