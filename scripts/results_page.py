"""Write a scorecard as a page: python scripts/results_page.py results/scorecard.csv docs/results/NAME.md

A page is of one setting. What it was is told by the config that the run kept beside the scorecard.
"""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd
import yaml
from richlazy.artefacts import store
from richlazy.artefacts.files import write_text
from richlazy.errors import InputError

VERDICTS = ("supported", "undecided", "contradicted")
HEAD = ["experiment", "what", "measure", "step", "effect", "95 % interval", "p, adjusted", "n", "verdict"]


def page(scorecard: pd.DataFrame, title: str, setting: str) -> str:
    """The page as Markdown: verdicts by claim, then a table of tests for each claim in the order of the scorecard."""
    claims = [(claim, rows) for claim, rows in scorecard.groupby("claim", sort=False)]
    lines = [
        f"# {title}\n",
        f"*Written from the scorecard of a run by `python scripts/results_page.py`; edit nothing here.* {setting}\n",
        "[How claims are judged](../statistics.md): the effect is that of the test, p is adjusted over the family of "
        "the row, n counts replicates, and diverged runs are named beside it.\n",
        _table(["claim", *VERDICTS], [[f"[{claim}](#{claim.lower()})", *_counts(rows)] for claim, rows in claims]),
    ]
    for claim, rows in claims:
        lines += [f"## {claim}\n", f"{rows.statement.iloc[0]}\n", _table(HEAD, _tests(rows))]
        notes = sorted(set(rows.note.dropna()) - {""})
        lines += [f"Notes: {'; '.join(notes)}.\n"] if notes else []
    return "\n".join(lines)


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


def setting_of(path: Path, experiments: Iterable[str]) -> str:
    """A sentence on preset and commits of the experiments, as the files beside the scorecard tell them."""
    folders = [path.parent / name for name in dict.fromkeys(experiments)]
    configs = [folder / "config.yaml" for folder in folders]
    presets = {yaml.safe_load(file.read_text(encoding="utf-8"))["preset"] for file in configs if file.is_file()}
    tables = [store.read(folder / "measures.nc").attrs for folder in folders if (folder / "measures.nc").is_file()]
    commits = {table.get("commit", "unknown")[:12] for table in tables}
    return f"Preset: {', '.join(sorted(presets))}. Commit of the measures: {', '.join(sorted(commits))}."


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scorecard", type=Path)
    parser.add_argument("page", type=Path)
    parser.add_argument("--title", default="Scorecard")
    parser.add_argument("--setting", help="a sentence; by default preset and commits of the files beside it")
    asked = parser.parse_args()
    try:
        rows = read_scorecard(asked.scorecard)
    except InputError as error:
        parser.exit(2, f"{error}\n")
    setting = asked.setting or setting_of(asked.scorecard, rows.experiment)
    write_text(asked.page, page(rows, asked.title, setting))
