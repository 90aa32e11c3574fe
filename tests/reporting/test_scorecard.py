"""The scorecard from claims tables to CSV, page and figure, by way of the scripts."""

import csv
import html
import io
import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from claims import write_claims
from helpers.factories import make_experiment, make_simulation
from helpers.sorted_table import assert_sorts
from PIL import Image
from richlazy.artefacts import store
from richlazy.reporting import scorecard
from richlazy.reporting.plotting.scorecard import draw_scorecard
from richlazy.statistics.verdict import RULE
from scorecard import write_scorecard

STATISTICS = {"resamples": 99}
SPEC = {
    "style": {"dpi": 60},
    "preset": "quick",
    "provenance": {"config": "config/quick.yaml", "commit": "0123abc", "changed": ""},
}
IDS = ["C1", "C2", "C7"]


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """Claims tables of an experiment whose trends are as predicted, of one where they are opposite, and of no claim."""
    folder = tmp_path_factory.mktemp("tables")
    experiments = {
        "rank": make_experiment(seeds=6),
        "odd <b>": make_experiment(seeds=6, trend=-1, tasks=("NA", "None")),
    }
    for place, (name, experiment) in enumerate(experiments.items()):
        store.write(folder / f"{place}.nc", experiment, {})
        write_claims(folder / f"{place}.nc", folder / f"{place}.csv", "mine", name, IDS, STATISTICS)
    write_claims(folder / "0.nc", folder / "empty.csv", "", "rank", [], STATISTICS)
    return folder


@pytest.fixture(scope="module")
def rows(tables):
    return scorecard.read([tables / "0.csv", tables / "empty.csv", tables / "1.csv"])


class Cells(HTMLParser):
    """Collects the text of every cell of the table of tests, row by row."""

    def __init__(self):
        super().__init__()
        self.rows, self.inside, self.cell = [], False, False

    def handle_starttag(self, tag, attributes):
        self.inside |= ("id", "tests") in attributes
        if self.inside and tag == "tr":
            self.rows.append([])
        if self.inside and tag == "td":
            self.rows[-1].append("")
            self.cell = True

    def handle_endtag(self, tag):
        self.inside &= tag != "table"
        self.cell &= tag != "td"

    def handle_data(self, data):
        if self.cell:
            self.rows[-1][-1] += data


def test_reading_keeps_every_row_and_type(rows):
    assert len(rows) == (12 + 4 + 8) + (9 + 3 + 6)
    assert set(rows[rows.experiment == "odd <b>"].task) == {"NA", "None", "all tasks"}
    assert rows.effect.dtype == float and rows.seeds.dtype == int
    assert rows.note.map(type).eq(str).all()


def test_csv_has_study_and_experiment_first_and_survives_a_round_trip(rows, tmp_path):
    text = scorecard.to_csv(rows)
    assert next(csv.reader(io.StringIO(text)))[:4] == ["study", "experiment", "claim", "statement"]
    (tmp_path / "again.csv").write_text(text)
    pd.testing.assert_frame_equal(scorecard.read([tmp_path / "again.csv"]), rows)


def test_page_has_every_row_with_its_verdict_in_words(rows):
    page = Cells()
    page.feed(scorecard.to_html(rows, SPEC["provenance"]))
    body = page.rows[1:]
    assert [[row[0], row[1], row[4], row[6]] for row in body] == rows[
        ["experiment", "claim", "task", "verdict"]
    ].values.tolist()


def test_page_stands_alone_and_explains_itself(rows):
    page = scorecard.to_html(rows, SPEC["provenance"])
    assert not re.search(r"https?:|<link|src=|@import", page)
    assert RULE in html.unescape(page)
    assert "<dt>preset</dt>" not in page and "config/quick.yaml" in page and "0123abc" in page and "changed" not in page
    assert "<b>" not in page and "odd &lt;b&gt;" in page
    assert scorecard.to_html(rows, SPEC["provenance"]) == page


def test_the_page_says_over_which_rows_p_values_are_adjusted(rows):
    alone = rows[rows.claim == "C2"]
    plain = scorecard.families(alone)
    assert plain == "The family of a row is all rows of its claim in its experiment."
    told = scorecard.families(pd.concat([alone, *(alone.assign(claim=claim) for claim in ("C3", "C9", "X"))]))
    assert told == plain.removesuffix(".") + "; of C3, C9: its rows of one question."


