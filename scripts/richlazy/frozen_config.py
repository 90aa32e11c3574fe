"""The config beside the results that were made with it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import yaml

from richlazy.errors import InputError
from richlazy.files import write_if_changed
from richlazy.identity import digest
from richlazy.records import read_record

NAME = "config.yaml"
_MARK = "# plans: "


def freeze(
    path: Path, plans: Sequence[Path], copies: Sequence[Path], config: Mapping, codes: Callable[[], Mapping]
) -> None:
    """Write the config to `path`, if it is what made the results that are there.

    plans, copies: the plans that the config asks for, and the copies that jobs left beside what they made, pair by
    pair; without the first there are no results. codes: gives the digests of the code by stage. What was frozen for the
    same plans stays as it is, since what else the config says does not matter to them.
    """
    pairs = [(plan, read_record(copy)) for plan, copy in zip(plans, copies, strict=True) if copy.is_file()]
    if copies[0].is_file() and all(copy and plan.read_text(encoding="utf-8") == copy[0] for plan, copy in pairs):
        mark = _MARK + digest([plan.read_text(encoding="utf-8") for plan in plans])
        if not (path.is_file() and mark.encode() in path.read_bytes().splitlines()):
            write_if_changed(path, _text(mark, config, codes()))


def read_frozen(results: Path) -> dict:
    """The config that is kept in an `output` folder. Raises InputError where there is none."""
    path = results / NAME
    if not path.is_file():
        raise InputError(f"{path} is not there; name the `output` folder of a run that has come to its end")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _text(mark: str, config: Mapping, codes: Mapping) -> str:
    head = [
        "# The config that these results were made with, and the digests of the code of every stage.",
        mark,
        *(f"# code of {stage}: {', '.join(found)}" for stage, found in codes.items()),
    ]
    return "\n".join(head) + "\n" + as_yaml(dict(config))


def as_yaml(content: Mapping | Sequence) -> str:
    """A config, or a part of one, as YAML in its order."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # in C where PyYAML has it: there is one text a study
    return yaml.dump(content, Dumper=dumper, sort_keys=False, allow_unicode=True, width=120)
