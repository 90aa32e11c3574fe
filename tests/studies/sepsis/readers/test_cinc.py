"""The psv folder of the 2019 challenge: onset six hours after the label, hours of knowledge, what is refused."""

import numpy as np
import pandas as pd
import pytest
from richlazy.errors import InputError

from studies.sepsis.matching import FEWEST_OBSERVATIONS, cohort_of_source
from studies.sepsis.readers import cinc
from studies.sepsis.readers.cinc import CHANNELS


def read(folder, fewest_observations=FEWEST_OBSERVATIONS):
    return cohort_of_source(str(folder), cinc.read(folder), fewest_observations=fewest_observations)


def table(rows=24, labelled=None):
    """Rows of one patient: heart rate 50 + hour, lactate in every fourth hour, the label from row `labelled` on."""
    hour = np.arange(rows)
    content = pd.DataFrame(np.nan, hour, [*CHANNELS, "Age", "ICULOS", "SepsisLabel"])
    content["HR"], content["Age"], content["ICULOS"] = 50.0 + hour, 60, hour + 1
    content["Lactate"] = np.where(hour % 4 == 0, 1.5, np.nan)
    content["SepsisLabel"] = (hour >= (rows if labelled is None else labelled)).astype(int)
    return content


def written(folder, content):
    for patient, rows in content.items():
        rows.to_csv(folder / f"p{patient:06d}.psv", sep="|", index=False, na_rep="NaN")
    return folder


def patients():
    return {1: table(20, 8), 2: table(12, 0), **{number: table() for number in range(10, 22)}}


def test_onset_is_six_hours_after_the_label_and_a_label_from_the_start_says_nothing(tmp_path):
    cohort = read(written(tmp_path, patients()), fewest_observations=20)
    assert cohort.names == ("HR", "Lactate") and len(cohort) == 11
    np.testing.assert_array_equal(cohort.stay[cohort.case], [1])
    assert set(cohort.onset) == {14} and 2 not in cohort.stay
    rate = cohort.channels == 0
    np.testing.assert_array_equal(cohort.values[rate] - 50, cohort.times[rate] - 1)
    assert cohort.times.max() == 14


def test_what_comes_after_onset_changes_nothing(tmp_path):
    content = patients()
    before = read(written(tmp_path, content), fewest_observations=20)
    for rows in content.values():
        rows.loc[rows["ICULOS"] > 14, "HR"] = 300
    after = read(written(tmp_path, content), fewest_observations=20)
    np.testing.assert_array_equal(after.values, before.values)
    np.testing.assert_array_equal(after.stay, before.stay)


def cell(row, column, value):
    def changed(content):
        content[1].loc[row, column] = value

    return changed


@pytest.mark.parametrize(
    "act, message",
    [
        (cell(3, "HR", 900.0), "HR of stay 1 at hour 3 is 900; allowed is 0 to 350"),
        (cell(0, "ICULOS", 0), "stay 1 has a row at hour -1"),
        (cell(1, "ICULOS", 1), "stay 1 has twice the row of hour 0"),
        (cell(9, "SepsisLabel", 0), "p000001.psv: SepsisLabel must be 0 in all rows, or turn from 0 to 1 once"),
        (lambda content: content.update({1: content[1].drop(columns="pH")}), "p000001.psv: no column pH"),
        (lambda content: content.update({1: content[1].assign(Temp="warm")}), "column Temp holds words"),
        (lambda content: content.update({1: content[1].iloc[:0]}), "p000001.psv: "),
        (lambda content: content.update({1: table()}), "no stay has a known hour of onset"),
        (lambda content: content.update({1: table(8, 0)}), "no stay has a known hour of onset"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, act, message):
    content = patients()
    act(content)
    with pytest.raises(InputError, match=message):
        read(written(tmp_path, content), fewest_observations=20)


def test_empty_and_foreign_folders_and_files_are_refused(tmp_path):
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(InputError, match="no file p<number>.psv"):
            read(folder)
    written(tmp_path, patients())
    (tmp_path / "notes.psv").write_text("a|b\n1|2\n", encoding="utf-8")
    with pytest.raises(InputError, match="notes.psv: files have names such as p000001.psv"):
        read(tmp_path)
