"""Stays in intensive care with hours of sepsis, from folders that the config names or from their public host."""

from collections.abc import Sequence
from pathlib import Path

from studies.sepsis.readers.find import find_source, folder_of
from studies.sepsis.sources import write_source

DESCRIPTION = (
    "Stays in intensive care, where they are at hand: a folder with tables of YAIB (dyn.parquet, outc.parquet, "
    "sta.parquet), with psv files of the PhysioNet/CinC challenge 2019, or with the CSV files of MIMIC-III "
    "(studies/sepsis/README.md); a list for several cohorts. `null` has the open demo of eICU downloaded (0.5 MB; Open "
    "Database License 1.0)."
)


def check(given: str | Sequence[str], variant: str) -> None:
    """Raise InputError unless one of the folders has the cohort `variant`; its files are not looked into."""
    folder_of(variant, given)


def bring(path: str | Path, given: str | Sequence[str] | None, variant: str) -> None:
    """Write the stays of the cohort `variant`. Raises InputError for what its reader refuses, and where it is not."""
    source, about = find_source(variant, given)
    write_source(path, source, about)
    stays = f"{len(source)} stays, {int(source.septic.sum())} with sepsis, {source.unobserved} without any observation"
    print(f"{about['form']}: {stays}, {len(source.names)} channels")
