"""The cortex builder: blocks of the density, strength and sign of the tables, the right way round."""

import numpy as np
import pytest
from jsonschema import validate
from jsonschema.exceptions import ValidationError
from richlazy.connectivity import builders
from richlazy.connectivity.builders import cortex
from richlazy.errors import InputError

DEFAULTS = builders.defaults("cortex")


def build(units=300, gain=1.0, seed=0, **arguments):
    return cortex.build(units, gain, np.random.default_rng(seed), **{**DEFAULTS, **arguments})


@pytest.mark.parametrize("source", ["billeh", "campagnola"])
def test_columns_have_one_sign_and_no_unit_connects_to_itself(source):
    matrix = build(source=source)
    assert matrix.shape == (300, 300) and matrix.dtype == np.float64
    assert not matrix.diagonal().any()
    excitatory, inhibitory = (matrix > 0).any(0), (matrix < 0).any(0)
    assert not (excitatory & inhibitory).any()
    # 58 605 of 66 552 cells counted for Billeh are excitatory; Campagnola has no class for 375 of them and for layer 1.
    share = 58605 / 66552 if source == "billeh" else 58230 / 65574
    assert excitatory.sum() == pytest.approx(300 * share, abs=17)


def test_a_pair_of_classes_has_the_density_strength_and_spread_of_the_tables():
    matrix = build(
        800,
        layers=["2/3"],
        cell_types=["excitatory", "Pvalb"],
        counts={"e23": 500, "i23Pvalb": 300},
        strength_spread=0.5,
    )
    # Stated probability and strength from the class in the column to the class in the row.
    for post, pre, probability, strength in (
        (slice(500), slice(500), 0.16, 0.36),
        (slice(500, 800), slice(500), 0.395, 1.49),
        (slice(500), slice(500, 800), 0.411, -0.48),
        (slice(500, 800), slice(500, 800), 0.451, -0.68),
    ):
        block = matrix[post, pre]
        present = block[block != 0]
        error = np.sqrt(probability * (1 - probability) / block.size)
        assert present.size / block.size == pytest.approx(probability, abs=5 * error + 1 / 300)  # no self-connections
        assert present.mean() == pytest.approx(strength, rel=0.02)
        logarithms = np.log(np.abs(present))
        assert logarithms.std() == pytest.approx(0.5, rel=0.02)
        assert logarithms.mean() == pytest.approx(np.log(abs(strength)) - 0.125, abs=0.02)


def test_campagnolas_pairs_with_few_probes_are_absent_or_drawn_towards_their_block():
    chosen = {"source": "campagnola", "layers": [4, 6], "cell_types": ["Pvalb"], "counts": {"L4Pv": 60, "L6Pv": 60}}
    dropped, shrunk, taken = (
        build(120, **chosen, **how) for how in ({}, {"few_pairs": "shrink"}, {"fewest_pairs": 4, "probability": "raw"})
    )
    assert not dropped[60:, :60].any() and dropped[:60, :60].any()
    assert (shrunk[60:, :60] < 0).mean() > 0.2
    assert (taken[60:, :60] < 0).mean() == pytest.approx(0.25, abs=5 * np.sqrt(0.25 * 0.75 / 3600))


def test_gain_multiplies_and_the_generator_fixes_the_matrix():
    assert build(gain=2.5) == pytest.approx(2.5 * build())
    assert np.array_equal(build(), build()) and not np.array_equal(build(), build(seed=1))


def test_tables_are_found_from_any_working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert build(60).any()


def test_without_spread_all_connections_of_a_pair_of_classes_are_equal():
    matrix = build(50, layers=[4], cell_types=["excitatory"], strength_spread=0)
    assert np.unique(matrix) == pytest.approx([0, 0.83])


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"probability": "raw"}, "probability: raw was found, and billeh states one probability only"),
        ({"source": "campagnola", "layers": ["1"]}, "layers: 1 was found"),
        ({"layers": ["1"], "cell_types": ["Pvalb"]}, "no class of type Pvalb in layer 1"),
        ({"counts": {"e23": 299}}, "counts: 299 units are stated in all, and the network has 300"),
        ({"counts": {"e7": 300}}, "counts: e7 is not among the classes chosen"),
        ({"units": 10}, "counts: 10 units are too few"),
    ],
)
def test_wrong_arguments_are_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        build(**arguments)


@pytest.mark.parametrize("key, good, bad", [
    ("layers", ["2/3", 4, "5"], ["7"]), ("layers", "all", []), ("cell_types", ["Sst"], ["basket"]),
    ("counts", {"e23": 3}, {"e23": 0}), ("counts", "measured", {}), ("strength_spread", 0.5, -1),
])  # fmt: skip
def test_the_schema_of_an_argument_knows_good_from_bad(key, good, bad):
    schema = {name: rule for name, rule in cortex.ARGUMENTS[key].items() if name not in ("allowed", "unit")}
    validate(good, schema)
    validate(DEFAULTS[key], schema)
    with pytest.raises(ValidationError):
        validate(bad, schema)
