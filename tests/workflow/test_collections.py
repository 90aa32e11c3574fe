"""A control and its summary, small and real: made once, and again when what they show changes."""

import pandas as pd
import pytest

pytestmark = pytest.mark.workflow


def experiments(**changed):
    gains = {"sweep": {"rank": [1, 8], "gain": [0.5, 1.25]}, "claims": ["C8"], "figures": ["control"]}
    sizes = {"sweep": {"hidden": [6, 8], "rank": [1, "full"]}, "claims": ["C2"]}
    both = {"collects": ["gains", "sizes"], "figures": ["controls"]}
    return {"experiments": {"rank": None, "gains": gains, "sizes": sizes, "both": both} | changed}


SUMMARY = "figure both controls"
GAINS = {"aggregate gains", "claims gains", "figure gains control", SUMMARY, "scorecard", "explorer", "provenance"}


def test_a_summary_is_remade_when_a_experiment_that_it_shows_changes(unbuilt):
    made = unbuilt.run(experiments())
    assert made >= {*GAINS, "aggregate sizes", "claims sizes"} and not {"aggregate both", "claims both"} & made
    assert (unbuilt.results / "figures" / "both-controls.pdf").read_bytes().startswith(b"%PDF")
    rows = pd.read_csv(unbuilt.results / "scorecard.csv", keep_default_na=False)
    assert set(zip(rows.experiment, rows.claim, strict=True)) == {("gains", "C8"), ("sizes", "C2")}
    sizes = rows[rows.experiment == "sizes"]
    assert sizes.direction.str.split(" than ").str[1].tolist() == ["at rank 6", "at rank 8"] and set(sizes.seeds) == {2}

    assert unbuilt.jobs(experiments()) == set()
    fewer = {"sweep": {"rank": [1, 8], "gain": [1.25]}, "claims": ["C8"], "figures": ["control"]}
    assert unbuilt.jobs(experiments(gains=fewer)) == GAINS
    assert unbuilt.jobs(experiments(sizes=None)) == {SUMMARY, "scorecard", "explorer", "provenance"}
    assert unbuilt.jobs(experiments(both={"collects": ["sizes", "gains"]})) == set()
    assert unbuilt.jobs(experiments()) == set()
    unbuilt.edit("studies/connectivity/figures/controls.py", ("ROW_MM = 4.2", "ROW_MM = 4.3"))
    assert unbuilt.jobs(experiments()) == {SUMMARY}
