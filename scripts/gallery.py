"""Make a page of all figures of a run, with small pictures: python scripts/gallery.py results docs/gallery.md"""

import argparse
import itertools
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from richlazy.artefacts.identity import digest
from richlazy.artefacts.lineage import origin
from richlazy.artefacts.saved_config import read_saved_config
from richlazy.artefacts.verified import fault, leave
from richlazy.errors import InputError
from richlazy.reporting.gallery import Shown, compact, to_markdown

# Of a figure that is printed 180 mm wide: 150 dots an inch.
WIDTH = 1063
BYTES = 300_000

_WRITTEN = "*Written by `python scripts/gallery.py "
HEAD = f"""# Gallery

{_WRITTEN}{{results}} {{page}}` from a run with the config `{{config}}`.*

Every figure of the run by topic, with the caption that the pipeline wrote; each is there as PDF, too, in
`{{results}}/figures`. `python scripts/lineage.py FILE` tells in full what one was made from, and how to make it again.
"""


def write_gallery(results: Path, page: Path, width: int, limit: int) -> None:
    """Write `page` in Markdown, and its pictures into a folder of its name beside it, in the place of those there.

    results: folder with the results of a run, relative to its working directory, which is the current one. width: of
    the widest picture, in pixels. limit: of the bytes of each. Raises InputError where the run has not come to its end,
    or where a picture cannot be made so small.
    """
    config = read_saved_config(results)
    shown = [read(results, experiment, figure) for experiment, figure in figures_of(config)]
    folder = page.with_suffix("")
    pictures = {f"{figure.name}.png": _picture(results, figure, width, limit) for figure in shown}
    _remove_earlier(page, folder, list(pictures))
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures.items():
        (folder / name).write_bytes(picture)
    head = HEAD.format(results=results.as_posix(), page=page.as_posix(), config=digest(config))
    page.write_text(to_markdown(shown, head, folder.name), encoding="utf-8")


def _picture(results: Path, figure: Shown, width: int, limit: int) -> bytes:
    with Image.open(_whole(results / "figures" / f"{figure.name}.png")) as picture:
        return compact(picture, width, limit)


def _remove_earlier(page: Path, folder: Path, names: Sequence[str]) -> None:
    """Remove the pictures of the gallery that is there. Raises InputError, and removes nothing, where the page, or a
    picture of one of the names to write, is none of a gallery."""
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    if text and _WRITTEN not in text:
        raise InputError(f"{page} is there and is no gallery; name another page, for example {_free(page)}")
    own = set(re.findall(rf"\]\(({re.escape(folder.name)}/[^/)]+\.png)\)", text))
    foreign = [name for name in names if (folder / name).exists() and f"{folder.name}/{name}" not in own]
    if foreign:
        raise InputError(
            f"{folder / foreign[0]} is there, and {page} does not show it; name another page, for example {_free(page)}"
        )
    for name in own:
        (page.parent / name).unlink(missing_ok=True)


def _free(page: Path) -> Path:
    """A page that is not there, nor a folder for its pictures."""
    pages = (page.with_name(f"{page.stem}_{number}.md") for number in itertools.count(2))
    return next(free for free in pages if not free.exists() and not free.with_suffix("").exists())


def figures_of(config: dict) -> list[tuple[str, str]]:
    """The experiments and figures of a config, in its order."""
    experiments = {name: section for name, section in config["experiments"].items() if section}
    return [(name, figure) for name, section in experiments.items() for figure in section.get("figures", [])]


def read(results: Path, experiment: str, figure: str) -> Shown:
    """What the files of a figure, and the measures that it shows, say of it. Raises InputError where one is missing or
    is not what it should be."""
    path = _whole(results / "figures" / f"{experiment}-{figure}.txt")
    facts = [origin(measures, Path()).facts for measures in origin(path.as_posix(), Path()).made_from]
    seeds = tuple(sorted({seed for told in facts for seed in told["seeds"]}))
    commits = tuple(sorted({str(told["commit"]) for told in facts}))
    return Shown(experiment, figure, path.read_text(encoding="utf-8"), seeds, commits)


def _whole(path: Path) -> Path:
    """The path of a file that is there as its job wrote it; raises InputError for another."""
    if not path.is_file():
        raise InputError(f"{path} is not there; run the workflow to its end, `snakemake --cores all`")
    if wrong := fault(path):
        raise InputError(f"{path}: {wrong}; {leave(path)}")
    return path


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Make a page of all figures of a run.")
    parser.add_argument("results", type=Path, help="folder with the results, the `output` of the config")
    parser.add_argument("page", type=Path, help="Markdown file to write; its pictures come into a folder of its name")
    parser.add_argument(
        "--width", type=int, default=WIDTH, help="of the widest picture, in pixels (default: %(default)s)"
    )
    given = parser.parse_args(arguments)
    try:
        write_gallery(given.results, given.page, given.width, BYTES)
    except InputError as error:
        sys.exit(f"gallery: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
