"""Tables of YAIB: onset from the window of labels, what is known when, controls, what is refused, and the real demo."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from richlazy.errors import InputError

from studies.sepsis.matching import FEWEST_OBSERVATIONS, cohort_of_source
from studies.sepsis.readers import yaib
from studies.sepsis.readers.yaib import onset_of
from studies.sepsis.stays import truncated

VARIABLE = "RICHLAZY_SHARED_DATA"


def read(folder, seed=0, fewest_observations=FEWEST_OBSERVATIONS):
    return cohort_of_source(str(folder), yaib.read(folder), seed, fewest_observations)


def tables(cases=((1, 10, 17), (2, 1, 14)), controls=24, length=20):
    """Cases (stay, first true row, rows) and controls of `length` rows, each value 1000 · stay + hour; hr always there,
    lact in every third row."""
    stays = [(stay, rows, first) for stay, first, rows in cases]
    stays += [(100 + number, length, None) for number in range(controls)]
    dyn = pd.concat(
        pd.DataFrame({"stay_id": stay, "time": pd.to_timedelta(np.arange(rows), "h"), "label": np.arange(rows)})
        for stay, rows, _ in stays
    ).reset_index(drop=True)
    hour = dyn["label"].to_numpy()
    first = dyn["stay_id"].map({stay: first for stay, _, first in stays}).to_numpy(float)
    outc = dyn.assign(label=(hour >= first) & (hour <= first + 12))
    dyn = dyn.drop(columns="label").assign(hr=hour + 50.0, lact=np.where(hour % 3 == 0, hour / 10, np.nan), rare=np.nan)
    sta = pd.DataFrame({"stay_id": [stay for stay, *_ in stays], "age": 60.0})
    return {"dyn": dyn, "outc": outc, "sta": sta}


def written(folder, content):
    for name, table in content.items():
        table.to_parquet(folder / f"{name}.parquet")
    return folder


def test_onsets_controls_and_hours_of_knowledge(tmp_path):
    cohort = read(written(tmp_path, tables()), fewest_observations=20)
    assert cohort.names == ("hr", "lact") and len(cohort) == 22
    np.testing.assert_array_equal(cohort.stay[cohort.case], [1, 2])
    np.testing.assert_array_equal(cohort.onset[cohort.case], [16, 7])
    np.testing.assert_array_equal(np.unique(cohort.onset[~cohort.case], return_counts=True), [[7, 16], [10, 10]])
    # Row t holds t, is known at t + 1, and none is known after onset.
    rate = cohort.channels == 0
    np.testing.assert_array_equal(cohort.values[rate] - 50, cohort.times[rate] - 1)
    for number in range(len(cohort)):
        mine = slice(cohort.offsets[number], cohort.offsets[number + 1])
        times = cohort.times[mine][rate[mine]]
        np.testing.assert_array_equal(times, np.arange(1, cohort.onset[number] + 1))
    assert truncated(cohort, 7).times.max() == 9


def test_what_comes_after_onset_changes_nothing(tmp_path):
    content = tables()
    before = read(written(tmp_path, content), fewest_observations=20)
    late = content["dyn"]["time"] >= pd.Timedelta(hours=16)
    content["dyn"].loc[late, "hr"] = 300.0
    after = read(written(tmp_path, content), fewest_observations=20)
    for name in ("times", "channels", "values", "case", "onset", "stay"):
        np.testing.assert_array_equal(getattr(after, name), getattr(before, name))


def test_a_true_first_row_dates_onset_from_the_last_and_early_onsets_are_neither_case_nor_control(tmp_path):
    assert onset_of(np.arange(15.0), np.arange(15) >= 3) == 9
    assert onset_of(np.arange(11.0), np.arange(11) >= 0) == 4
    cohort = read(written(tmp_path, tables(((1, 10, 17), (2, -2, 11), (3, 0, 13)))), fewest_observations=20)
    assert not set(cohort.stay) & {2, 3} and cohort.case.sum() == 1


def test_controls_stay_at_least_until_the_onset_of_their_case_and_the_longest_choose_first(tmp_path):
    content = tables(((1, 1, 14), (2, 14, 21)), controls=10, length=20)
    short = tables((), controls=10, length=8)
    for name in ("dyn", "outc", "sta"):
        short[name]["stay_id"] += 500
        content[name] = pd.concat([content[name], short[name]])
    cohort = read(written(tmp_path, content), fewest_observations=20)
    assert set(cohort.stay[~cohort.case & (cohort.onset == 20)]) == set(range(100, 110))
    assert set(cohort.stay[~cohort.case & (cohort.onset == 7)]) == set(range(600, 610))


def test_patients_are_those_of_the_static_table_where_it_names_them(tmp_path):
    content = tables()
    content["sta"]["patient_id"] = content["sta"]["stay_id"] // 2
    cohort = read(written(tmp_path, content), fewest_observations=20)
    np.testing.assert_array_equal(cohort.patient, cohort.stay // 2)


def test_seeds_draw_other_controls(tmp_path):
    folder = written(tmp_path, tables(controls=60))
    first, again, other = (set(read(folder, seed, 20).stay) for seed in (0, 0, 1))
    assert first == again != other


def change(name, act):
    def changed(content):
        content[name] = act(content[name])

    return changed


def at(table, row, column, value):
    table = table.copy()
    table.loc[row, column] = value
    return table


@pytest.mark.parametrize(
    "act, message",
    [
        (change("dyn", lambda table: table.drop(columns="time")), "dyn.parquet: no column time; found stay_id, hr"),
        (change("outc", lambda table: table.drop(columns="label")), "outc.parquet: no column label"),
        (change("dyn", lambda table: at(table, 3, "hr", 900.0)), "hr of stay 1 at hour 3 is 900; allowed is 0 to 350"),
        (change("dyn", lambda table: at(table, 3, "lact", np.inf)), "lact of stay 1 at hour 3 is inf"),
        (change("dyn", lambda table: at(table, 0, "time", pd.Timedelta(hours=-1))), "stay 1 has a row at hour -1"),
        (change("dyn", lambda table: at(table, 1, "time", pd.Timedelta(0))), "stay 1 has twice the row of hour 0"),
        (change("dyn", lambda table: table.iloc[::-1]), "rows out of order"),
        (change("dyn", lambda table: at(table, 1, "time", pd.Timedelta(minutes=61))), "allowed are whole hours"),
        (change("dyn", lambda table: table.assign(hr="high")), "channel hr is"),
        (change("outc", lambda table: table.iloc[1:]), "rows of other stays or hours than those of dyn"),
        (change("outc", lambda table: at(table, 13, "label", False)), "label of stay 1 is no window of 13 hours"),
        (change("outc", lambda table: table.assign(label=False)), "no stay has a known hour of onset"),
        (change("outc", lambda table: table.assign(label=3)), "label has values other than true and false"),
        (change("sta", lambda table: table.iloc[1:]), "sta.parquet: no row for stay 1"),
        (change("sta", lambda table: pd.concat([table, table.iloc[:1]])), "sta.parquet: stay 1 is there twice"),
        (change("dyn", lambda table: table.assign(stay_id=table["stay_id"] + 0.5)), "allowed are integers"),
        (change("dyn", lambda table: at(table.astype({"stay_id": "Int64"}), 2, "stay_id", pd.NA)), "empty in 1 rows"),
        (change("sta", lambda table: table.assign(patient_id="p1")), "patient_id is .*; allowed are integers"),
        (change("sta", lambda table: table.assign(patient_id=np.nan)), "sta.parquet: patient_id is empty in 26 rows"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, act, message):
    content = tables()
    act(content)
    with pytest.raises(InputError, match=message):
        read(written(tmp_path, content), fewest_observations=20)


def test_missing_and_foreign_files_few_observations_and_no_controls(tmp_path):
    with pytest.raises(InputError, match="dyn.parquet: no such file"):
        read(tmp_path)
    folder = written(tmp_path, tables())
    with pytest.raises(InputError, match="no channel has 10000 observations"):
        read(folder, fewest_observations=10_000)
    with pytest.raises(InputError, match="no control is left that stays to hour 16, the onset of stay 1"):
        read(written(tmp_path, tables(length=12)), fewest_observations=20)
    (folder / "dyn.parquet").write_bytes(b"PAR1 but not really PAR1")
    with pytest.raises(InputError, match="dyn.parquet cannot be read as Parquet"):
        read(folder)


def shared(name):
    folder = Path(os.environ.get(VARIABLE) or "/nonexistent") / "icu_sepsis" / name
    if not folder.is_dir():
        pytest.skip(f"no folder icu_sepsis/{name} in a folder that {VARIABLE} names")
    return folder


def test_the_open_demo_of_eicu_has_627_stays_and_57_cases():
    cohort = read(shared("eicu_demo"))
    assert len(cohort) == 627 and cohort.case.sum() == 57 and len(cohort.names) == 37
    assert cohort.onset.min() >= 7 and (cohort.times <= cohort.onset[cohort.owner]).all()


def test_the_open_demo_of_mimic_has_one_case():
    assert read(shared("mimic_demo"), fewest_observations=50).case.sum() == 1
