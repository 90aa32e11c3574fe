"""Claim C13 on experiments in which rank and gamma set the alignments in a known way."""

import numpy as np
import pytest
from helpers.factories import leave_out, make_experiment
from richlazy.contracts.study_parts import claims
from richlazy.hypercube.reading import MissingSweep

GAMMAS, RANKS = (0.1, 0.3, 1, 3), (1, 10, 40)
MEASURES = ("kernel_alignment", "representation_alignment")
LAZY, RICH = "rises with gamma up to 1: highest less lowest rank", "falls with gamma from 1: highest less lowest rank"


def experiment(effect=(0.1, 0.2, 0.6, 0.3), level=(0.9, 0.7, 0.5, 0.3), **settings):
    """An experiment with the alignment `level` at each gamma, spread by `effect` over ranks."""
    found = make_experiment(
        **{"ranks": RANKS, "tasks": ("2AF",), "size": 12, "trend": 0.0, "noise": 0.005} | settings,
        extra={"gamma": list(GAMMAS)},
    )
    for gamma, size, mean in zip(GAMMAS, effect, level, strict=True):
        for rank, share in zip(RANKS, (-0.5, 0, 0.5), strict=True):
            for name in MEASURES:
                place = {"rank": rank, "gamma": gamma}
                noise = found[name].loc[place] - found[name].loc[place].mean()
                found[name].loc[place] = noise + mean + share * size
    return found


def rows(measures):
    return claims.find("C13").test(measures, {"resamples": 199})


def verdicts(measures):
    return {(row.measure, row.direction, row.task): row.verdict for row in rows(measures)}


def test_there_is_a_row_per_gamma_and_rank_and_one_on_either_side_of_one():
    found = [(row.direction, row.task) for row in rows(experiment()) if row.measure == "kernel_alignment"]
    assert found == [
        *(("rises with rank", f"2AF, gamma={gamma:g}") for gamma in GAMMAS),
        *(("falls with gamma", f"2AF, rank={rank}") for rank in RANKS),
        (LAZY, "2AF"),
        (RICH, "2AF"),
    ]
    assert {row.measure for row in rows(experiment())} == set(MEASURES)


def test_what_is_claimed_is_supported():
    assert set(verdicts(experiment()).values()) == {"supported"}


@pytest.mark.parametrize(
    "effect, level, direction, verdict",
    [
        ((-0.1, -0.2, -0.6, -0.3), (0.9, 0.7, 0.5, 0.3), "rises with rank", "contradicted"),
        ((0.1, 0.2, 0.3, 0.2), (0.3, 0.5, 0.7, 0.9), "falls with gamma", "contradicted"),
        ((0.6, 0.4, 0.2, 0.1), (0.9, 0.7, 0.5, 0.3), LAZY, "contradicted"),
        ((0.1, 0.2, 0.3, 0.4), (0.9, 0.7, 0.5, 0.3), RICH, "contradicted"),
    ],
)
def test_the_reverse_is_contradicted(effect, level, direction, verdict):
    found = verdicts(experiment(effect, level))
    assert {value for (_, what, _), value in found.items() if what == direction} == {verdict}


def test_the_effect_of_rank_is_that_of_the_highest_less_the_lowest():
    measures = experiment()
    (row,) = (row for row in rows(measures) if (row.measure, row.direction) == ("kernel_alignment", RICH))
    last = measures.kernel_alignment.sel(step=10000, task="2AF")
    effect = last.sel(rank=40) - last.sel(rank=1)
    assert abs(row.difference) == pytest.approx(
        abs(float((effect.sel(gamma=3) - effect.sel(gamma=1)).mean())), abs=0.01
    )


def test_order_of_gammas_does_not_matter():
    assert rows(experiment().isel(gamma=[3, 1, 0, 2])) == rows(experiment())


def test_a_side_with_one_gamma_says_so():
    alone = leave_out(experiment(), {"gamma": 3})
    found = {row.direction: row for row in rows(alone)}
    assert found[RICH].verdict == "undecided" and "needs at least 2 gammas, has 1" in found[RICH].note
    assert found[LAZY].verdict == "supported"


def test_a_diverged_run_drops_its_seed():
    measures = experiment()
    place = {"task": "2AF", "rank": 1, "gamma": 3, "seed": 2}
    measures.diverged.loc[place] = 1
    for name in MEASURES:
        measures[name].loc[place] = np.nan
    found = {(row.direction, row.task): row for row in rows(measures) if row.measure == "kernel_alignment"}
    assert found["rises with rank", "2AF, gamma=3"].seeds == 9 and found["rises with rank", "2AF, gamma=1"].seeds == 10
    assert found[RICH, "2AF"].seeds == 9 and found[LAZY, "2AF"].seeds == 10


@pytest.mark.parametrize("dim", ["rank", "gamma"])
def test_an_experiment_that_lacks_a_sweep_is_told_what_to_add(dim):
    with pytest.raises(MissingSweep, match=f"claim C13 needs the experiment to sweep `{dim}`"):
        rows(experiment().isel({dim: 0}, drop=True))
