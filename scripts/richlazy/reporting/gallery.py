"""Gallery: a Markdown page with all figures of a run, and pictures that are small enough for a repository."""

import io
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from richlazy.contracts.figure_titles import title
from richlazy.errors import InputError
from richlazy.reporting.chapters import headings, topic
from richlazy.reporting.provenance_page import ranges

# Numbers of colours that are tried until a picture is small enough.
COLOURS = (256, 128, 64, 32)


@dataclass(frozen=True)
class Shown:
    """A figure in the gallery: its experiment, name and caption, the seeds of its networks and the commits of the code
    that measured them."""

    experiment: str
    figure: str
    caption: str
    seeds: tuple[int, ...]
    commits: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of its files, without suffix."""
        return f"{self.experiment}-{self.figure}"


def to_markdown(entries: Mapping[tuple[str, str], str], head: str) -> str:
    """The page: `head`, then the entries, which are by experiment and figure, by the topic of their figure."""
    parts = [head]
    for heading in headings():
        of_topic = [entry for (_, figure), entry in entries.items() if topic(figure) == heading]
        parts += [f"## {heading}\n", *of_topic] if of_topic else []
    return "\n".join(parts)


def entry(shown: Shown, folder: str) -> str:
    """What the page has of a figure: its title, the picture `folder`/<name>.png, its caption and where it is from."""
    picture = f"![{shown.name}]({folder}/{shown.name}.png)"
    commits = ", ".join(commit[:12] for commit in shown.commits)
    sources = f"*Experiment `{shown.experiment}`; seeds {ranges(shown.seeds)}; commit {commits}.*"
    return "\n\n".join([f"### {title(shown.figure)}", picture, _paragraph(shown.caption), sources]) + "\n"


def entries_of(page: str) -> dict[str, str]:
    """The entries of an earlier page, by the name of their figure."""
    found = re.findall(r"^### .*?(?=^##|\Z)", page, re.MULTILINE | re.DOTALL)
    pictures = [re.search(r"^!\[([^]]+)\]", text, re.MULTILINE) for text in found]
    return {picture[1]: text.rstrip("\n") + "\n" for picture, text in zip(pictures, found, strict=True) if picture}


def _paragraph(text: str) -> str:
    """Text as a wrapped paragraph with Markdown's special characters escaped."""
    return textwrap.fill(re.sub(r"([\\`*_<])", r"\\\1", text.strip()), 120, break_on_hyphens=False)


def compact(picture: Image.Image, width: int, limit: int) -> bytes:
    """A picture as PNG, at most `width` pixels wide and `limit` bytes long, with as many colours as that allows.

    Its text metadata is copied. Raises InputError if even the smallest number of colours is too large.
    """
    smaller = picture.convert("RGB")
    smaller.thumbnail((width, smaller.height), Image.Resampling.LANCZOS)
    metadata = PngInfo()
    for key, text in picture.info.items():
        if isinstance(text, str):
            metadata.add_text(key, text)
    for colours in COLOURS:
        file = io.BytesIO()
        # Maximum coverage minimises the largest error of any pixel. The default, median cut, spends its colours on
        # large shaded areas and changes the hue of marks and thin lines.
        fewer = smaller.quantize(colours, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        fewer.save(file, "PNG", optimize=True, pnginfo=metadata)
        if file.tell() <= limit:
            return file.getvalue()
    raise InputError(
        f"width: at {smaller.width} pixels and {COLOURS[-1]} colours a picture has {file.tell()} bytes, more than the "
        f"{limit} that are allowed; choose a smaller one, `--width {smaller.width // 2}`"
    )
