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


def write_one_name(path, stored, separator, header):
    """Names in the first row alone, or in the first column alone."""
    pd.DataFrame(stored, names(stored), names(stored)).to_csv(path, sep=separator, header=header, index=not header)


def write_edges(path, stored, separator, decimal="."):
    """A row for every two neurons, as a spreadsheet exports it."""
    rows = [(a, b, "x", stored[i, j]) for i, a in enumerate(names(stored)) for j, b in enumerate(names(stored))]
    frame = pd.DataFrame(rows, columns=["pre_id", "post_id", "region", "synapses"])
    frame.to_csv(path, sep=separator, decimal=decimal, index=False)


def write_graph(path, stored, write=nx.write_graphml):
    graph = nx.DiGraph()
    graph.add_nodes_from(names(stored))
    for row, column in np.argwhere(stored):
        graph.add_edge(names(stored)[row], names(stored)[column], weight=float(stored[row, column]))
    write(graph, path)


def write_sparse(path, stored, kind):
    scipy.sparse.save_npz(path, getattr(scipy.sparse, f"{kind}_array")(stored))


def cell_array(labels):
    cells = np.empty((len(labels), 1), object)
    cells[:, 0] = labels
    return cells


def write_matlab(path, stored, **others):
    scipy.io.savemat(path, {"w": stored, "sizes": [[1.0, 2.0]]} | others, do_compression=True)


def write_matlab_7_3(path, stored, labelled=False, sparse=False):
    """As MATLAB's `save -v7.3` does: HDF5 behind 512 bytes, dimensions in reverse, text as references to characters."""
    import h5py

    with h5py.File(path, "w", userblock_size=512) as file:
        if sparse:
            matrix = scipy.sparse.csc_array(stored)
            group = file.create_group("w")
            group.attrs["MATLAB_class"], group.attrs["MATLAB_sparse"] = np.bytes_("double"), np.uint64(len(stored))
            group["jc"] = matrix.indptr.astype(np.uint64)
            if matrix.nnz:
                group["data"], group["ir"] = matrix.data, matrix.indices.astype(np.uint64)
        else:
            file["w"] = stored.T
            file["w"].attrs["MATLAB_class"] = np.bytes_("double")
        file["sizes"] = np.array([[1.0], [2.0]])
        file["sizes"].attrs["MATLAB_class"] = np.bytes_("double")
        if labelled:
            references = []
            for index, name in enumerate(names(stored)):
                cell = file.create_dataset(
                    f"#refs#/{index}", data=np.frombuffer(name.encode("utf-16-le"), "<u2")[:, None]
                )
                cell.attrs["MATLAB_class"] = np.bytes_("char")
                references.append(cell.ref)
            file.create_dataset("labels", data=np.array([references], h5py.ref_dtype), dtype=h5py.ref_dtype)
            file["labels"].attrs["MATLAB_class"] = np.bytes_("cell")
    with open(path, "r+b") as stream:
        stream.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(124) + b"\x00\x02IM")


def write_netcdf(path, stored, dims=("row", "column"), attributes=None, **coordinates):
    xr.Dataset({"w": (dims, stored, attributes or {})}, coordinates).to_netcdf(path, engine="netcdf4")


WRITERS = {
    "plain.csv": (lambda path, stored: write_plain_text(path, stored, ","), PLAIN),
    "plain.csv.gz": (lambda path, stored: write_plain_text(path, stored, ","), PLAIN),
    "labelled.csv": (lambda path, stored: write_labelled_text(path, stored, ","), LABELLED),
    "plain.tsv": (lambda path, stored: write_plain_text(path, stored, "\t"), PLAIN),
    "labelled.tsv.gz": (lambda path, stored: write_labelled_text(path, stored, "\t"), LABELLED),
    "first_row.csv": (lambda path, stored: write_one_name(path, stored, ",", True), Options(labels="first_row")),
    "first_column.tsv": (
        lambda path, stored: write_one_name(path, stored, "\t", False),
        Options(labels="first_column"),
    ),
    "plain.txt": (lambda path, stored: np.savetxt(path, stored, fmt="%.17g"), PLAIN),
    "edges.txt.gz": (
        lambda path, stored: write_edges(path, stored, " "),
        Options(layout="edges", weight_attribute="synapses"),
    ),
    "blanks.csv": (lambda path, stored: np.savetxt(path, stored, fmt="%.17g"), Options(separator=" ")),
    "semicolons.csv": (
        lambda path, stored: pd.DataFrame(stored).to_csv(path, sep=";", decimal=",", header=False, index=False),
        Options(separator=";", decimal=","),
    ),
    "edges.csv": (
        lambda path, stored: write_edges(path, stored, ","),
        Options(layout="edges", weight_attribute="synapses"),
    ),
    "edges.tsv.gz": (
        lambda path, stored: write_edges(path, stored, "\t", ","),
        Options(layout="edges", weight_attribute="synapses", decimal=","),
    ),
    "plain.npy": (np.save, PLAIN),
    "plain.npz": (lambda path, stored: np.savez_compressed(path, w=stored), PLAIN),
    "labelled.npz": (lambda path, stored: np.savez(path, w=stored, labels=np.array(names(stored))), LABELLED),
    "named.npz": (lambda path, stored: np.savez(path, w=stored, other=stored + 1), Options(variable="w")),
    **{
        f"{kind}.npz": (lambda path, stored, kind=kind: write_sparse(path, stored, kind), PLAIN)
        for kind in ("csr", "csc", "coo", "bsr", "dia")
    },
    "plain.mat": (write_matlab, PLAIN),
    "labelled.mat": (lambda path, stored: write_matlab(path, stored, labels=cell_array(names(stored))), LABELLED),
    "sparse.mat": (lambda path, stored: write_matlab(path, scipy.sparse.csc_array(stored)), PLAIN),
    "plain_7_3.mat": (write_matlab_7_3, PLAIN),
    "labelled_7_3.mat": (lambda path, stored: write_matlab_7_3(path, stored, labelled=True), LABELLED),
    "sparse_7_3.mat": (lambda path, stored: write_matlab_7_3(path, stored, sparse=True), PLAIN),
    "plain.nc": (write_netcdf, PLAIN),
    "labelled.nc": (lambda path, stored: write_netcdf(path, stored, row=names(stored), column=names(stored)), LABELLED),
    "dense.mtx": (lambda path, stored: scipy.io.mmwrite(path, stored, precision=17), PLAIN),
    "sparse.mtx": (lambda path, stored: scipy.io.mmwrite(path, scipy.sparse.coo_array(stored), precision=17), PLAIN),
    "sparse.mtx.gz": (lambda path, stored: write_compressed_market(path, stored), PLAIN),
    "graph.graphml": (write_graph, PLAIN),
    "graph.gml": (lambda path, stored: write_graph(path, stored, nx.write_gml), PLAIN),
}
# Those that are read in a process of their own take half a second a file.
ISOLATED = [name for name in WRITERS if not name.endswith((".csv", ".tsv", ".txt", ".gz", ".graphml"))] + [
    "sparse.mtx.gz"
]
# Those that name the neurons, and say which end of a connection is which.
EDGES = [name for name in WRITERS if name.startswith(("graph.", "edges."))]
NAMED = [name for name in WRITERS if name.startswith(("labelled", "first_"))] + EDGES


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
