"""Advice on keys of the config, for the manual alone: values that make sense, and how time and memory grow with a key.

An entry of advice has one or more of

    recommended  a range [low, high] of numbers, also of the entries of a list, or a text
    reason       why that range
    cost         how time and memory grow with the key

General keys have these beside their description in the schema. A part has the constant `ADVICE` in its file, entries by
the name of a parameter or an argument; what it takes over from another part, that part advises on. No job reads the
constant, and digests of code leave it out: to write or to change advice moves no artefact.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from richlazy.contracts.messages import shown
from richlazy.contracts.numbers import within
from richlazy.contracts.parts import KINDS, Part
from richlazy.contracts.registry import literal
from richlazy.errors import InputError

WORDS = ("recommended", "reason", "cost")
_EXAMPLE = "{'width': {'recommended': [50, 500], 'reason': 'what the paper has', 'cost': 'time grows as its square'}}"


def of_file(path: Path) -> Mapping[str, Mapping]:
    """The entries of ADVICE of a file by name; read-only. Raises InputError for what is no advice."""
    found = literal(path, "ADVICE", {})
    if not isinstance(found, Mapping):
        raise InputError(f"{path}: ADVICE: found {shown(found)}; allowed is a mapping: write for example `{_EXAMPLE}`")
    declared = {**literal(path, "PARAMETERS", {}), **literal(path, "ARGUMENTS", {})}
    for name, entry in found.items():
        if name not in declared:
            raise InputError(
                f"{path}: ADVICE: {name!r} is no parameter or argument of this file; allowed are "
                f"{', '.join(declared) or 'none'}"
            )
        check(f"{path}: ADVICE: {name!r}", entry, declared[name])
    return found


def check(where: str, entry: object, fragment: object) -> None:
    """Raise InputError, beginning with `where`, for an entry that is no advice on a key with this schema fragment."""
    wrong = not isinstance(entry, Mapping) or not entry or set(entry) - set(WORDS)
    is_range = not wrong and _is_range(entry.get("recommended"))
    texts = [] if wrong else [text for word, text in entry.items() if not (is_range and word == "recommended")]
    if wrong or not all(isinstance(text, str) and text for text in texts):
        raise InputError(
            f"{where}: found {shown(entry)}; allowed are texts for {', '.join(WORDS)}, and a range [low, high] for "
            f"recommended: write for example `{_EXAMPLE}`"
        )
    ends = list(entry["recommended"]) if is_range else []
    outside = [end for end in ends if isinstance(fragment, Mapping) and not _allowed(end, fragment)]
    if outside or ends != sorted(ends):
        raise InputError(
            f"{where}: recommended: found {shown(ends)}; allowed are two numbers that the key itself allows, the lower "
            "first"
        )


def of_part(part: Part) -> dict[str, Mapping]:
    """Advice on all parameters of a part by name: its own, and for those that it takes over that of the other part."""
    own, found = of_file(part.path), {}
    for name, entry in (part.constant("PARAMETERS") or {}).items():
        if name in own:
            found[name] = own[name]
        elif isinstance(entry, str):
            kind, _, other = entry.rpartition(" ")
            found |= {key: advice for key, advice in of_file(KINDS[kind].path(other)).items() if key == name}
    return found


def of_arguments(files: Iterable[Path]) -> dict[str, Mapping]:
    """Advice on the arguments that several files declare together; that of a later file goes before."""
    return {name: entry for path in files for name, entry in of_file(path).items()}


def advised(entries: Mapping[str, Mapping], advice: Mapping[str, Mapping]) -> dict[str, Mapping]:
    """Schema fragments with the advice on each."""
    return {name: {**entry, **advice.get(name, {})} for name, entry in entries.items()}


def _is_range(value: object) -> bool:
    numbers = isinstance(value, list | tuple) and all(type(end) in (int, float) for end in value)
    return numbers and len(value) == 2


def _allowed(end: float, fragment: Mapping) -> bool:
    """Whether a fragment allows a number, by itself, in one of its alternatives, or as an entry of its list."""
    branches = [fragment, *fragment.get("oneOf", []), *fragment.get("anyOf", [])]
    branches += [branch["items"] for branch in branches if isinstance(branch.get("items"), Mapping)]
    return any(branch.get("type") in ("integer", "number") and within(end, branch) for branch in branches)
