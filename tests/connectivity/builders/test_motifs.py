"""Over-represented motifs: the excesses that were asked for are there, and impossible ones are refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.connectivity import builders, motif_statistics
from richlazy.connectivity.builders import motifs
from richlazy.connectivity.builders.motifs import Correlations
from richlazy.errors import InputError
from scipy.special import ndtri
from scipy.stats import multivariate_normal

UNITS = 300
DEFAULTS = builders.defaults("motifs")
NO_EXCESS = {"reciprocal": 0, "convergent": 0, "divergent": 0, "chain": 0}
STATISTICS = {
    "reciprocal": motif_statistics.reciprocity,
    "convergent": motif_statistics.convergence,
    "divergent": motif_statistics.divergence,
    "chain": motif_statistics.chains,
}
# Four standard errors of the mean over six seeds, from the spread over seeds at these sizes.
SAMPLING = {"reciprocal": 0.35, "convergent": 0.05, "divergent": 0.05, "chain": 0.04}


def build(seed=0, gain=1.0, units=UNITS, **chosen):
    return motifs.build(units, gain, np.random.default_rng(seed), **(DEFAULTS | chosen))


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        NO_EXCESS,
        NO_EXCESS | {"reciprocal": -1},
        NO_EXCESS | {"reciprocal": 8},
        NO_EXCESS | {"convergent": 0.5},
        NO_EXCESS | {"divergent": 0.5},
        {"convergent": 0.4, "divergent": 0.3, "chain": -0.2, "reciprocal": 0},
        {"convergent": 0.1, "divergent": 0.4, "chain": 0.15, "reciprocal": 1, "density": 0.3},
    ],
    ids=str,
)
def test_the_excesses_are_those_asked_for(chosen):
    matrices = [build(seed, **chosen) for seed in range(6)]
    target = DEFAULTS | chosen
    assert np.mean([motif_statistics.density(m) for m in matrices]) == pytest.approx(target["density"], rel=0.1)
    for name, statistic in STATISTICS.items():
        found = np.mean([statistic(m) for m in matrices])
        assert found == pytest.approx(1 + target[name], abs=SAMPLING[name]), name


@settings(max_examples=40, deadline=None)
@given(st.floats(0.02, 0.98), st.floats(-0.98, 0.98))
def test_the_excess_is_the_integral_of_the_bivariate_normal(density, correlation):
    threshold = ndtri(density)
    both = multivariate_normal.cdf([threshold, threshold], cov=[[1, correlation], [correlation, 1]])
    assert (1 + motifs.excess(density, correlation)) * density**2 == pytest.approx(both, abs=1e-6)


@given(st.floats(0.02, 0.98))
def test_the_excess_has_known_ends_and_middle(density):
    assert motifs.excess(density, 1) == pytest.approx(1 / density - 1)
    assert motifs.excess(density, 0) == pytest.approx(0, abs=1e-9)
    assert motifs.excess(density, -1) == pytest.approx(max(0, 2 * density - 1) / density**2 - 1, abs=1e-9)


@given(st.floats(0.05, 0.5), st.floats(0, 0.2), st.floats(0, 0.2))
def test_solved_correlations_give_back_the_excesses(density, convergent, divergent):
    chain, reciprocal = 0.5 * min(convergent, divergent), 0.2
    solved = motifs.solve(density, reciprocal, convergent, divergent, chain)
    found = [motifs.excess(density, correlation) for correlation in solved]
    assert found == pytest.approx([reciprocal, convergent, divergent, chain], abs=1e-8)


@pytest.mark.parametrize(
    "correlations",
    [
        Correlations(reciprocal=0.5, convergent=0.3, divergent=0.2, chain=0.1),
        Correlations(reciprocal=-0.7, convergent=0.1, divergent=0.4, chain=-0.2),
        Correlations(reciprocal=0, convergent=0.6, divergent=0.4, chain=0),
    ],
)
def test_gaussian_variables_have_their_correlations_and_no_others(correlations):
    generator = np.random.default_rng(0)
    draws = np.array([motifs.gaussian_variables(4, correlations, generator) for _ in range(20_000)])
    found = np.corrcoef(draws.reshape(len(draws), 16), rowvar=False).reshape(4, 4, 4, 4)
    different = ~np.eye(4, dtype=bool)
    assert draws.var(axis=0)[different] == pytest.approx(1, abs=0.05)
    for post, pre in zip(*np.nonzero(different), strict=True):
        for other_post, other_pre in zip(*np.nonzero(different), strict=True):
            expected = _expected(correlations, (post, pre), (other_post, other_pre))
            assert found[post, pre, other_post, other_pre] == pytest.approx(expected, abs=0.03)


def _expected(correlations, connection, other):
    """The motif of two connections, each (post, pre), by the definitions."""
    (post, pre), (other_post, other_pre) = connection, other
    if connection == other:
        return 1
    if (post, pre) == (other_pre, other_post):
        return correlations.reciprocal
    if post == other_post:
        return correlations.convergent
    if pre == other_pre:
        return correlations.divergent
    return correlations.chain if post == other_pre or pre == other_post else 0


@pytest.mark.parametrize(
    "chosen, name",
    [
        ({"reciprocal": 9.5}, "reciprocal"),
        ({"reciprocal": 8}, "reciprocal"),
        ({"reciprocal": -0.9, "convergent": 3, "chain": 0.5}, "reciprocal"),
        ({"reciprocal": -1, "density": 0.6, "convergent": 0, "divergent": 0, "chain": 0}, "reciprocal"),
        ({"convergent": 10}, "convergent"),
        ({"convergent": -0.1}, "convergent"),
        ({"divergent": 9.5}, "divergent"),
        ({"convergent": 5, "divergent": 5}, "divergent"),
        ({"chain": 0.25}, "chain"),
        ({"chain": -0.25}, "chain"),
        ({"convergent": 0}, "chain"),
    ],
)
def test_impossible_excesses_are_refused_with_a_possible_one(chosen, name):
    arguments = {key: (DEFAULTS | chosen)[key] for key in ("density", *NO_EXCESS)}
    with pytest.raises(InputError, match=rf"^{name}: \S+ is not possible with `density: .*allowed: ") as refusal:
        motifs.solve(**arguments)
    least, most = map(float, str(refusal.value).split("allowed: ")[1].split(";")[0].split(" to "))
    assert not least <= arguments[name] <= most
    for offered in (least, most):
        assert _complaint(arguments | {name: offered}) != name


def _complaint(arguments):
    """The argument that is refused, None where all are possible together."""
    try:
        motifs.solve(**arguments)
    except InputError as error:
        return str(error).split(":")[0]


def test_the_largest_excesses_can_be_built():
    """On the border of what is possible, where a correlation of factors or rests is one."""
    most = motifs.excess(0.1, 1)
    both_ways = build(**NO_EXCESS | {"reciprocal": most}) != 0
    np.testing.assert_array_equal(both_ways, both_ways.T)
    same = build(convergent=0.2, divergent=0.2, chain=0.2)
    assert motif_statistics.chains(same) == pytest.approx(1.2, abs=0.1)
    all_or_none = build(**NO_EXCESS | {"convergent": most}) != 0
    assert set(all_or_none.sum(axis=1)) == {0, UNITS - 1}


def test_signs_are_by_column_and_rows_balance():
    plain, balanced = build(balanced=False), build()
    assert (plain[:, :240] >= 0).all() and (plain[:, 240:] <= 0).all()
    np.testing.assert_allclose(balanced, plain * np.repeat([1, 4], [240, 60]))
    with pytest.raises(InputError, match="excitatory"):
        build(excitatory=1)


def test_strengths_are_those_of_song_and_no_unit_connects_to_itself():
    matrix = build(excitatory=1, balanced=False)
    logarithms = np.log(matrix[matrix > 0])
    assert logarithms.mean() == pytest.approx(-0.702, abs=4 * 0.936 / np.sqrt(logarithms.size))
    assert logarithms.std() == pytest.approx(0.9355, abs=4 * 0.936 / np.sqrt(2 * logarithms.size))
    assert (np.diag(matrix) == 0).all() and matrix.dtype == np.float64


def test_the_gain_scales_and_the_generator_fixes_the_matrix():
    np.testing.assert_allclose(build(gain=2.5), 2.5 * build())
    assert np.array_equal(build(), build()) and not np.array_equal(build(), build(seed=1))
