"""Reconstructions as initial matrices: orientation, size, signs, and files that are not what they should be."""

import ast
import json
from pathlib import Path

import numpy as np
import pytest
from richlazy.connectivity import builders
from richlazy.connectivity.builders import reconstruction
from richlazy.connectivity.datasets import DATASETS, units_of, wheel_of
from richlazy.connectivity.spectrum import effective_rank
from richlazy.downloads.pinned import PACKAGES
from richlazy.errors import InputError

DEFAULTS = builders.defaults("reconstruction")


@pytest.fixture(autouse=True)
def working_directory(wheel_folder, monkeypatch):
    monkeypatch.chdir(wheel_folder)


def build(dataset, units=None, gain=1.0, seed=0, **changes):
    arguments = DEFAULTS | {"dataset": dataset} | changes
    units = units or units_of(dataset, arguments["extent"])
    return reconstruction.build(units, gain, np.random.default_rng(seed), **arguments)


def labels_of(dataset):
    return reconstruction.read(dataset, DEFAULTS["extent"]).labels


def test_the_synapses_from_ashl_to_aval_are_where_they_belong(members_of):
    cache = json.loads(members_of("celegans_cook")[0])
    pre, post = cache["nodes"].index("ASHL"), cache["nodes"].index("AVAL")
    table = cache["connections"]["Generic_CS"]
    assert table[pre][post] == 15 and table[post][pre] == 0
    labels = labels_of("celegans_cook")
    weights = build("celegans_cook", signs="none")
    assert weights[labels.index("AVAL"), labels.index("ASHL")] == 15
    assert weights[labels.index("ASHL"), labels.index("AVAL")] == 0
    negative = build("celegans_cook", signs="gaba_glutamate_negative")
    assert negative[labels.index("AVAL"), labels.index("ASHL")] == -15  # ASH releases glutamate


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_dataset_has_its_size_and_the_signs_of_its_default(dataset):
    matrix = build(dataset)
    assert matrix.shape == (units_of(dataset, 1),) * 2 and matrix.dtype == np.float64
    assert np.isfinite(matrix).all() and matrix.any()
    named = build(dataset, signs=DATASETS[dataset].signs)
    assert np.array_equal(matrix, named)
    assert (matrix < 0).any() == (DATASETS[dataset].signs != "none")
    assert 0.01 < effective_rank(matrix) < 0.2


def test_the_neurons_of_all_worms_are_named_alike():
    adult = set(labels_of("celegans_cook"))
    for dataset in ("celegans_white", *(f"witvliet{age}" for age in range(1, 9))):
        assert set(labels_of(dataset)) <= adult


@pytest.mark.parametrize(
    "signs, expected", [("none", 0.075), ("gaba_negative", 0.105), ("gaba_glutamate_negative", 0.14)]
)
def test_effective_ranks_that_are_known_for_synapses_counted_once_a_transmitter(signs, expected):
    assert effective_rank(build("celegans_openworm", signs=signs)) == pytest.approx(expected, abs=5e-4)


def test_glutamate_moves_the_effective_rank_of_the_worm_more_than_gaba():
    none, gaba, both = (
        effective_rank(build("celegans_cook", signs=signs))
        for signs in ("none", "gaba_negative", "gaba_glutamate_negative")
    )
    assert none == pytest.approx(0.100, abs=5e-4)
    assert gaba == pytest.approx(0.102, abs=5e-4)
    assert both == pytest.approx(0.145, abs=5e-4)


@pytest.mark.parametrize("dataset, signs", [("celegans_cook", "as_given"), ("mushroom_body_left", "gaba_negative")])
def test_signs_that_the_dataset_cannot_tell_are_refused(dataset, signs):
    with pytest.raises(InputError, match=rf"signs: found '{signs}'"):
        build(dataset, signs=signs)


