"""Export of measures: both formats, and what is refused."""

import sys

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from richlazy.artefacts import store
from richlazy.artefacts.records import write_record
from richlazy.command_line import export
from richlazy.errors import InputError


@pytest.fixture
def measures(tmp_path):
    """The file of an experiment with two networks."""
    coordinates = {"rank": [1, 4], "seed": [0], "step": [0, 10]}
    loss = xr.DataArray([[[1.1, 0.1 + 0.2]], [[1.0, float("nan")]]], coordinates)
    diverged = xr.DataArray([[0], [1]], {"rank": [1, 4], "seed": [0]})
    store.write(tmp_path / "measures.nc", xr.Dataset({"loss": loss, "diverged": diverged}), {"experiment": "mine"})
    return tmp_path / "measures.nc"


def test_csv_holds_every_value_to_the_last_digit(measures, tmp_path):
    export.export(measures, tmp_path / "table.csv")
    table = pd.read_csv(tmp_path / "table.csv")
    assert list(table) == ["rank", "seed", "step", "measure", "result"]
    assert table[table.measure == "loss"].result.tolist() == [1.1, 0.1 + 0.2, 1.0]
    assert table[table.measure == "diverged"].result.tolist() == [0, 1]


def test_parquet_holds_the_same(measures, tmp_path):
    pytest.importorskip("pyarrow")
    export.export(measures, tmp_path / "table.parquet")
    export.export(measures, tmp_path / "table.csv")
    table = pd.read_parquet(tmp_path / "table.parquet")
    pd.testing.assert_frame_equal(table, pd.read_csv(tmp_path / "table.csv"), check_dtype=False)


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_an_earlier_export_is_written_over_and_nothing_else(measures, tmp_path, suffix):
    pytest.importorskip("pyarrow")
    table = tmp_path / f"table.{suffix}"
    export.export(measures, table)
    first = table.read_bytes()
    export.export(measures, table)
    assert table.read_bytes() == first
    for content in (b"0,1\n1,0\n", b"my notes", b"", b"\xff\x00"):
        table.write_bytes(content)
        with pytest.raises(
            InputError, match=rf"table.{suffix} is there and is no earlier export; .* \S+table_2.{suffix}"
        ):
            export.export(measures, table)
        assert table.read_bytes() == content
    export.export(measures, tmp_path / f"table_2.{suffix}")


def test_without_pyarrow_parquet_is_refused_with_what_to_install(measures, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match="pip install .`, or name a .csv file"):
        export.export(measures, tmp_path / "table.parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["measures.nc"]


@pytest.mark.parametrize(
    "name, table, words",
    [
        ("measures.nc", "table.xlsx", ["'.xlsx'", ".csv and .parquet"]),
        ("none.nc", "table.csv", ["none.nc", "No such file", "measures.nc of an experiment"]),
        ("torn.nc", "table.csv", ["torn.nc", "measures.nc of an experiment"]),
        ("other.nc", "table.csv", ["no measures"]),
    ],
)
def test_wrong_names_end_in_one_message(measures, tmp_path, refused, name, table, words):
    (tmp_path / "torn.nc").write_bytes(b"\x89HDF\r\n\x1a\nhalf")
    store.write(tmp_path / "other.nc", xr.Dataset({"weights": ("pre", [0.0])}), {})
    message = refused("export", tmp_path / name, tmp_path / table)
    assert all(word in message for word in words)
    assert not (tmp_path / table).exists()


def test_a_damaged_file_is_refused_and_stays_where_it_is(measures, tmp_path):
    content = bytearray(measures.read_bytes())
    place = content.index(np.float64(0.1 + 0.2).tobytes())
    content[place + 2] ^= 1  # NetCDF reads it as another number
    measures.write_bytes(content)
    assert xr.load_dataset(measures).loss.sum() != 1.1 + 0.1 + 0.2 + 1.0
    with pytest.raises(InputError, match=r"measures\.nc: the file is damaged"):
        export.export(measures, tmp_path / "table.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["measures.nc"]


def test_a_file_in_the_place_of_another_is_refused(measures, tmp_path):
    write_record(tmp_path / "measures.plan.json", "{\n}\n", [measures])
    export.export(measures, tmp_path / "table.csv")
    store.write(measures, xr.load_dataset(measures) * 2, {"experiment": "other"})
    with pytest.raises(InputError, match="not as the pipeline wrote it"):
        export.export(measures, tmp_path / "other.csv")
    assert measures.is_file() and not (tmp_path / "other.csv").exists()
