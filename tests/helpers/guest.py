"""The guest study as if it stood among the studies of the project, for tests that plan and import none of its parts."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from richlazy.contracts import constants, parts, registry, stages
from richlazy.data import tables
from richlazy.planning import condition_checks, measure_lists, plugin_modules

GUEST = Path(__file__).parents[1] / "guest"
_CACHES = [
    value
    for module in (constants, parts, registry, stages, condition_checks, measure_lists, plugin_modules)
    for value in vars(module).values()
    if hasattr(value, "cache_clear")
]


def forget() -> None:
    """Forget which parts there are."""
    for cache in _CACHES:
        cache.cache_clear()


@contextmanager
def guest_among_studies(folder: Path) -> Iterator[Path]:
    """`folder` as the project, with the guest study alone; gives the study's folder, to which more may be added before
    `forget`."""
    study = shutil.copytree(GUEST, folder / "studies" / "guest")
    project, known = registry.PROJECT, dict(tables.TABLES)
    registry.PROJECT = folder
    forget()
    tables.TABLES.update(tables.by_environment())
    try:
        yield study
    finally:
        registry.PROJECT = project
        tables.TABLES.clear()
        tables.TABLES.update(known)
        forget()
