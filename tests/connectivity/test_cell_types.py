"""Tables of cortex: consistent with each other, the right way round, counted and shrunk as their closed forms say."""

import csv
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from richlazy.connectivity import cell_types
from richlazy.connectivity.builders import registry
from richlazy.connectivity.cell_types import TABLES, billeh, campagnola, measured_units, stated_units
from richlazy.connectivity.cell_types import select_classes as select
from richlazy.errors import InputError
from richlazy.planning.plugin_modules import tables_by_name

SOURCES = ("billeh", "campagnola")
CELLS = json.loads((TABLES / "v1_cell_counts_core.json").read_text())


def test_every_table_counts_in_the_address_of_what_is_made_from_it():
    """A table that no builder names could be edited, and nothing would be made again."""
    named = {
        name
        for builder in registry.available()
        for name in tables_by_name("connectivity", {"matrix_definition": {"builder": builder}})
    }
    assert named == {path.name for path in TABLES.iterdir()} - {"README.md"}


def rows(name):
    with (TABLES / name).open() as file:
        return list(csv.DictReader(file))


def blocks(source, **changes):
    if source == "billeh":
        return billeh(spread=0.9)
    return campagnola(**{"probability": "raw", "fewest_pairs": 10, "few_pairs": "drop", "spread": 0.9, **changes})


@pytest.mark.parametrize("source", SOURCES)
def test_blocks_cover_the_classes_and_every_possible_connection_has_a_strength(source):
    for few_pairs in cell_types.FEW_PAIRS:
        found = blocks(source, few_pairs=few_pairs)
        classes = select(source, "all", "all").index
        assert all(list(frame.index) == list(frame.columns) == list(classes) for frame in found)
        probability, strength, spread = (frame.to_numpy() for frame in found)
        assert (probability >= 0).all() and (probability <= 1).all() and (spread >= 0).all()
        assert (strength[probability > 0] > 0).all()


def test_blocks_are_post_by_pre():
    probability, strength, _ = blocks("billeh")
    assert (probability.loc["i23Pvalb", "e23"], strength.loc["i23Pvalb", "e23"]) == (0.395, 1.49)
    assert (probability.loc["e23", "i23Pvalb"], strength.loc["e23", "i23Pvalb"]) == (0.411, 0.48)
    probability, strength, _ = blocks("campagnola")
    assert (probability.loc["L23Pv", "L23Pyr"], strength.loc["L23Pv", "L23Pyr"]) == (0.4074, 0.833)
    assert (probability.loc["L23Pyr", "L23Pv"], strength.loc["L23Pyr", "L23Pv"]) == (0.3396, 0.476)
    assert blocks("campagnola", probability="adjusted").probability.loc["L23Pv", "L23Pyr"] == 0.791


def test_campagnolas_raw_probability_is_connected_over_probed():
    for row in rows("campagnola2022_connectivity.csv"):
        assert float(row["p_raw"]) == pytest.approx(int(row["n_connected"]) / int(row["n_probed"]), abs=5e-5)


@pytest.mark.parametrize("probability", ["raw", "adjusted"])
@pytest.mark.parametrize("fewest", [0, 10, 40])
def test_few_pairs_are_dropped_or_shrunk_and_others_left(probability, fewest):
    stated = {(row["pre"], row["post"]): row for row in rows("campagnola2022_connectivity.csv")}
    classes = select("campagnola", "all", "all")["excitatory"]
    pooled = {}
    for (pre, post), row in stated.items():
        probed = int(row["n_probed"])
        connected, all_probed = pooled.get((classes[pre], classes[post]), (0, 0))
        connected += probed * float(row[f"p_{probability}"])
        pooled[classes[pre], classes[post]] = connected, all_probed + probed
    dropped, shrunk = (
        blocks("campagnola", probability=probability, fewest_pairs=fewest, few_pairs=how).probability
        for how in ("drop", "shrink")
    )
    for pre in classes.index:
        for post in classes.index:
            row = stated.get((pre, post), {"n_probed": 0, f"p_{probability}": 0})
            probed, own = int(row["n_probed"]), float(row[f"p_{probability}"])
            connected, all_probed = pooled[classes[pre], classes[post]]
            few = probed < fewest
            assert dropped.loc[post, pre] == (0 if few else own)
            prior = fewest * connected / all_probed
            assert shrunk.loc[post, pre] == pytest.approx((probed * own + prior) / (probed + fewest) if few else own)


