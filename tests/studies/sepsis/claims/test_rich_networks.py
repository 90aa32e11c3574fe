"""P9 on written-down networks: supported where it holds, contradicted where the contrary holds."""

import pytest
from helpers.sepsis_networks import make_laziness
from richlazy.contracts.study_parts import claims
from richlazy.hypercube.reading import MissingSweep

LAZIER = {
    "weight_change": "falls with alpha",
    "full_kernel_alignment": "rises with alpha",
    "representation_alignment": "rises with alpha",
    "dynamical_richness": "rises with alpha",
}
BETTER = ("before_7h_average_precision", "before_3h_average_precision", "average_precision")


def rows(measures):
    return claims.find("P9").test(measures, {})


def test_what_holds_is_supported_at_the_last_step():
    found = {row.measure: row for row in rows(make_laziness())}
    assert list(found) == [*LAZIER, *BETTER]
    assert {(row.verdict, row.seeds, row.step) for row in found.values()} == {("supported", 8, 450)}
    for measure, words in LAZIER.items():
        assert found[measure].direction == words and abs(found[measure].effect) == 1
    for measure, gain in zip(BETTER, (0.12, 0.16, 0.2), strict=True):
        assert found[measure].direction == "greater at alpha 0.25 than at alpha 64"
        assert found[measure].effect == pytest.approx(gain, abs=0.01)
    # Each family has as many rows as Holm's method multiplies the least p of eight seeds by.
    assert max(found[measure].p_adjusted for measure in BETTER) == pytest.approx(3 / 256)
    assert max(found[measure].p_adjusted for measure in LAZIER) == pytest.approx(4 / 256)


def test_the_contrary_is_contradicted():
    assert {row.verdict for row in rows(make_laziness(sign=-1))} == {"contradicted"}


def test_recognition_is_judged_apart_from_laziness():
    turned = make_laziness()
    for name in BETTER:
        turned[name] = make_laziness(sign=-1)[name]
    verdicts = {row.measure: row.verdict for row in rows(turned)}
    assert {verdicts[name] for name in LAZIER} == {"supported"}
    assert {verdicts[name] for name in BETTER} == {"contradicted"}


def test_one_alpha_says_nothing():
    found = rows(make_laziness(alphas=[1.0]))
    assert {row.verdict for row in found} == {"undecided"} and all("has 1" in row.note for row in found)


def test_another_experiment_is_refused():
    with pytest.raises(MissingSweep, match="claim P9 needs the experiment to sweep `alpha`"):
        rows(make_laziness().isel(alpha=0))
