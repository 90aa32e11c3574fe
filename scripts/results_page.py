"""Write a scorecard as a page: python scripts/results_page.py results/scorecard.csv docs/results/NAME.md --title TITLE

A page is of one setting. What it was is told by the files that the run left beside the scorecard. The table of all
pages in index.md beside the page, between two comments, is written anew as well.
"""

import argparse
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import yaml
from richlazy.artefacts import store
from richlazy.artefacts.files import write_text
from richlazy.errors import InputError

VERDICTS = ("supported", "undecided", "contradicted")
HEAD = ["experiment", "what", "measure", "step", "effect", "95 % interval", "p, adjusted", "n", "verdict"]
SETTING = ["preset", "size", "commit of the measures", "day", "tests", *VERDICTS]
# Around the table of all pages in the index.
FROM, TO = "<!-- written by scripts/results_page.py: from here -->\n", "<!-- to here -->\n"


def page(scorecard: pd.DataFrame, title: str, setting: Mapping[str, str]) -> str:
    """The page as Markdown: the setting, verdicts by claim, and a table of tests for each claim.

    setting: values of the first columns of SETTING. Claims come in the order of the scorecard.
    """
    claims = [(claim, rows) for claim, rows in scorecard.groupby("claim", sort=False)]
    whole = [setting.get(name) or "not told" for name in SETTING[:4]] + [str(len(scorecard)), *_counts(scorecard)]
    lines = [
        f"# {title}\n",
        "*Written from the scorecard of a run by `python scripts/results_page.py`; edit nothing here.*\n",
        _table(SETTING, [whole]),
        "[How claims are judged](../statistics.md): the effect is that of the test, p is adjusted over the family of "
        "the row, n counts replicates, and diverged runs are named beside it.\n",
        _table(["claim", *VERDICTS], [[f"[{claim}](#{claim.lower()})", *_counts(rows)] for claim, rows in claims]),
    ]
    for claim, rows in claims:
        lines += [f"## {claim}\n", f"{rows.statement.iloc[0]}\n", _table(HEAD, _tests(rows))]
        notes = sorted(set(rows.note.dropna()) - {""})
        lines += [f"Notes: {'; '.join(notes)}.\n"] if notes else []
    return "\n".join(lines)


def overview(pages: Mapping[str, str]) -> str:
    """The table of all pages, from their titles and settings; pages: text by the name of the file."""
    rows = []
    for name, text in pages.items():
        title, _, rest = text.partition("\n")
        values = rest.split("\n| --- ")[1].split("\n")[1].strip("| ").split(" | ")
        rows.append([f"[{title.removeprefix('# ')}]({name})", *values])
    return _table(["page", *SETTING], rows)


def with_overview(index: str, pages: Mapping[str, str]) -> str:
    """The index with the table of all pages in its place. Raises InputError where it has none."""
    before, begin, rest = index.partition(FROM)
    _, end, after = rest.partition(TO)
    if not (begin and end):
        raise InputError(f"index.md has no place for the table of pages; write the lines\n{FROM}{TO}")
    return f"{before}{FROM}\n{overview(pages)}\n{TO}{after}"


def pages_in(folder: Path) -> dict[str, str]:
    """Texts of all pages but the index, by name."""
    found = sorted(path for path in folder.glob("*.md") if path.name != "index.md")
    return {path.name: path.read_text(encoding="utf-8") for path in found}


def _counts(rows: pd.DataFrame) -> list[str]:
    return [str((rows.verdict == verdict).sum()) for verdict in VERDICTS]


def _tests(rows: pd.DataFrame) -> Iterator[list[str]]:
    for row in rows.itertuples():
        interval = f"{_number(row.interval_low)} to {_number(row.interval_high)}"
        effect = f"{_number(row.effect)} ({row.effect_name})"
        diverged = f" ({row.diverged} diverged)" if row.diverged else ""
        step = "" if pd.isna(row.step) else f"{row.step:.0f}"
        words = [row.experiment, row.task, row.measure.replace("_", " "), step, effect, interval, _p(row.p_adjusted)]
        yield [*words, f"{row.seeds}{diverged}", f"**{row.verdict}**" if row.verdict != "undecided" else row.verdict]


def _number(value: float) -> str:
    return "" if pd.isna(value) else f"{value:.3g}"


def _p(value: float) -> str:
    return "" if pd.isna(value) else "< 0.001" if value < 0.001 else f"{value:.3f}"


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    cells = ([str(cell).replace("|", "\\|").replace("<", "&lt;") for cell in line] for line in lines)
    return "\n".join("| " + " | ".join(line) + " |" for line in cells) + "\n"


def read_scorecard(path: Path) -> pd.DataFrame:
    """The rows of a scorecard. Raises InputError for a file that is none."""
    if not path.is_file():
        raise InputError(f"{path} is not there; name the scorecard.csv of a run, such as results/scorecard.csv")
    rows = pd.read_csv(path)
    missing = {"claim", "statement", "verdict", "p_adjusted"} - set(rows.columns)
    if missing:
        raise InputError(f"{path}: no column {sorted(missing)[0]!r}; name the scorecard.csv of a run")
    return rows


def setting_of(path: Path, experiments: Iterable[str]) -> dict[str, str]:
    """Preset, size and commits of the experiments, as the files beside the scorecard tell them, and the day on which it
    was written."""
    folders = [path.parent / name for name in dict.fromkeys(experiments)]
    files = [folder / "config.yaml" for folder in folders]
    configs = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files if file.is_file()]
    tables = [store.read(folder / "measures.nc").attrs for folder in folders if (folder / "measures.nc").is_file()]
    values = [
        {str(config["preset"]) for config in configs},
        {str(config["size"]) for config in configs},
        {table.get("commit", "unknown")[:12] for table in tables},
        {datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()},
    ]
    return {name: ", ".join(sorted(found)) for name, found in zip(SETTING[:4], values, strict=True)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scorecard", type=Path)
    parser.add_argument("page", type=Path)
    parser.add_argument("--title", default="Scorecard")
    asked = parser.parse_args()
    try:
        rows = read_scorecard(asked.scorecard)
        write_text(asked.page, page(rows, asked.title, setting_of(asked.scorecard, rows.experiment)))
        index = asked.page.with_name("index.md")
        if index.is_file():
            write_text(index, with_overview(index.read_text(encoding="utf-8"), pages_in(index.parent)))
    except InputError as error:
        parser.exit(2, f"{error}\n")