def test_campagnolas_strengths_have_the_stated_mean_and_deviation():
    _, strength, spread = blocks("campagnola")
    names = select("campagnola", "all", "all")["amplitude_class"]
    for row in rows("campagnola2022_psp_by_class_mV.csv"):
        pairs = np.ix_(names == row["post"], names == row["pre"])
        assert strength.to_numpy()[pairs] == pytest.approx(abs(float(row["p90_mean"])))
        if row["p90_sd"]:
            variance = (np.exp(spread**2) - 1) * strength**2  # of a log-normal
            assert np.sqrt(variance.to_numpy()[pairs]) == pytest.approx(float(row["p90_sd"]))
        else:
            assert (spread.to_numpy()[pairs] == 0.9).all()


def test_unstated_strengths_are_the_mean_of_their_block_over_all_connections():
    excitatory = ("l23pyr", "l4pyr", "l5et", "l5it", "l6pyr")
    stated = rows("campagnola2022_psp_by_class_mV.csv")
    block = [row for row in stated if row["pre"] in excitatory and row["post"] in excitatory]
    assert ("l5et", "l5it") not in {(row["pre"], row["post"]) for row in stated}
    total = sum(int(row["n_90th"]) * float(row["p90_mean"]) for row in block)
    _, strength, spread = blocks("campagnola")
    assert strength.loc["L5IT", "L5ET"] == pytest.approx(total / sum(int(row["n_90th"]) for row in block))
    assert spread.loc["L5IT", "L5ET"] == 0.9


def test_layers_and_types_choose_the_classes_in_both():
    assert list(select("billeh", ["2/3", 4], ["excitatory", "Sst"]).index) == ["e23", "i23Sst", "e4", "i4Sst"]
    assert list(select("campagnola", ["5"], "all").index) == ["L5ET", "L5IT", "L5Pv", "L5Sst", "L5Vip"]
    assert len(select("billeh", "all", "all")) == len(select("campagnola", "all", "all")) == 17


@pytest.mark.parametrize("source", SOURCES)
def test_as_many_units_as_measured_cells_are_the_measured_cells(source):
    classes = select(source, "all", "all")
    cells = [sum(CELLS[name] for name in names.split()) for names in classes["counted_as"]]
    assert list(measured_units(classes, sum(cells))) == cells


def test_layer_five_of_billeh_is_all_excitatory_cells_of_layer_five():
    layer = select("billeh", ["5"], ["excitatory", "Sst"])
    total = 6555 + 2435 + 375 + 941
    assert list(measured_units(layer, total)) == [total - 941, 941]


@given(st.sampled_from(SOURCES), st.integers(17, 2000))
@settings(max_examples=60, deadline=None)
def test_units_add_up_with_one_at_least_and_shares_within_one(source, units):
    classes = select(source, "all", "all")
    numbers = measured_units(classes, units)
    cells = np.array([sum(CELLS[name] for name in names.split()) for names in classes["counted_as"]])
    shares = units * cells / cells.sum()
    assert numbers.sum() == units and numbers.min() >= 1
    # What small classes get beyond their share is taken from large ones.
    assert np.all(numbers <= np.maximum(np.ceil(shares), 1))
    assert np.all(numbers >= np.floor(shares) - (shares < 1).sum())


def test_largest_remainders_take_the_units_left_over():
    classes = select("billeh", ["1", "2/3"], ["Htr3a", "Pvalb", "Sst"])
    # 603, 552, 400 and 913 cells: of 10 units 2.44, 2.24, 1.62 and 3.70.
    assert list(measured_units(classes, 10)) == [2, 2, 2, 4]


def test_stated_units_are_taken_and_classes_not_named_have_none():
    classes = select("billeh", ["2/3"], "all")
    assert list(stated_units(classes, 10, {"i23Sst": 3, "e23": 7})) == [7, 0, 3, 0]


@pytest.mark.parametrize(
    "call, message",
    [
        (
            lambda: select("campagnola", ["1"], "all"),
            "layers: 1 was found, and campagnola has 2/3, 4, 5, 6; write",
        ),
        (
            lambda: select("billeh", "all", ["Vip"]),
            "cell_types: Vip was found, and billeh has Htr3a, excitatory, Pvalb",
        ),
        (lambda: select("billeh", [], "all"), "layers: nothing was found"),
        (
            lambda: select("billeh", ["1"], ["Sst"]),
            "no class of type Sst in layer 1; its classes are i1Htr3a, e23",
        ),
        (
            lambda: measured_units(select("billeh", "all", "all"), 16),
            "counts: 16 units are too few .* 17 classes",
        ),
        (
            lambda: stated_units(select("billeh", [4], "all"), 9, {"e5": 9}),
            "counts: e5 is not among .* `counts: {e4: 9}`",
        ),
        (
            lambda: stated_units(select("billeh", [4], "all"), 9, {"e4": 8}),
            "counts: 8 units are stated .* has 9",
        ),
    ],
)
def test_wrong_choices_are_named_with_what_is_allowed(call, message):
    with pytest.raises(InputError, match=message):
        call()
