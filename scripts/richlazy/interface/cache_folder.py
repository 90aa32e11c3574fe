"""The folder in which the library keeps what it has computed: a working directory like that of the pipeline."""

import os
from pathlib import Path

import platformdirs

from richlazy.artefacts.files import check_writable
from richlazy.errors import InputError

# Folder of the callers' matrices in the cache.
MATRICES = "resources/matrices"
# Files by which a checkout of the project is known.
_CHECKOUT = ("workflow/Snakefile", "scripts/richlazy/__init__.py", "config/config.yaml")


def cache_folder(chosen: str | Path | None) -> Path:
    """The folder of the cache, which is made if it is not there.

    chosen: a folder, or None for the default: the checkout of the project that the working directory lies in, whose
    results then serve as well as those of the pipeline; elsewhere the user's own cache folder, or what the environment
    variable RICHLAZY_CACHE names. Raises InputError for a folder that cannot be written.
    """
    folder = Path(chosen).expanduser() if chosen is not None else _default()
    try:
        check_writable(folder)
        folder.mkdir(parents=True, exist_ok=True)
    except (InputError, OSError) as error:
        raise InputError(f"cache: the folder {folder} cannot be written ({error}); write `cache='FOLDER'`") from None
    return folder.resolve()


def _default() -> Path:
    here = Path.cwd()
    for folder in (here, *here.parents):
        if all((folder / file).is_file() for file in _CHECKOUT):
            return folder
    return Path(os.environ.get("RICHLAZY_CACHE") or platformdirs.user_cache_path("richlazy", appauthor=False))
