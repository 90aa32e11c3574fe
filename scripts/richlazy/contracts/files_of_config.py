"""Strict reading of config files.

Snakemake's reader ignores duplicate keys, reads `1:30` as 90 and `no` as false, and runs a file that asks for YTE as a
program. Here each of these is an error, with the file and the line.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import yaml

from richlazy.contracts.values import DEEPEST, MOST_VALUES
from richlazy.errors import InputError

# Largest size of a config file in bytes; the largest of the project has 20 kB.
_LARGEST_FILE = 10**7
_YTE = "__use_yte__"
_EXAMPLE = "seeds: 10"
_STANDARD = "tag:yaml.org,2002:"
_TAGS = {_STANDARD + kind for kind in ("bool", "int", "float", "null", "str", "seq", "map", "merge", "timestamp")}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def check_files(paths: Iterable[str | Path], *, own: bool = True) -> None:
    """Raise InputError for the first value or key in the files that YAML reads otherwise than it looks.

    own: whether the files are for this workflow alone. In files of another workflow, whose values may have another
    meaning, only duplicate keys are refused.
    """
    for path in map(Path, paths):
        _check_file(path, own)


def read_file(path: Path, example: str = _EXAMPLE) -> object:
    """Content of a config file. Raises InputError for a file that fails `check_files`.

    example: a line to write into a file without keys, for the message.
    """
    _check_file(path, own=True, example=example)
    text = _text(path)
    return json.loads(text) if _is_json(text, path) else yaml.load(text, Loader=_LOADER)


def with_command_line(config: Mapping, given: Mapping, entries: Iterable[str]) -> Mapping:
    """The config with the nested values of `--config` read as YAML; Snakemake leaves them as text.

    given: Snakemake's result for `--config`, which is already in the config. entries: the words NAME=VALUE. Values that
    are not text, as in a call from Python, are not changed. Raises InputError as `check_files`.
    """
    for entry in entries:
        name, _, text = entry.partition("=")
        if isinstance(given.get(name), Mapping | list) and _is_all_text(given[name]):
            config = laid_over(config, {name: read_value(text, f"--config {name}")})
    return config


def _is_all_text(value: object) -> bool:
    if isinstance(value, Mapping):
        return all(map(_is_all_text, value.values()))
    return all(map(_is_all_text, value)) if isinstance(value, list) else isinstance(value, str)


def laid_over(config: object, changes: object) -> object:
    """Merge changes into the config key by key, as Snakemake does: a list replaces a list, `{}` changes nothing."""
    if not isinstance(changes, Mapping) or not changes:
        return config if isinstance(changes, Mapping) else changes
    below = config if isinstance(config, Mapping) else {}
    return {**below, **{key: laid_over(below.get(key, {}), value) for key, value in changes.items()}}


def read_value(text: str, where: str) -> object:
    """The value of a YAML text. Raises InputError as `check_files`."""
    found = _composed(text, where)
    if found is None:
        return None
    _Checks(where, own=True, lines=False).check(found)
    return yaml.load(text, Loader=_LOADER)


def _check_file(path: Path, own: bool, example: str = _EXAMPLE) -> None:
    text = _text(path)
    if _is_json(text, path):
        return
    found = _composed(text, str(path))
    if not isinstance(found, yaml.MappingNode):
        raise InputError(f"{path}: found no keys; a config file is a mapping: write for example `{example}`")
    _Checks(str(path), own).check_root(found)


def _is_json(text: str, path: Path) -> bool:
    """Whether the text is a JSON object, which Snakemake tries first. Raises InputError for duplicate keys and NaN."""
    if not text.lstrip().startswith("{"):  # a file of YAML may begin with the key `NaN`
        return False
    try:
        found = json.loads(
            text, object_pairs_hook=lambda pairs: _unique(path, pairs), parse_constant=_no_constant(path)
        )
    except InputError:
        raise
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict)


def _text(path: Path) -> str:
    """The text of a file, as Snakemake reads it: UTF-8."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= _LARGEST_FILE else b""
    except OSError as error:
        raise InputError(
            f"{path}: this config file cannot be read ({error.strerror}); every word after --configfile is taken for "
            "one: write targets before it, `snakemake --cores 1 TARGET --configfile FILE`"
        ) from None
    if size > _LARGEST_FILE:
        raise InputError(f"{path}: found {size} bytes; a config file has up to {_LARGEST_FILE}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{path}: line {line}: found the byte {content[error.start]:#x}, which is no UTF-8; save the file as UTF-8"
        ) from None


