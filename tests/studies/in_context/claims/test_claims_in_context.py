"""Claims of the study: the rows that they have, and their verdicts on values that are known."""

import numpy as np
import pytest
from helpers.in_context_networks import (
    ELMAN,
    LSTM,
    lose,
    of_alpha,
    of_burstiness,
    of_classes,
    of_labels,
    of_learners,
    of_rank,
    of_zipf,
)
from richlazy.contracts.study_parts import claims
from richlazy.hypercube.reading import MissingSweep

AS_CLAIMED = {
    "I1": of_burstiness,
    "I2": of_burstiness,
    "I3": of_classes,
    "I4": of_zipf,
    "I4b": of_zipf,
    "I5": of_learners,
    "I6": of_burstiness,
    "I7": of_classes,
    "I8": of_alpha,
    "I9": of_rank,
    "I9b": of_rank,
    "I10": of_labels,
}
ROWS = {
    "I1": 4,
    "I2": 3,
    "I3": 4,
    "I4": 2,
    "I4b": 3,
    "I5": 4,
    "I6": 2,
    "I7": 2,
    "I8": 3,
    "I9": 1,
    "I9b": 2,
    "I10": 1,
}


def rows(claim, measures):
    return claims.find(claim).test(measures, {})


def verdicts(claim, measures, words=""):
    return [row.verdict for row in rows(claim, measures) if row.direction.startswith(words)]


@pytest.mark.parametrize("claim", AS_CLAIMED)
@pytest.mark.parametrize("seeds", [6, 8, 16])
def test_networks_that_do_as_claimed_support_every_row(claim, seeds):
    """Six seeds, as in `quick`, are enough."""
    found = rows(claim, AS_CLAIMED[claim](seeds=seeds))
    assert [row.verdict for row in found] == ["supported"] * ROWS[claim], found
    assert {row.claim for row in found} == {claim} and all(row.seeds == seeds for row in found)
    assert {row.step for row in found} == ({None} if claim == "I6" else {2000})


@pytest.mark.parametrize("claim", [claim for claim in AS_CLAIMED if claims.find(claim).NEEDS])
def test_a_sweep_that_is_missing_is_told(claim):
    with pytest.raises(MissingSweep, match=f"claim {claim} needs the experiment to sweep"):
        rows(claim, AS_CLAIMED[claim]().isel({claims.find(claim).NEEDS[0]: 0}))


@pytest.mark.parametrize("claim", AS_CLAIMED)
def test_one_value_of_the_parameter_has_no_row_on_an_order(claim):
    measures = AS_CLAIMED[claim]()
    dim = claims.find(claim).NEEDS[0] if claims.find(claim).NEEDS else "burstiness"
    ordered = ("rises", "falls", "greater at", "smaller at")
    found = [row for row in rows(claim, measures.isel({dim: [0]})) if row.direction.startswith(ordered)]
    assert {row.verdict for row in found} <= ({"supported"} if claim == "I6" else {"undecided"})


def test_the_reverse_contradicts():
    backwards = of_burstiness(in_context=lambda at: 0.99 - 0.4 * at.burstiness, in_weights=lambda at: at.burstiness)
    for claim in ("I1", "I2"):
        assert set(verdicts(claim, backwards)) == {"contradicted"}
    assert verdicts("I10", of_labels(in_context=lambda at: 0.7 + at.label_count / 2000)) == ["contradicted"]


def test_bounds_are_those_of_gaussian_classes_alone():
    measures = of_burstiness((0, 0.9), task="omniglot")
    assert verdicts("I1", measures) == ["supported"] * 2 and verdicts("I2", measures) == ["supported"]


def test_bounds_are_of_the_values_that_are_swept():
    assert len(rows("I1", of_burstiness((0, 0.9)))) == 3 and len(rows("I3", of_classes((64, 2048)))) == 3


def test_networks_of_other_bounds_contradict_them():
    measures = of_burstiness(in_context=lambda at: 0.7 + 0.2 * at.burstiness)
    assert verdicts("I1", measures, "rises") == ["supported"] * 2
    assert verdicts("I1", measures, "greater") == verdicts("I1", measures, "smaller") == ["contradicted"]


def test_both_at_once_is_the_lesser_of_the_two():
    """Neither of networks that only learn in weights, nor of those that only learn in context at an exponent of 1."""
    for asked in ({"in_context": lambda at: 0.5 + 0 * at.step}, {"common": lambda at: 0.02 + 0 * at.step}):
        assert "supported" not in verdicts("I4", of_zipf(**asked))