def test_each_neuron_of_the_worm_has_one_sign():
    matrix = build("celegans_cook", signs="gaba_glutamate_negative")
    assert not ((matrix > 0).any(axis=0) & (matrix < 0).any(axis=0)).any()
    labels = labels_of("celegans_cook")
    assert (matrix[:, labels.index("DD1")] <= 0).all() and (matrix[:, labels.index("AVAL")] >= 0).all()


@pytest.mark.parametrize("weights, transform", [("log", np.log1p), ("binary", np.sign)])
def test_strengths_are_transformed_before_signs_are_given(weights, transform):
    counts = build("celegans_white")
    np.testing.assert_array_equal(build("celegans_white", weights=weights), np.sign(counts) * transform(np.abs(counts)))


def test_the_gain_multiplies_and_the_mean_goes():
    plain = build("witvliet1")
    np.testing.assert_array_equal(build("witvliet1", gain=2.5), 2.5 * plain)
    np.testing.assert_allclose(build("witvliet1", mean="subtract"), plain - plain.mean(), rtol=0, atol=1e-13)


def test_padding_leaves_new_units_without_connections_even_where_the_mean_goes():
    found = build("witvliet1", units=170, fit="pad", mean="subtract")
    assert not found[161:].any() and not found[:, 161:].any()
    np.testing.assert_array_equal(found[:161, :161], build("witvliet1", mean="subtract"))


def test_only_the_subsample_is_random():
    assert np.array_equal(build("witvliet1", seed=1), build("witvliet1", seed=2))
    first, again, other = (build("witvliet1", units=100, fit="subsample", seed=seed) for seed in (1, 1, 2))
    assert first.shape == (100, 100) and np.array_equal(first, again) and not np.array_equal(first, other)


def test_another_size_needs_a_rule():
    with pytest.raises(InputError, match="'own' cannot make 300 units of a matrix of 302"):
        build("celegans_cook", units=300)


def test_the_extent_is_that_of_the_patch():
    assert build("optic_lobe", extent=0).shape == (65, 65)
    assert np.array_equal(build("witvliet1", extent=3), build("witvliet1", extent=0))


def test_a_wheel_that_is_not_there_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=wheel_of("optic_lobe")):
        build("optic_lobe")


def test_a_wheel_cut_short_is_named(wheel_folder, tmp_path, monkeypatch):
    whole = wheel_folder / wheel_of("optic_lobe")
    monkeypatch.chdir(tmp_path)
    cut = Path(wheel_of("optic_lobe"))
    cut.parent.mkdir(parents=True)
    cut.write_bytes(whole.read_bytes()[:1000])
    with pytest.raises(InputError, match=rf"{cut}: found sha256 .* over 1000 bytes, expected .*delete the file"):
        build("optic_lobe")


def test_a_member_that_is_not_there_is_named(monkeypatch):
    entry = DATASETS["optic_lobe"]._replace(members=("flyvis/none.json",))
    monkeypatch.setitem(DATASETS, "optic_lobe", entry)
    with pytest.raises(InputError, match=r"no member 'flyvis/none.json'; delete the file"):
        build("optic_lobe")


def test_a_wrong_number_of_neurons_is_refused(monkeypatch):
    monkeypatch.setitem(DATASETS, "witvliet1", DATASETS["witvliet1"]._replace(units=(160,)))
    with pytest.raises(InputError, match=r"WitvlietDataReader1.json holds 161 neurons .* expected 160"):
        build("witvliet1", units=160)


def test_the_description_can_be_read_without_importing():
    tree = ast.parse(Path(reconstruction.__file__).read_text(encoding="utf-8"))
    values = {node.targets[0].id: node.value for node in tree.body if isinstance(node, ast.Assign)}
    for name in ("SOURCE", "DENSE", "ARGUMENTS"):
        assert ast.literal_eval(values[name]) == getattr(reconstruction, name)
    for package in PACKAGES.values():
        assert f"{package.name} {package.version}" in reconstruction.SOURCE
