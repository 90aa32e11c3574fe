"""The config that is saved beside the results that it made."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import yaml

from richlazy.artefacts.files import move_aside, write_if_changed
from richlazy.artefacts.identity import digest
from richlazy.artefacts.records import read_record
from richlazy.errors import InputError

NAME = "config.yaml"
_HEAD = "# The config that these results were made with, and the digests of the code of every stage."
_MARK = "# plans: "
_SEAL = "# digest of the other lines: "


def save_config(
    path: Path, plans: Sequence[str], copies: Sequence[Path], config: Mapping, codes: Callable[[], Mapping]
) -> None:
    """Write the config to `path`, if it made the results that exist and `path` is not a file of the user.

    plans, copies: the texts of the config's plans, and the records that jobs wrote beside their outputs, pair by pair;
    without the first record there are no results. codes: gives the digests of the code by stage. A config that was
    saved for the same plans is not replaced, since the rest of the config does not matter to these results.
    """
    pairs = [(plan, read_record(copy)) for plan, copy in zip(plans, copies, strict=True) if copy.is_file()]
    if not copies[0].is_file() or not all(record and record[0] == plan for plan, record in pairs):
        return
    mark, present = _MARK + digest(list(plans)), _read(path)
    if is_foreign(path) or (present and mark in present.splitlines()):
        return
    if path.is_file() and not present:
        move_aside(path)
    write_if_changed(path, _text(mark, config, codes()))


def is_foreign(path: Path) -> bool:
    """Whether a file is neither a saved config nor a damaged one: it may be the user's and must not be overwritten."""
    if not path.is_file() or not os.access(path, os.R_OK):
        return os.path.lexists(path)
    text = _read(path)
    return bool(text) and not _is_own(text)


def _read(path: Path) -> str:
    """The content of a text file; "" where it is missing or cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    return "" if "\0" in text else text


def _is_own(text: str) -> bool:
    head, *lines = text.splitlines()
    seals = [line for line in lines if line.startswith(_SEAL)]
    if head != _HEAD or not any(line.startswith(_MARK) for line in lines):
        return False
    return not seals or seals == [_SEAL + _digest(text)]  # earlier versions wrote no seal


def _digest(text: str) -> str:
    return digest([line for line in text.split("\n") if not line.startswith(_SEAL)])


def read_saved_config(results: Path) -> dict:
    """The config that was saved in an `output` folder. Raises InputError where it is missing or damaged."""
    path = results / NAME
    if not path.is_file():
        raise InputError(f"{path} is not there; name the `output` folder of a run that has come to its end")
    text = _read(path)
    if not text or (text.startswith(_HEAD) and not _is_own(text)):
        raise InputError(f"{path}: the file is damaged; remove it and repeat the command that made the results")
    return yaml.safe_load(text)


def _text(mark: str, config: Mapping, codes: Mapping) -> str:
    code_lines = [f"# code of {stage}: {', '.join(digests)}" for stage, digests in codes.items()]
    lines = [mark, *code_lines, as_yaml(dict(config))]
    return "\n".join([_HEAD, _SEAL + _digest("\n".join([_HEAD, *lines])), *lines])


def as_yaml(content: Mapping | Sequence) -> str:
    """A config, or a part of one, as YAML; the order of keys is kept."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # the C version is faster, and every experiment is dumped
    return yaml.dump(content, Dumper=dumper, sort_keys=False, allow_unicode=True, width=120)
