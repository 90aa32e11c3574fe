"""docs/library.md: its code runs as written, and shows what the page says."""

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[1] / "docs" / "library.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(python|text)\n(.*?)```", PAGE, re.DOTALL)
NUMBER = re.compile(r"-?\d+\.\d+(?:e[+-]\d+)?")


def shown(code, names):
    """What a notebook shows of a cell: what it prints, or its last expression."""
    *before, last = code.strip().splitlines()
    printed = []
    exec("\n".join(before), names)
    if last.startswith("print("):
        names["print"] = printed.append
        eval(last, names)
        del names["print"]
        return printed[0]
    return str(eval(last, names))


def test_the_page_shows_what_its_code_gives(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RICHLAZY_CACHE", str(tmp_path / "cache"))
    names, compared = {"__name__": "page"}, 0
    for (kind, code), (following, text) in zip(BLOCKS, [*BLOCKS[1:], ("", "")], strict=True):
        if kind == "python" and following == "text":
            found = shown(code, names)
            words = [NUMBER.sub("#", one).split() for one in (found, text)]
            assert words[0] == words[1], found
            # Rounding differs between processors, and grows in 2000 steps of training.
            numbers = [[float(number) for number in NUMBER.findall(one)] for one in (found, text)]
            assert numbers[0] == pytest.approx(numbers[1], abs=0.02, rel=0.02), found
            compared += 1
        elif kind == "python":
            exec(code, names)
    assert compared == 4
