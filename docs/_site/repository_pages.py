"""Hook of MkDocs: pages that lie outside docs/ become pages of the site, and links between all of them stay right.

Pages keep the links that GitHub follows, relative to their place in the repository. Here these become links between
pages of the site; a file that is linked to and is no page comes along as text.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

# Pages beside docs/, by patterns from the root of the repository.
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "benchmarks/README.md",
    "config/README.md",
    "config/tables/README.md",
    "envs/README.md",
    "studies/**/*.md",
)
# Where files that are no pages lie in the site, with the suffix that browsers show as text.
SOURCES, TEXT = "sources", ".txt"
PICTURES = {".png", ".svg"}

_LINK = re.compile(r"(\]\()([^)#:\s]+)(#[^)\s]*)?(\))|(\bsrc=\")([^\"#:]+)()(\")")
_FENCE = re.compile(r"^ *```")
_TITLED_FENCE = re.compile(r"^```(\w+) ([^\s{]+/\S+)$", re.MULTILINE)
_NOTEBOOK_LINK = re.compile(r'href="([^":#]+\.md)')


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Headings get the anchors that they have on GitHub."""
    config.mdx_configs["toc"]["slugify"] = github_anchor
    return config


def github_anchor(heading: str, separator: str) -> str:
    """Anchor of a heading: letters, digits, hyphens and underscores in lower case, blanks as `separator`."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", separator)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages outside docs/, and every other file that some page links to."""
    root = _root(config)
    pages = sorted(path for pattern in PAGES for path in root.glob(pattern))
    for path in pages:
        files.append(File.generated(config, site_path(path.relative_to(root).as_posix()), abs_src_path=str(path)))
    for file in list(files.documentation_pages()):
        if file.src_uri.endswith(".md"):
            text = Path(file.abs_src_path).read_text(encoding="utf-8")
            for target in _targets(text, _place(file, root)):
                name = site_path(target)
                if (root / target).is_file() and not files.get_file_from_path(name):
                    files.append(File.generated(config, name, abs_src_path=str(root / target)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """The text of a page with links of the site, and with titles of code in the form that the site's Markdown has."""
    if not page.file.src_uri.endswith(".md"):
        return markdown
    root = _root(config)
    place, here = _place(page.file, root), posixpath.dirname(page.file.src_uri)

    def moved(target: str) -> str:
        path = _resolved(target, place)
        name = site_path(path)
        return posixpath.relpath(name, here or ".") if files.get_file_from_path(name) else target

    return _TITLED_FENCE.sub(r'```\1 title="\2"', with_links(markdown, moved))


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """A notebook's page with links of the site: its Markdown is turned into HTML without the step above."""
    if not page.file.src_uri.endswith(".ipynb"):
        return html
    place = _place(page.file, _root(config))

    def moved(match: re.Match) -> str:
        found = files.get_file_from_path(site_path(_resolved(match[1], place)))
        return f'href="{posixpath.relpath(found.url, posixpath.dirname(page.file.src_uri))}' if found else match[0]

    return _NOTEBOOK_LINK.sub(moved, html)


def site_path(path: str) -> str:
    """Where a file of the repository lies in the site."""
    if path == "README.md":
        return "index.md"
    if path.startswith("docs/"):
        return path.removeprefix("docs/")
    if path.endswith("/README.md"):  # a page beside its folder: MkDocs would make it the front of its whole section
        return path.removesuffix("/README.md") + ".md"
    if path.endswith(".md"):
        return path
    return f"{SOURCES}/{path}" + ("" if Path(path).suffix in PICTURES else TEXT)


def with_links(markdown: str, moved: Callable[[str], str]) -> str:
    """The text with the path of every relative link outside code replaced by `moved(path)`."""

    def link(match: re.Match) -> str:
        before, target, anchor, after = (group or "" for group in match.groups()[:4])
        if not target:
            before, target, anchor, after = (group or "" for group in match.groups()[4:])
        return f"{before}{moved(target)}{anchor}{after}"

    return "\n".join(line if inside else _LINK.sub(link, line) for line, inside in _lines(markdown))


def _lines(markdown: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it belongs to a fenced block of code."""
    inside = False
    for line in markdown.split("\n"):
        fence = bool(_FENCE.match(line))
        yield line, inside or fence
        inside ^= fence


def _targets(markdown: str, place: str) -> list[str]:
    """Paths in the repository of all that a page at `place` links to."""
    targets: list[str] = []

    def seen(target: str) -> str:
        targets.append(_resolved(target, place))
        return target

    with_links(markdown, seen)
    return targets


def _resolved(target: str, place: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(place), target))


def _place(file: File, root: Path) -> str:
    """Path in the repository of a file of the site."""
    return Path(file.abs_src_path).resolve().relative_to(root).as_posix()


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).resolve().parent
