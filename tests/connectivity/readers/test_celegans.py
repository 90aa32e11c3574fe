"""C. elegans from the toolbox's cache: orientation, cells, transmitters."""

import io
import json
import re
import zipfile
from xml.etree import ElementTree

import numpy as np
import pytest
from richlazy.connectivity.datasets import DATASETS
from richlazy.connectivity.readers import celegans
from richlazy.connectivity.transmitters import GABA, GLUTAMATE

WORMS = [name for name, entry in DATASETS.items() if entry.reader == "celegans"]
SMALL = {
    "nodes": ["AVAL", "muscle", "ASHL", "DD1"],
    "connections": {"Generic_CS": [[0, 9, 0, 1], [9, 9, 9, 9], [7, 9, 0, 0], [2, 9, 0, 3]], "Generic_GJ": [[400]]},
}
NEURONS = b"# comment;;\nASHL; sensory; x\nAVAL; y\n DD1 ;\nVD1;\n"


def test_a_small_cache_is_transposed_and_stripped_of_what_is_no_neuron():
    labels, counts = celegans.read(json.dumps(SMALL).encode(), NEURONS)
    assert labels == ["AVAL", "ASHL", "DD1"]
    np.testing.assert_array_equal(counts["other"], [[0, 0, 0], [0, 0, 0], [1, 0, 0]])  # AVAL -> DD1
    np.testing.assert_array_equal(counts["glutamate"], [[0, 7, 0], [0, 0, 0], [0, 0, 0]])  # ASHL -> AVAL
    np.testing.assert_array_equal(counts["gaba"], [[0, 0, 2], [0, 0, 0], [0, 0, 3]])  # DD1 -> AVAL, itself


def test_tables_of_transmitters_are_read_as_they_stand():
    tables = {"GABA": [[0, 2], [0, 0]], "Glutamate": [[0, 0], [5, 0]], "Acetylcholine": [[0, 2], [0, 0]], "Betaine": 0}
    cache = json.dumps({"nodes": ["DD1", "AVAL"], "connections": tables}).encode()
    labels, counts = celegans.read_by_transmitter(cache, NEURONS)
    assert labels == ["DD1", "AVAL"]
    assert counts["gaba"][1, 0] == counts["other"][1, 0] == 2 and counts["glutamate"][0, 1] == 5
    assert sum(matrix.sum() for matrix in counts.values()) == 9


@pytest.mark.parametrize("dataset", WORMS)
def test_all_synapses_between_neurons_are_kept_transposed(members_of, dataset):
    cache, neurons = members_of(dataset)
    labels, counts = celegans.read(cache, neurons)
    raw = json.loads(cache)
    where = [raw["nodes"].index(label) for label in labels]
    expected = np.array(raw["connections"]["Generic_CS"])[np.ix_(where, where)].T
    np.testing.assert_array_equal(sum(counts.values()), expected)
    assert len(set(labels)) == len(labels) and set(labels) <= celegans.neuron_names(neurons)
    assert not set(raw["nodes"]) - set(labels) & celegans.neuron_names(neurons)


@pytest.mark.parametrize("dataset", WORMS)
def test_a_neuron_sends_synapses_of_one_kind(members_of, dataset):
    labels, counts = celegans.read(*members_of(dataset))
    assert not {"muscle", "BWM-DL01"} & set(labels)
    for kind, members in (("gaba", GABA), ("glutamate", GLUTAMATE)):
        assert {labels[pre] for pre in np.flatnonzero(counts[kind].any(axis=0))} <= members
        others = sum(matrix for name, matrix in counts.items() if name != kind)
        assert not {labels[pre] for pre in np.flatnonzero(others.any(axis=0))} & members


def test_transmitters_are_those_of_the_atlas(members_of):
    """First-named, unmarked transmitter of each neuron in the sheet of the publication, which the package carries."""
    (sheet,) = members_of("celegans_cook", "cect/data/elife-95402-supp2-v1.xlsx")
    first = {"GABA": set(), "Glu": set()}
    for row in rows(sheet):
        transmitter = row.get("U", "").replace("- NEW", "").strip()
        if transmitter in first:
            first[transmitter].add(row["C"].strip())
    assert first["GABA"] == GABA and first["Glu"] == GLUTAMATE and not GABA & GLUTAMATE


def test_transmitters_agree_with_the_tables_that_the_toolbox_made_of_the_atlas(members_of):
    labels, counts = celegans.read_by_transmitter(*members_of("celegans_openworm"))
    released = {kind: {labels[i] for i in np.flatnonzero(m.any(axis=0))} for kind, m in counts.items()}
    sending = set.union(*released.values())
    assert GABA & sending <= released["gaba"] and GLUTAMATE & sending <= released["glutamate"]
    # What is left are the transmitters named second and those marked as dim or variable.
    assert released["gaba"] - GABA == {"AVJL", "AVJR", "SMDDL", "SMDDR", "SMDVL", "SMDVR"}
    assert {name.rstrip("LR") for name in released["glutamate"] - GLUTAMATE} == {
        *("DVA", "I4", "M5", "PDE", "PHA", "PVN", "RIC")
    }


def rows(workbook):
    """Cells of the first sheet of a workbook, a dict column -> text for each row."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        strings = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    texts = ["".join(part.text or "" for part in item.iter(f"{space}t")) for item in strings.iter(f"{space}si")]
    for row in sheet.iter(f"{space}row"):
        shared = [cell for cell in row if cell.get("t") == "s"]
        yield {re.sub(r"\d", "", cell.get("r")): texts[int(cell.find(f"{space}v").text)] for cell in shared}
