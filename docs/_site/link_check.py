"""Hook of MkDocs: a broken link, or a part that a browser would fetch from the network, is an error."""

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

# What a browser fetches as it shows a page, by element and attribute.
_FETCHED = {("img", "src"), ("script", "src"), ("iframe", "src"), ("source", "src"), ("object", "data")}
# Kinds of <link> that name another page and fetch nothing.
_NAMES = {"canonical", "next", "prev", "alternate"}


class Elements(HTMLParser):
    """Anchors, links and fetched parts of one page."""

    def __init__(self, text: str):
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.anchors |= {found[name] for name in ("id", "name") if found.get(name)}
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        if tag == "link" and not _NAMES & set(found.get("rel", "").split()):
            self.fetched.append(found.get("href", ""))
        self.fetched += [found[name] for element, name in _FETCHED if element == tag and found.get(name)]


def on_post_build(config: MkDocsConfig) -> None:
    """Raise PluginError that names every fault of the site."""
    found = list(faults(Path(config.site_dir)))
    if found:
        raise PluginError("\n".join(["the site has faults:", *found]))


def faults(site: Path) -> Iterator[str]:
    """A line for every link within the site that leads nowhere, and for every part from the network."""
    pages = {path: Elements(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    for path, elements in pages.items():
        name = path.relative_to(site)
        for target in elements.fetched:
            if urlsplit(target).scheme in ("http", "https") or target.startswith("//"):
                yield f"{name}: a browser would fetch {target}"
        # The page of a missing address has links from the root of a server.
        if path.name != "404.html":
            for target in [*elements.links, *elements.fetched]:
                yield from _broken(target, path, pages, name)


def _broken(target: str, page: Path, pages: Mapping[Path, Elements], name: Path) -> Iterator[str]:
    address = urlsplit(target)
    if address.scheme or address.netloc:
        return
    path = (page.parent / unquote(address.path)).resolve() if address.path else page.resolve()
    path = path / "index.html" if path.is_dir() else path
    if not path.is_file():
        yield f"{name}: links to {target}, which is not there"
    elif address.fragment and path in pages and unquote(address.fragment) not in pages[path].anchors:
        yield f"{name}: links to {target}, which has no such heading"
