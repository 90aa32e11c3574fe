"""The CSV files of the paper's query: clock, averages, controls with their case, omissions, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from richlazy.errors import InputError

from studies.sepsis.matching import FEWEST_OBSERVATIONS, cohort_of_source
from studies.sepsis.readers import mimic_csv

ADMISSION = pd.Timestamp("2150-03-01 10:15:00")


def read(folder, fewest_observations=FEWEST_OBSERVATIONS):
    return cohort_of_source(str(folder), mimic_csv.read(folder), fewest_observations=fewest_observations)


def static(kind, stays, onset, of_case=None):
    table = {
        "subject_id": [stay // 10 for stay in stays],
        "icustay_id": stays,
        "intime": ADMISSION,
        "length_of_stay": 40.0,
        {"case": "sepsis_onset_hour", "control": "control_onset_hour"}[kind]: onset,
    }
    return pd.DataFrame(table | ({} if of_case is None else {"matched_case_icustay_id": of_case}))


def series(stays, name, hours, target):
    """Two rows an hour with values hour and hour + 1, and a second column that is empty."""
    rows = [(stay, stay // 10, hour, hour + extra) for stay in stays for hour in hours for extra in (0.0, 1.0)]
    table = pd.DataFrame(rows, columns=["icustay_id", "subject_id", "chart_time", name])
    table["chart_time"] = ADMISSION + pd.to_timedelta(table["chart_time"], "h")
    table.insert(3, target, 0)
    return table.assign(**{f"{name}_empty": np.nan})


def files():
    cases, controls, hours = [11, 12, 20], [31, 32, 33, 34], np.arange(-3.0, 20.0, 0.5)
    content = {
        "static_variables_cases": static("case", cases, [10.0, 8.5, 3.0]),
        "static_variables_controls": static("control", controls, [10.0, 8.5, 3.0, 10.0], [11, 12, 20, 11]),
    }
    for kind, stays, target in (("case", cases, "sepsis_target"), ("control", controls, "pseudo_target")):
        content[f"{kind}_55h_hourly_vitals_ex1c"] = series(stays, "heartrate", hours, target)
        content[f"{kind}_55h_hourly_labs_ex1c"] = series(stays, "lactate", hours[::6], target)
    return content


def written(folder, content):
    for name, table in content.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    return folder


def test_hours_count_from_admission_and_rows_of_one_time_are_averaged(tmp_path):
    cohort = read(written(tmp_path, files()), 10)
    assert cohort.names == ("heartrate", "lactate")
    np.testing.assert_array_equal(cohort.stay, [11, 12, 31, 32, 34])
    np.testing.assert_array_equal(cohort.case, [True, True, False, False, False])
    np.testing.assert_array_equal(cohort.onset, [10, 8.5, 10, 8.5, 10])
    np.testing.assert_array_equal(cohort.patient, [1, 1, 3, 3, 3])
    np.testing.assert_allclose(cohort.values, cohort.times + 0.5)
    rate = cohort.channels[: cohort.offsets[1]] == 0
    np.testing.assert_allclose(cohort.times[: cohort.offsets[1]][rate], np.arange(0, 10.5, 0.5))


def test_what_comes_after_onset_changes_nothing(tmp_path):
    content = files()
    before = read(written(tmp_path, content), 10)
    for name, column in (("vitals", "heartrate"), ("labs", "lactate")):
        for kind in ("case", "control"):
            table = content[f"{kind}_55h_hourly_{name}_ex1c"]
            table.loc[table["chart_time"] > ADMISSION + pd.Timedelta(hours=10), column] = 1e6
    after = read(written(tmp_path, content), 10)
    np.testing.assert_array_equal(after.values, before.values)


def test_controls_that_left_before_the_onset_of_their_case_are_left_out(tmp_path):
    content = files()
    content["static_variables_controls"].loc[0, "length_of_stay"] = 9.0
    np.testing.assert_array_equal(read(written(tmp_path, content), 10).stay, [11, 12, 32, 34])


def test_controls_of_a_case_without_observations_are_left_out_with_it(tmp_path):
    content = files()
    for name in ("vitals", "labs"):
        table = content[f"case_55h_hourly_{name}_ex1c"]
        content[f"case_55h_hourly_{name}_ex1c"] = table[table["icustay_id"] != 11]
    np.testing.assert_array_equal(read(written(tmp_path, content), 10).stay, [12, 32])


def cell(name, row, column, value):
    def changed(content):
        content[name] = content[name].astype({column: object})
        content[name].loc[row, column] = value

    return changed


def without(name, column):
    def changed(content):
        content[name] = content[name].drop(columns=column)

    return changed


VITALS, CONTROLS = "case_55h_hourly_vitals_ex1c", "static_variables_controls"


@pytest.mark.parametrize(
    "act, message",
    [
        (lambda content: content.pop(VITALS), "vitals_ex1c.csv: no such file; the folder needs static_variables_cases"),
        (without(VITALS, "chart_time"), "vitals_ex1c.csv: no column chart_time"),
        (without(CONTROLS, "matched_case_icustay_id"), "controls.csv: no column matched_case_icustay_id"),
        (cell(VITALS, 0, "chart_time", "soon"), "vitals_ex1c.csv: chart_time: "),
        (cell(VITALS, 0, "heartrate", "fast"), "column heartrate holds words"),
        (cell(VITALS, 0, "heartrate", np.inf), "heartrate of stay 11 is infinite; allowed is a finite number"),
        (cell(VITALS, 0, "icustay_id", 99), "stay 99 is in neither"),
        (cell(CONTROLS, 0, "icustay_id", 11), "stay 11 is there twice in"),
        (cell(CONTROLS, 0, "control_onset_hour", 9.0), "control 31 has onset hour 9, and its case 11 has 10"),
        (cell(CONTROLS, 0, "matched_case_icustay_id", 77), "control 31 has onset hour 10, and its case 77 has nan"),
        (cell(CONTROLS, 0, "intime", None), "intime is empty in 1 rows"),
        (cell(CONTROLS, 1, "length_of_stay", "long"), "controls.csv: length_of_stay 'long' is no number"),
        (cell(VITALS, 0, "icustay_id", "first"), "case_55h_hourly_vitals_ex1c.csv: icustay_id 'first' is no number"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, act, message):
    content = files()
    act(content)
    with pytest.raises(InputError, match=message):
        read(written(tmp_path, content), 10)


def test_too_few_observations_of_every_channel(tmp_path):
    with pytest.raises(InputError, match="no channel has 5000 observations"):
        read(written(tmp_path, files()), 5000)
