"""The config beside the results that were made with it."""

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


def freeze(
    path: Path, plans: Sequence[str], copies: Sequence[Path], config: Mapping, codes: Callable[[], Mapping]
) -> None:
    """Write the config to `path`, if it is what made the results that are there and no foreign file is in its place.

    plans, copies: the texts of the plans that the config asks for, and the copies that jobs left beside what they made,
    pair by pair; without the first there are no results. codes: gives the digests of the code by stage. What was frozen
    for the same plans stays as it is, since what else the config says does not matter to them.
    """
    pairs = [(plan, read_record(copy)) for plan, copy in zip(plans, copies, strict=True) if copy.is_file()]
    if not copies[0].is_file() or not all(record and record[0] == plan for plan, record in pairs):
        return
    mark, there = _MARK + digest(list(plans)), _read(path)
    if is_foreign(path) or (there and mark in there.splitlines()):
        return
    if path.is_file() and not there:
        move_aside(path)
    write_if_changed(path, _text(mark, config, codes()))


def is_foreign(path: Path) -> bool:
    """Whether a file is neither a kept config as it was written nor a damaged one: it must not be written over."""
    if not path.is_file() or not os.access(path, os.R_OK):
        return os.path.lexists(path)
    there = _read(path)
    return bool(there) and not _is_own(there)


def _read(path: Path) -> str:
    """What a text file says; "" where there is none that can be read."""
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


def read_frozen(results: Path) -> dict:
    """The config that is kept in an `output` folder. Raises InputError where there is none, or a damaged one."""
    path = results / NAME
    if not path.is_file():
        raise InputError(f"{path} is not there; name the `output` folder of a run that has come to its end")
    text = _read(path)
    if not text or (text.startswith(_HEAD) and not _is_own(text)):
        raise InputError(f"{path}: the file is damaged; remove it and repeat the command that made the results")
    return yaml.safe_load(text)


def _text(mark: str, config: Mapping, codes: Mapping) -> str:
    codes_of = [f"# code of {stage}: {', '.join(found)}" for stage, found in codes.items()]
    lines = [mark, *codes_of, as_yaml(dict(config))]
    return "\n".join([_HEAD, _SEAL + _digest("\n".join([_HEAD, *lines])), *lines])


def as_yaml(content: Mapping | Sequence) -> str:
    """A config, or a part of one, as YAML in its order."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # in C where PyYAML has it: there is one text an experiment
    return yaml.dump(content, Dumper=dumper, sort_keys=False, allow_unicode=True, width=120)
