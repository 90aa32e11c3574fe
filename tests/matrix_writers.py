"""Matrices written in every format of the user's own files, and what reading them refuses, for tests."""

import gzip
import io

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import scipy.io
import scipy.sparse
import xarray as xr
from richlazy.connectivity.matrix_files.reading import read
from richlazy.connectivity.matrix_files.table import Options
from richlazy.errors import InputError

PLAIN, LABELLED = Options(), Options(labels=True)


def names(stored):
    return [f"neuron {index}" for index in range(len(stored))]


def write_plain_text(path, stored, separator):
    pd.DataFrame(stored).to_csv(path, sep=separator, header=False, index=False)


def write_labelled_text(path, stored, separator):
    pd.DataFrame(stored, names(stored), names(stored)).to_csv(path, sep=separator)


def write_graph(path, stored):
    graph = nx.DiGraph()
    graph.add_nodes_from(names(stored))
    for row, column in np.argwhere(stored):
        graph.add_edge(names(stored)[row], names(stored)[column], weight=float(stored[row, column]))
    nx.write_graphml(graph, path)


def write_netcdf(path, stored, dims=("row", "column"), attributes=None, **coordinates):
    xr.Dataset({"w": (dims, stored, attributes or {})}, coordinates).to_netcdf(path, engine="netcdf4")


WRITERS = {
    "plain.csv": (lambda path, stored: write_plain_text(path, stored, ","), PLAIN),
    "plain.csv.gz": (lambda path, stored: write_plain_text(path, stored, ","), PLAIN),
    "labelled.csv": (lambda path, stored: write_labelled_text(path, stored, ","), LABELLED),
    "plain.tsv": (lambda path, stored: write_plain_text(path, stored, "\t"), PLAIN),
    "labelled.tsv.gz": (lambda path, stored: write_labelled_text(path, stored, "\t"), LABELLED),
    "plain.npz": (lambda path, stored: np.savez_compressed(path, w=stored), PLAIN),
    "labelled.npz": (lambda path, stored: np.savez(path, w=stored, labels=np.array(names(stored))), LABELLED),
    "named.npz": (lambda path, stored: np.savez(path, w=stored, other=stored + 1), Options(variable="w")),
    "plain.nc": (write_netcdf, PLAIN),
    "labelled.nc": (lambda path, stored: write_netcdf(path, stored, row=names(stored), column=names(stored)), LABELLED),
    "dense.mtx": (lambda path, stored: scipy.io.mmwrite(path, stored, precision=17), PLAIN),
    "sparse.mtx": (lambda path, stored: scipy.io.mmwrite(path, scipy.sparse.coo_array(stored), precision=17), PLAIN),
    "sparse.mtx.gz": (lambda path, stored: write_compressed_market(path, stored), PLAIN),
    "graph.graphml": (write_graph, PLAIN),
}
# Those that are read in a process of their own take half a second a file.
ISOLATED = [name for name in WRITERS if name.endswith((".nc", ".mtx", ".mtx.gz"))]


def write_compressed_market(path, stored):
    market = io.BytesIO()
    scipy.io.mmwrite(market, scipy.sparse.coo_array(stored), precision=17)
    path.write_bytes(gzip.compress(market.getvalue()))


def refusal(path, options=PLAIN, orientation="pre_post"):
    with pytest.raises(InputError) as caught:
        read(path, orientation, options)
    message = str(caught.value)
    assert str(path) in message
    return message
