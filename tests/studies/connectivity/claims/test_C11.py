"""Claim C11 on experiments of networks that forget in a known way."""

import numpy as np
import pytest
from helpers.factories import make_costs, make_forgetting
from richlazy.contracts.study_parts import claims
from richlazy.errors import InputError
from richlazy.hypercube.reading import MissingSweep

VERDICTS = [(1.0, "supported"), (-1.0, "contradicted")]


def rows(experiment):
    return claims.find("C11").test(experiment, {"resamples": 199})


@pytest.mark.parametrize("circuits", [False, True])
@pytest.mark.parametrize(("effect", "verdict"), VERDICTS)
def test_verdicts_of_forgetting_follow_the_data(effect, verdict, circuits):
    found = [row for row in rows(make_forgetting(effect=effect, circuits=circuits)) if row.measure != "savings"]
    assert {row.verdict for row in found} == {verdict}


@pytest.mark.parametrize("circuits", [False, True])
def test_without_an_effect_nothing_is_decided(circuits):
    found = rows(make_forgetting(effect=0.0, circuits=circuits, random_seed=1))
    assert {row.verdict for row in found} == {"undecided"}


def test_networks_that_forget_more_save_less():
    found = [row for row in rows(make_forgetting(effect=1.0)) if row.measure == "savings"]
    assert {(row.verdict, row.direction) for row in found} == {("supported", "rises with rank")}


def test_there_is_a_row_per_measure_and_pair_and_one_over_pairs():
    found = rows(make_forgetting())
    assert [row.task for row in found] == ["A then B", "B then C", "all tasks"] * 3
    assert [row.measure for row in found[::3]] == ["forgetting", "gap_to_joint_training", "savings"]
    assert {row.step for row in found} == {1000}


def test_structures_are_compared_with_their_nulls_in_accuracy():
    experiment = make_forgetting(circuits=True)
    row = rows(experiment)[0]
    assert (row.task, row.direction) == (
        "A then B + B then C, worm vs gaussian",
        "greater in the circuit than in its null model",
    )
    other = experiment.other_accuracy.sel(connectivity="worm")
    lost = [
        other.sel(task=b, earlier_tasks=a, tested_on=a).sel(step=0)
        - other.sel(task=b, earlier_tasks=a, tested_on=a, step=1000)
        for a, b in (("A", "B"), ("B", "C"))
    ]
    expected = np.mean([(pair.sel(null_model="none") - pair.sel(null_model="gaussian")).mean() for pair in lost])
    assert row.mean == pytest.approx(float(expected))


def test_a_diverged_training_drops_its_seed_from_its_pair():
    place = {"task": "B", "earlier_tasks": "A", "tested_on": "A", "rank": 1, "seed": 3}
    found = {(row.measure, row.task): row for row in rows(make_forgetting(diverged=[place]))}
    assert (found["forgetting", "A then B"].seeds, found["forgetting", "A then B"].diverged) == (9, 1)
    assert (found["forgetting", "B then C"].seeds, found["forgetting", "B then C"].diverged) == (10, 0)


def test_experiments_without_what_is_needed_are_refused():
    with pytest.raises(MissingSweep, match="claim C11 needs the experiment to sweep `earlier_tasks`"):
        rows(make_costs())
    with pytest.raises(MissingSweep, match="claim C11 needs the experiment to sweep `rank`"):
        rows(make_forgetting().isel(rank=0, drop=True))
    with pytest.raises(
        InputError, match=r"experiments\.forgetting\.sweep: claim C11 needs .*`earlier_tasks: \[\[2AF\]\]`"
    ):
        rows(make_forgetting().sel(tested_on=["own"]))


GRADED = {("A", "B"): 0.0, ("A", "C"): 0.3, ("A", "D"): 0.6, ("A", "E"): 0.9}


@pytest.mark.parametrize(("effect", "verdict"), VERDICTS)
def test_what_low_rank_costs_falls_with_similarity(effect, verdict):
    found = rows(make_forgetting(pairs=tuple(GRADED), similarity=GRADED, effect=effect))
    (row,) = [row for row in found if row.measure == "extra_forgetting"]
    assert (row.task, row.direction) == ("all tasks, 4 levels of similarity", "falls with similarity")
    assert row.verdict == verdict and np.sign(row.effect) == -np.sign(effect) and row.seeds == 10


def test_pairs_that_are_equally_similar_say_nothing_on_similarity():
    found = rows(make_forgetting(similarity={("A", "B"): 0.5, ("B", "C"): 0.5}))
    assert "extra_forgetting" not in {row.measure for row in found}


def test_what_was_not_run_has_no_row():
    experiment = make_forgetting(pairs=tuple(GRADED), similarity=GRADED)
    chains = experiment.sel(earlier_tasks=["none", "A"], task=["A", "B", "C", "D", "E"])
    assert {row.measure for row in rows(chains)} == {"forgetting", "extra_forgetting"}


def test_circuits_have_no_row_on_similarity():
    similarity = {("A", "B"): 0.2, ("B", "C"): 0.6}
    found = rows(make_forgetting(circuits=True, similarity=similarity))
    assert {row.measure for row in found} == {"forgetting", "gap_to_joint_training", "savings"}
