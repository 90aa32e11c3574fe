"""Lists of connections: which columns are which, parallel connections, and what is refused by its line."""

import pytest
from helpers.matrix_writers import refusal
from richlazy.connectivity.matrix_files import edges
from richlazy.connectivity.matrix_files.edge_list import end_columns
from richlazy.connectivity.matrix_files.reading import read
from richlazy.connectivity.matrix_files.table import Options

EDGES = Options(layout="edges")
LIST = "pre,post,weight\nADAL,ADAR,2\nADAR,AVAL,1\nAVAL,ADAL,3\nADAL,AVAL,4\n"


def test_rows_run_from_pre_to_post_and_neurons_keep_the_order_in_which_they_appear(file):
    found = read(file("w.csv", LIST), "pre_post", EDGES)
    assert found.labels == ["ADAL", "ADAR", "AVAL"]
    assert found.matrix.T.tolist() == [[0, 2, 4], [0, 0, 1], [3, 0, 0]]


def test_connections_of_the_same_neurons_add_up_and_the_user_is_told(file):
    path = file("w.csv", LIST + "ADAL,ADAR,0.5\nADAL,ADAR,-1\n")
    found = read(path, "pre_post", EDGES)
    assert found.matrix[1, 0] == 1.5
    assert found.notes == (f"{path}: 2 of 6 connections repeat another; the weights of such connections were added up",)


def test_an_orientation_that_is_not_that_of_the_columns_is_refused(file):
    assert "columns (pre, post) means `pre_post`" in refusal(file("w.csv", LIST), EDGES, orientation="post_pre")


@pytest.mark.parametrize(
    ("header", "ends"),
    [
        ("pre,post,weight", (0, 1)),
        ("weight,Post,PRE", (2, 1)),
        ("pre_root_id,post_root_id,neuropil,syn_count", (0, 1)),
        ("bodyId_pre,bodyId_post,weight", (0, 1)),
        ("Source,Target,Weight", (0, 1)),
        ("from,to", (0, 1)),
        ("presynaptic neuron,postsynaptic neuron", (0, 1)),
        ("pre,post,source", (0, 1)),
        ("pre,post,pre_type,post_type", (0, 1)),
        ("source,target,pre", (0, 1)),
        ("pre_id,post_id,pre_type,post_type", None),
        ("pre,weight", None),
        ("express,posture", None),
        ("a,b,c", None),
        ("", None),
    ],
)
def test_the_columns_of_the_ends_are_told_by_their_names(header, ends):
    assert end_columns(header.split(",")) == ends


def test_the_weight_may_have_another_name_or_be_1_each(file):
    path = file("w.tsv", "pre_root_id\tpost_root_id\tsyn_count\n7205\t7206\t4\n7206\t7205\t2\n7205\t7206\t1\n")
    message = refusal(path, EDGES)
    assert "none of the columns (pre_root_id, post_root_id, syn_count) is called 'weight'" in message
    counted = read(path, "pre_post", Options(layout="edges", weight_attribute="syn_count"))
    assert counted.matrix.T.tolist() == [[0, 5], [2, 0]] and counted.labels == ["7205", "7206"]
    each = read(path, "pre_post", Options(layout="edges", weight_attribute=""))
    assert each.matrix.T.tolist() == [[0, 2], [1, 0]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a,b,2\n", "found the columns a, b, 2; a list of connections names its columns in the first row"),
        ("pre,post,weight\n", "found no connection below the first row"),
        ("\n\n", "found the columns none"),
        (LIST + "\na,b\n", "line 7: found 2 cells; the first row has 3"),
        (LIST + "KC, left,MBON,2\n", "line 6: found 4 cells; the first row has 3"),
        (LIST + "a,,2\n", "line 6: found a neuron without a name"),
        (LIST + "a,b,\n", "line 6, weight: found ''; every weight must be a number"),
        (LIST + 'a,b,"1,5"\n', "line 6, weight: found '1,5'; every weight must be a number; write `decimal: ','`"),
        (LIST + "a,b,1e999\n", "line 6, weight: found '1e999'"),
        ("pre,post,weight,weight\na,b,1,2\n", "2 of the columns (pre, post, weight, weight) is called 'weight'"),
        ("pre,post,weight\na,b,0\n", "all weights are 0"),
    ],
)
def test_what_is_no_list_of_connections_is_refused_by_its_line(file, content, words):
    assert words in refusal(file("w.csv", content), EDGES)


def test_more_connections_than_are_read_are_refused(file, monkeypatch):
    monkeypatch.setattr(edges, "EDGES", 3)
    assert "found more than 3 edges, the most that are read; add up" in refusal(file("w.csv", LIST), EDGES)


def test_more_neurons_than_fit_into_memory_are_refused(file):
    rows = "".join(f"a{index},b{index},1\n" for index in range(6000))
    assert "is too large" in refusal(file("w.csv", "pre,post,weight\n" + rows), EDGES)
