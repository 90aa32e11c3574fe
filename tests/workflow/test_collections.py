"""A control and its summary, small and real: made once, and again when what they show changes."""

import pandas as pd
import pytest

pytestmark = pytest.mark.workflow


def controls(**studies):
    gain = {"sweep": {"rank": [1, 4], "gain": [0.5, 1.25]}, "claims": ["C8"], "figures": ["control"]}
    size = {"sweep": {"hidden": [6, 8], "rank": [1, "full"]}, "claims": ["C2"], "figures": []}
    both = {"collects": ["gain", "hidden"], "figures": ["controls"]}
    return {"studies": {"rank": None, "gain": gain, "hidden": size, "controls": both} | studies}


SUMMARY = "figure controls controls"
GAIN = {"aggregate gain", "claims gain", "figure gain control", SUMMARY, "scorecard"}


def test_a_summary_is_remade_when_a_study_that_it_shows_changes(unbuilt):
    made = unbuilt.run(controls())
    assert made >= {*GAIN, "aggregate hidden", "claims hidden"} and not {job for job in made if "aggregate c" in job}
    assert (unbuilt.results / "figures" / "controls-controls.pdf").read_bytes().startswith(b"%PDF")
    rows = pd.read_csv(unbuilt.results / "scorecard.csv", keep_default_na=False)
    assert set(rows.claim) == {"C2", "C8"} and set(rows.study) == {"gain", "hidden"}
    sizes = rows[rows.study == "hidden"]
    assert sizes.direction.str.split(" than ").str[1].tolist() == ["at rank 6", "at rank 8"] and set(sizes.seeds) == {2}

    assert unbuilt.jobs(controls()) == set()
    shared = {"sweep": {"rank": [1, 4], "gain": [1.25]}, "claims": ["C8"], "figures": ["control"]}
    assert unbuilt.jobs(controls(gain=shared)) == GAIN
    assert unbuilt.jobs(controls(hidden=None)) == {SUMMARY, "scorecard"}
    assert unbuilt.jobs(controls(gain=None)) == {SUMMARY, "scorecard"}
    without = {"collects": ["gain", "hidden"], "figures": []}
    assert unbuilt.jobs(controls(controls=without)) == set()
    assert unbuilt.jobs(controls()) == set()
    unbuilt.edit("scripts/richlazy/figures/controls.py", ("ROW_MM = 4.2", "ROW_MM = 4.3"))
    assert unbuilt.jobs(controls()) == {SUMMARY}