def _unique(path: Path, pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The pairs of a JSON object. Raises InputError for a duplicate key, without its line, which is not known."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise InputError(f"{path}: the key {key!r} is given twice in one object; write all of it in one place")
        found[key] = value
    return found


def _no_constant(path: Path) -> Callable[[str], None]:
    def refuse(name: str) -> None:
        raise InputError(f"{path}: found the number {name}; allowed are finite numbers")

    return refuse


def _composed(text: str, where: str) -> yaml.Node | None:
    """The syntax nodes of a YAML document."""
    try:
        _check_depth(text, where)
        return _LOADER(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise InputError(f"{where}: {line}this is no YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise InputError(f"{where}: this is no YAML: {error}") from None


def _check_depth(text: str, where: str) -> None:
    """Raise InputError for values that are nested too deeply, on which the parser in C may crash."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            line = event.start_mark.line + 1
            raise InputError(
                f"{where}: line {line}: found values more than {DEEPEST} levels deep; allowed are up to that"
            )


class _Checks:
    """The checks of one document; where: its file, for messages."""

    def __init__(self, where: str, own: bool, lines: bool = True):
        self._where, self._own, self._lines = where, own, lines
        self._sizes: dict[int, int] = {}  # number of values in each checked node, 0 while it is being checked

    def check_root(self, root: yaml.MappingNode) -> None:
        """Check a whole file: first whether it is a program, whose other content is not checked."""
        for key, _ in root.value:
            if key.value == _YTE:
                if self._own:
                    self._refuse_program(key)
                return
        self.check(root)

    def check(self, node: yaml.Node, place: tuple[str, ...] = ()) -> int:
        """Check a node and all nodes below it; returns the number of values, counting those behind each alias."""
        known = self._sizes.get(id(node))
        if known:
            return known
        if known == 0:
            self._refuse(node, place, "the alias holds itself", "leave it out")
        self._sizes[id(node)] = 0
        size = 1 + sum(self.check(entry, (*place, name)) for name, entry in self._entries(node, place))
        if size > MOST_VALUES:
            found = f"found more than {MOST_VALUES} values, those behind each alias counted"
            self._refuse(node, place, found, "write fewer")
        self._sizes[id(node)] = size
        return size

    def _entries(self, node: yaml.Node, place: tuple[str, ...]) -> list[tuple[str, yaml.Node]]:
        self._check_tag(node, place)
        if isinstance(node, yaml.ScalarNode):
            if self._own:
                self._check_scalar(node, place)
            return []
        if isinstance(node, yaml.SequenceNode):
            return [(str(number), entry) for number, entry in enumerate(node.value)]
        self._check_keys(node, place)
        return [(key.value, value) for key, value in node.value]

    def _check_keys(self, node: yaml.MappingNode, place: tuple[str, ...]) -> None:
        seen: dict[str, yaml.Node] = {}
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._refuse(key, place, "found a key that is a list or a mapping", "allowed are keys that are text")
            if self._own and key.value == _YTE:  # behind a merge, too
                self._refuse_program(key)
            self._check_tag(key, (*place, key.value))
            if self._own:
                self._check_scalar(key, (*place, key.value), is_key=True)
            first = seen.setdefault(key.value, key)
            if first is not key:
                lines = f" (line {first.start_mark.line + 1})" if self._lines else ""
                self._refuse(
                    key,
                    (*place, key.value),
                    f"the key `{key.value}` is given twice{lines}, and of the first nothing would be left",
                    "write all of it in one place",
                )

    def _check_tag(self, node: yaml.Node, place: tuple[str, ...]) -> None:
        if self._own and node.tag not in _TAGS:
            self._refuse(node, place, f"found the tag {node.tag!r}", "allowed are plain keys and values, without a tag")

    def _check_scalar(self, node: yaml.ScalarNode, place: tuple[str, ...], is_key: bool = False) -> None:
        text, kind = node.value, node.tag.removeprefix(_STANDARD)
        if kind == "bool" and text.lower() not in ("true", "false"):
            meant = "true" if text.lower() in ("yes", "on", "y") else "false"
            self._refuse(node, place, f"`{text}` is read as {meant}", _meant(text, meant, is_key))
        if kind in ("int", "float") and ":" in text:
            number = yaml.safe_load(text)
            self._refuse(node, place, f"`{text}` is read as {number}, in base 60", _meant(text, number, is_key))
        if kind == "int" and re.fullmatch(r"[-+]?0[0-7_]+", text):
            sign, digits = text[0].strip("0123456789+"), text.lstrip("+-0_") or "0"
            advice = _meant(text, sign + digits, is_key)
            self._refuse(node, place, f"`{text}` is read as {yaml.safe_load(text)}, in base 8", advice)
        if kind == "float" and text.lower().lstrip("+-") in (".nan", ".inf"):
            self._refuse(node, place, f"found the number `{text}`", "allowed are finite numbers")
        if kind == "timestamp":
            self._refuse(node, place, f"`{text}` is read as a date", f"write `'{text}'` for text")

    def _refuse_program(self, key: yaml.Node) -> None:
        self._refuse(
            key,
            (_YTE,),
            "this config is a program, which Snakemake runs when it reads it, before any check and in a dry run, too",
            f"take `{_YTE}` and all expressions out, and write plain values; `richlazy check FILE` "
            "tells what a stranger's file is, and runs nothing of it",
        )

    def _refuse(self, node: yaml.Node, place: tuple[str, ...], found: str, advice: str) -> None:
        line = f"line {node.start_mark.line + 1}: " if self._lines else ""
        key = f"{'.'.join(place)}: " if place else ""
        raise InputError(f"{self._where}: {line}{key}{found}; {advice}")


def _meant(text: str, value: object, is_key: bool) -> str:
    """Advice on text that is read as another value; keys are always text."""
    return f"write `'{text}'`" if is_key else f"write `{value}`, or `'{text}'` for text"
