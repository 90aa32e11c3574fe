"""A scorecard as a page: every test is there, by claim, and nothing of it breaks a table. The index has all pages."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import results_page
import xarray as xr
import yaml
from richlazy.artefacts import store
from richlazy.artefacts.provenance import commit
from richlazy.errors import InputError

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "docs" / "results"
SETTING = {"preset": "small", "size": "quick", "commit of the measures": "abc", "day": "2026-01-02"}


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
    text = results_page.page(rows, "Title", SETTING)
    assert "| [C1](#c1) | 1 | 0 | 0 |\n| [C2](#c2) | 0 | 1 | 0 |" in text
    first = "| rank | 2AF | kernel alignment | 100 | 0.943 (rho) | 0.92 to 0.96 | &lt; 0.001 | 10 | **supported** |"
    second = "| rank | 2AF | kernel alignment |  | 0.943 (rho) | 0.92 to 0.96 | 0.500 | 10 (2 diverged) | undecided |"
    assert first in text.split("## C2")[0] and second in text.split("## C2")[1]


def test_bars_of_labels_do_not_end_a_cell():
    assert "| a\\|b |" in results_page.page(scorecard(task="a|b"), "Title", {})


def test_what_is_no_scorecard_is_refused(tmp_path):
    with pytest.raises(InputError, match="is not there"):
        results_page.read_scorecard(tmp_path / "scorecard.csv")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column 'claim'"):
        results_page.read_scorecard(tmp_path / "other.csv")


WHOLE = """# Two claims

*Written from the scorecard of a run by `python scripts/results_page.py`; edit nothing here.*

| preset | size | commit of the measures | day | tests | supported | undecided | contradicted |
| --- | --- | --- | --- | --- | --- | --- | --- |
| small | quick | COMMIT | 2026-01-02 | 2 | 1 | 0 | 1 |

[How claims are judged](../statistics.md): the effect is that of the test, p is adjusted over the family of the row, n \
counts replicates, and diverged runs are named beside it.

| claim | supported | undecided | contradicted |
| --- | --- | --- | --- |
| [C1](#c1) | 1 | 0 | 1 |

## C1

Higher rank is lazier.

| experiment | what | measure | step | effect | 95 % interval | p, adjusted | n | verdict |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| rank | 2AF | kernel alignment | 100 | 0.943 (rho) | 0.92 to 0.96 | &lt; 0.001 | 10 | **supported** |
| rank | CXT | kernel alignment | 100 | -0.5 (rho) | 0.92 to 0.96 | &lt; 0.001 | 10 | **contradicted** |

Notes: all seeds share one rho.
"""


def write_run(folder: Path) -> Path:
    """A scorecard as a run leaves it, with the config and the measures of its experiment beside it."""
    (folder / "rank").mkdir(parents=True)
    (folder / "rank" / "config.yaml").write_text("# kept\npreset: small\nsize: quick\n", encoding="utf-8")
    store.write(folder / "rank" / "measures.nc", xr.Dataset({"loss": ("seed", [1.0])}), {})
    rows = [scorecard(), scorecard(task="CXT", effect=-0.5, verdict="contradicted", note="all seeds share one rho")]
    path = folder / "scorecard.csv"
    pd.concat(rows).to_csv(path, index=False)
    os.utime(path, (1767355200, 1767355200))  # noon of 2 January 2026
    return path


def test_the_command_writes_the_page_and_the_table_of_pages(tmp_path):
    path, pages = write_run(tmp_path / "results"), tmp_path / "pages"
    pages.mkdir()
    begin, end = results_page.FROM, results_page.TO
    (pages / "index.md").write_text(f"# Results\n\n{begin}old\n{end}\nMore.\n", encoding="utf-8")
    command = [sys.executable, ROOT / "scripts" / "results_page.py", path, pages / "two.md", "--title", "Two claims"]
    for _ in range(2):  # the second changes nothing
        subprocess.run(command, check=True, cwd=tmp_path)
        assert (pages / "two.md").read_text(encoding="utf-8") == WHOLE.replace("COMMIT", commit()[:12])
        table = (
            "| page | preset | size | commit of the measures | day | tests | supported | undecided | contradicted |\n"
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
            f"| [Two claims](two.md) | small | quick | {commit()[:12]} | 2026-01-02 | 2 | 1 | 0 | 1 |\n"
        )
        index = (pages / "index.md").read_text(encoding="utf-8")
        assert index == f"# Results\n\n{begin}\n{table}\n{end}\nMore.\n"


def test_an_index_without_a_place_for_the_table_is_refused():
    with pytest.raises(InputError, match="no place for the table"):
        results_page.with_overview("# Results\n", {})


def test_the_index_has_every_page_as_it_is():
    index = (RESULTS / "index.md").read_text(encoding="utf-8")
    assert results_page.with_overview(index, results_page.pages_in(RESULTS)) == index, "run scripts/results_page.py"


def test_the_site_has_every_page_and_each_study_links_to_its_own():
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:\n")[1]
    named = [place for entry in yaml.safe_load(nav) for place in places(entry)]
    for name in results_page.pages_in(RESULTS):
        assert named.count(f"results/{name}") == 1, name
        study = name.rpartition("_")[0]
        assert f"docs/results/{name}" in (ROOT / "studies" / study / "README.md").read_text(encoding="utf-8"), name


def places(entry) -> list[str]:
    """Paths of all pages below an entry of the navigation."""
    inner = entry.values() if isinstance(entry, dict) else entry if isinstance(entry, list) else []
    return [entry] if isinstance(entry, str) else [place for one in inner for place in places(one)]