@pytest.mark.parametrize(
    ("value", "text"),
    [(-0.123, "−0.12"), (-0.001, "0.00"), (1234.5, "1234"), (float("nan"), "–"), (float("-inf"), "−∞")],
)
def test_numbers_for_reading(value, text):
    assert scorecard.number(value) == text


def test_p_values_for_reading():
    assert [scorecard.p_value(p) for p in (0.0001, 0.04, 1.0, float("nan"))] == ["< 0.001", "0.040", "1.000", "–"]


def test_an_interval_without_ends_is_shown_and_sorted_as_such(rows):
    page = scorecard.to_html(rows.assign(interval_low=float("-inf"), interval_high=float("inf")), {})
    assert page.count('data-value="-Infinity">−∞ to ∞</td>') == len(rows)


@pytest.fixture(scope="module")
def with_theory(tables):
    """Rows of the experiment whose trends are as predicted, and of a simulation."""
    store.write(tables / "theory.nc", make_simulation(), {})
    write_claims(tables / "theory.nc", tables / "theory.csv", "mine", "theory", ["C4", "C5"], STATISTICS)
    return scorecard.read([tables / "0.csv", tables / "theory.csv"])


def test_seven_columns_name_a_row(with_theory):
    """By these, which docs/statistics.md names, two scorecards are compared row by row."""
    key = ["study", "experiment", "claim", "measure", "step", "task", "direction"]
    assert not with_theory.duplicated(key).any() and {"C1", "C4"} < set(with_theory.claim)


@pytest.mark.browser
def test_the_page_sorts_by_a_click_and_asks_for_nothing(with_theory, browser, tmp_path):
    page, table = tmp_path / "scorecard.html", tmp_path / "scorecard.csv"
    page.write_text(scorecard.to_html(with_theory, SPEC["provenance"]), encoding="utf-8")
    table.write_text(scorecard.to_csv(with_theory), encoding="utf-8")
    browser.open(page)
    assert_sorts(browser, table)
    browser.assert_quiet()


def test_rows_without_a_step_stand_beside_those_with_one(with_theory, tmp_path):
    rows = with_theory
    assert rows[rows.experiment == "theory"].step.isna().all()
    assert set(rows[rows.experiment == "rank"].step) == {0, 10000}
    (tmp_path / "again.csv").write_text(scorecard.to_csv(rows))
    pd.testing.assert_frame_equal(scorecard.read([tmp_path / "again.csv"]), rows)
    page = Cells()
    page.feed(scorecard.to_html(rows, SPEC["provenance"]))
    assert [row[3] for row in page.rows[1:]] == ["–" if pd.isna(step) else str(step) for step in rows.step]
    agreeing = rows[rows.test.str.startswith("two one-sided")]
    assert agreeing.direction.str.contains("agrees within 0.01 with the expectation").any()
    assert "agreements" in draw_scorecard(rows, {"dpi": 60})[1]


def test_script_writes_all_four_and_the_same_again(tables, tmp_path):
    paths = {kind: tmp_path / f"scorecard.{kind}" for kind in ("csv", "html", "pdf", "png")}
    write_scorecard([tables / "0.csv", tables / "1.csv"], *paths.values(), SPEC)
    first = {kind: path.read_bytes() for kind, path in paths.items()}
    write_scorecard([tables / "0.csv", tables / "1.csv"], *paths.values(), SPEC)
    assert {kind: path.read_bytes() for kind, path in paths.items()} == first
    assert "<dt>preset</dt><dd>quick</dd>" in paths["html"].read_text(encoding="utf-8")
    with Image.open(paths["png"]) as picture:
        assert picture.text["Title"] == "scorecard"


def test_no_claims_at_all_still_make_a_scorecard(tables, tmp_path):
    paths = [tmp_path / f"scorecard.{kind}" for kind in ("csv", "html", "pdf", "png")]
    write_scorecard([tables / "empty.csv"], *paths, SPEC)
    assert paths[0].read_text().startswith("study,experiment,claim,")
    assert all(path.stat().st_size for path in paths)
