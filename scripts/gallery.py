"""Write a page of the figures of a run, with small pictures: python scripts/gallery.py results docs/gallery.md"""

import argparse
import itertools
import re
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

from PIL import Image
from richlazy.artefacts.lineage import origin
from richlazy.artefacts.saved_config import read_saved_config
from richlazy.artefacts.verified import fault, leave
from richlazy.errors import InputError
from richlazy.reporting.gallery import Shown, compact, entries_of, entry, to_markdown

# Width in pixels, 150 dots per inch for a figure of 180 mm, and largest size of a picture.
WIDTH = 1063
BYTES = 300_000

_WRITTEN = "*Written by `python scripts/gallery.py "
HEAD = f"""# Gallery

{_WRITTEN}{{results}} {{page}}`.*

Every figure by topic, with the caption that the pipeline wrote; each is there as PDF, too, in `{{results}}/figures`.
`richlazy lineage FILE` tells in full what one was made from, its config too, and how to make it again.
"""


def write_gallery(results: Path, page: Path, width: int, limit: int, experiments: Sequence[str] | None = None) -> None:
    """Write `page` in Markdown, and its pictures into a folder of its name beside it; earlier pictures are replaced.

    results: folder with the results of a run, relative to the current directory, in which it was run. width: width of
    the widest picture, in pixels. limit: largest size of a picture, in bytes. experiments: those whose figures are
    renewed; what an earlier page has of the others stays. None: all. Raises InputError where the run has not all
    figures that are asked for, or a picture cannot be made so small.
    """
    chosen = figures_of(read_saved_config(results)) if experiments is None else _drawn(results, experiments)
    shown = [read(results, experiment, figure) for experiment, figure in chosen]
    folder = page.with_suffix("")
    pictures = {f"{figure.name}.png": _picture(results, figure, width, limit) for figure in shown}
    new = {(figure.experiment, figure.figure): entry(figure, folder.name) for figure in shown}
    kept = {} if experiments is None else _entries(page)
    entries = kept | new
    stay = {f"{'-'.join(key)}.png" for key in kept.keys() - new.keys()}
    _remove_earlier(page, folder, list(pictures), stay)
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures.items():
        (folder / name).write_bytes(picture)
    head = HEAD.format(results=results.as_posix(), page=page.as_posix())
    page.write_text(to_markdown(entries, head), encoding="utf-8")


def _drawn(results: Path, experiments: Sequence[str]) -> list[tuple[str, str]]:
    """The figures of some experiments, whose runs need not have made any other. Raises InputError for an experiment
    without one."""
    found = [_key(path.stem) for path in sorted(results.glob("figures/*.txt"))]
    for name in experiments:
        if name not in dict(found):
            drawn = ", ".join(dict(found)) or "none"
            raise InputError(
                f"--experiments: {results / 'figures'} has no figure of {name}, but of {drawn}; make it with "
                f"`snakemake --cores all {name}`"
            )
    return [key for key in found if key[0] in experiments]


def _entries(page: Path) -> dict[tuple[str, str], str]:
    """What an earlier page holds, by experiment and figure; nothing where there is none."""
    found = entries_of(page.read_text(encoding="utf-8")) if page.is_file() else {}
    return {_key(name): text for name, text in found.items()}


def _key(name: str) -> tuple[str, str]:
    """Experiment and figure of the name of a figure's files."""
    experiment, _, figure = name.rpartition("-")
    return experiment, figure


def _picture(results: Path, figure: Shown, width: int, limit: int) -> bytes:
    with Image.open(_whole(results / "figures" / f"{figure.name}.png")) as picture:
        return compact(picture, width, limit)


def _remove_earlier(page: Path, folder: Path, names: Sequence[str], stay: Collection[str]) -> None:
    """Remove the pictures of an earlier gallery but those that stay. Raises InputError, and removes nothing, if `page`
    is no gallery, or a file with one of `names` belongs to no gallery."""
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    if text and _WRITTEN not in text:
        raise InputError(f"{page} is there and is no gallery; name another page, for example {_free(page)}")
    own = set(re.findall(rf"\]\(({re.escape(folder.name)}/[^/)]+\.png)\)", text))
    foreign = [name for name in names if (folder / name).exists() and f"{folder.name}/{name}" not in own]
    if foreign:
        raise InputError(
            f"{folder / foreign[0]} is there, and {page} does not show it; name another page, for example {_free(page)}"
        )
    for name in own - {f"{folder.name}/{name}" for name in stay}:
        (page.parent / name).unlink(missing_ok=True)


def _free(page: Path) -> Path:
    """A similar name for which neither the page nor the folder exists."""
    pages = (page.with_name(f"{page.stem}_{number}.md") for number in itertools.count(2))
    return next(free for free in pages if not free.exists() and not free.with_suffix("").exists())


def figures_of(config: dict) -> list[tuple[str, str]]:
    """The experiments and figures of a config, in its order."""
    experiments = {name: section for name, section in config["experiments"].items() if section}
    return [(name, figure) for name, section in experiments.items() for figure in section.get("figures", [])]


def read(results: Path, experiment: str, figure: str) -> Shown:
    """Caption, seeds and commits of a figure, from its files and the measures that it shows. Raises InputError for a
    missing or damaged file."""
    path = _whole(results / "figures" / f"{experiment}-{figure}.txt")
    facts = [origin(measures, Path()).facts for measures in origin(path.as_posix(), Path()).made_from]
    seeds = tuple(sorted({seed for of_file in facts for seed in of_file["seeds"]}))
    commits = tuple(sorted({str(of_file["commit"]) for of_file in facts}))
    return Shown(experiment, figure, path.read_text(encoding="utf-8"), seeds, commits)


def _whole(path: Path) -> Path:
    """The path of a file, after verification; raises InputError for a missing or damaged file."""
    if not path.is_file():
        raise InputError(f"{path} is not there; run the workflow to its end, `snakemake --cores all`")
    if wrong := fault(path):
        raise InputError(f"{path}: {wrong}; {leave(path)}")
    return path


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Make a page of the figures of a run.")
    parser.add_argument("results", type=Path, help="folder with the results, the `output` of the config")
    parser.add_argument("page", type=Path, help="Markdown file to write; its pictures come into a folder of its name")
    parser.add_argument(
        "--width", type=int, default=WIDTH, help="of the widest picture, in pixels (default: %(default)s)"
    )
    parser.add_argument(
        "--experiments", nargs="+", help="renew the figures of these alone; what the page has of others stays"
    )
    given = parser.parse_args(arguments)
    try:
        write_gallery(given.results, given.page, given.width, BYTES, given.experiments)
    except InputError as error:
        sys.exit(f"gallery: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