def test_coexistence_needs_an_exponent_of_one():
    assert verdicts("I4", of_zipf((0, 2, 3))) == ["undecided"] * 2
    low = rows("I4", of_zipf((1, 3)))
    assert [row.verdict for row in low] == ["undecided", "supported"] and "needs at least 2" in low[0].note


def test_rare_classes_that_are_learned_contradict():
    measures = of_zipf()
    measures["iwl_rare_open_set_accuracy"] = measures.iwl_rare_open_set_accuracy + 0.2
    assert verdicts("I4b", measures) == ["contradicted"] * 3


def test_networks_that_copy_a_label_of_the_context_are_near_chance():
    measures = of_zipf()
    measures["iwl_rare_open_set_accuracy"] = 0 * measures.iwl_rare_open_set_accuracy
    assert verdicts("I4b", measures) == ["supported"] * 3


def test_recurrent_networks_that_learn_in_context_contradict():
    measures = of_learners(in_context=lambda at: 0.9 + 0.09 * (at.learner == LSTM))
    assert verdicts("I5", measures, f"greater at in_context_transformer than at {LSTM}") == ["contradicted"]
    assert verdicts("I5", measures, "smaller") == ["contradicted"] * 2


def test_a_recurrent_network_that_is_not_swept_has_no_verdict():
    found = rows("I5", of_learners().drop_sel(learner=ELMAN))
    assert [row.verdict for row in found] == ["supported", "undecided", "supported"]


def test_attention_that_does_not_go_with_accuracy_is_undecided_and_that_of_others_does_not_count():
    measures = of_burstiness()
    random = np.random.default_rng(1).random(measures.icl_attention_to_own_item.shape)
    measures["icl_attention_to_own_item"] = (measures.icl_attention_to_own_item.dims, random)
    assert verdicts("I6", measures) == ["supported", "undecided"]
    assert verdicts("I6", of_learners()) == ["supported"] * 2


@pytest.mark.parametrize("seeds", [8, 16])
def test_noise_alone_is_no_transience(seeds):
    """The highest of nine noisy values lies above the last in every seed, by more than is asked for."""
    measures = of_classes(in_context=lambda at: 0.9, lost=0.0, noise=0.025, seeds=seeds)
    curve = measures.icl_closed_set_accuracy.sel(class_count=512)
    assert float((curve.max("step") - curve.isel(step=-1)).mean()) > 0.02
    assert verdicts("I7", measures, "smaller") in (["undecided"], ["contradicted"])


def test_transience_is_that_of_512_classes():
    found = rows("I7", of_classes((64, 2048)))
    assert [row.verdict for row in found] == ["undecided"] * 2 and "512" in found[0].note


def test_weights_that_do_not_rise_meanwhile_contradict():
    measures = of_classes()
    measures["iwl_open_set_accuracy"] = 1 - measures.iwl_open_set_accuracy
    assert verdicts("I7", measures) == ["supported", "contradicted"]


def test_lazy_networks_that_learn_in_context_contradict():
    assert set(verdicts("I8", of_alpha(in_context=lambda at: 0.9 + 0.01 * np.log2(at.alpha)))) == {"contradicted"}


def rank_one_stays_low(at):
    return 0.99 - 0.4 * (at["rank"] == 1)


def test_networks_that_never_learn_in_context_rank_last_and_are_counted():
    measures = of_rank(in_context=rank_one_stays_low)
    (found,) = rows("I9", measures)
    assert found.verdict == "supported" and found.censored == 8 and "never reached" in found.note
    (none,) = rows("I9", of_rank(in_context=lambda at: 0.6))
    assert none.verdict == "undecided"


def test_higher_rank_that_moves_more_contradicts():
    assert verdicts("I9b", of_rank(change=lambda at: 1 + 0.1 * np.log2(at["rank"]))) == ["contradicted"] * 2


@pytest.mark.parametrize("claim", AS_CLAIMED)
def test_runs_that_diverged_are_counted_and_in_no_test(claim):
    measures = AS_CLAIMED[claim]()
    dim = next(name for name in measures.diverged.dims if name != "seed")
    lost = lose(measures, seed=[3])
    assert all(row.diverged and row.seeds == 7 for row in rows(claim, lost)), dim
