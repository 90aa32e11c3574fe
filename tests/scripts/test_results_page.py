"""A scorecard as a page: every test is there, by claim, and nothing of it breaks a table."""

import pandas as pd
import pytest
import results_page
from richlazy.errors import InputError


def scorecard(**changes) -> pd.DataFrame:
    row = {
        "experiment": "rank",
        "claim": "C1",
        "statement": "Higher rank is lazier.",
        "measure": "kernel_alignment",
        "step": 100,
        "task": "2AF",
        "effect_name": "rho",
        "effect": 0.94321,
        "interval_low": 0.92,
        "interval_high": 0.96,
        "p_adjusted": 0.0001,
        "seeds": 10,
        "diverged": 0,
        "verdict": "supported",
        "note": None,
    }
    return pd.DataFrame([row | changes])


def test_a_row_of_each_test_under_its_claim():
    rows = pd.concat([scorecard(), scorecard(claim="C2", step=None, verdict="undecided", p_adjusted=0.5, diverged=2)])
    text = results_page.page(rows, "Title", "Setting.")
    assert "| [C1](#c1) | 1 | 0 | 0 |\n| [C2](#c2) | 0 | 1 | 0 |" in text
    first = "| rank | 2AF | kernel alignment | 100 | 0.943 (rho) | 0.92 to 0.96 | &lt; 0.001 | 10 | **supported** |"
    second = "| rank | 2AF | kernel alignment |  | 0.943 (rho) | 0.92 to 0.96 | 0.500 | 10 (2 diverged) | undecided |"
    assert first in text.split("## C2")[0] and second in text.split("## C2")[1]


def test_bars_of_labels_do_not_end_a_cell():
    assert "| a\\|b |" in results_page.page(scorecard(task="a|b"), "Title", "")


def test_what_is_no_scorecard_is_refused(tmp_path):
    with pytest.raises(InputError, match="is not there"):
        results_page.read_scorecard(tmp_path / "scorecard.csv")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column 'claim'"):
        results_page.read_scorecard(tmp_path / "other.csv")
