"""A little library as files, and digests of its code as a new process would find them."""

from pathlib import Path

from richlazy.artefacts import code_digest as module

FAR = """import richlazy.leaf


def deep(x, y=2):
    # why
    return richlazy.leaf.VALUE + x * y
"""
SOURCES = {
    "script.py": '''"""A script."""

import numpy as np
from richlazy.near import helper


def main():
    """Do it."""
    return helper(1)
''',
    "richlazy/__init__.py": '"""The library."""\n',
    "richlazy/near.py": "from richlazy.room import far\n\n\ndef helper(x):\n    return far.deep(x)\n",
    "richlazy/room/__init__.py": "",
    "richlazy/room/far.py": FAR,
    "richlazy/leaf.py": "VALUE = 1\n",
    "richlazy/unused.py": "VALUE = 1\n",
}


def forget():
    """What a process has read of the library, and keeps until it ends."""
    for value in vars(module).values():
        if hasattr(value, "cache_clear"):
            value.cache_clear()


class Tree:
    """A little library in a folder of its own."""

    def __init__(self, root: Path, monkeypatch):
        self.root, self.monkeypatch = root, monkeypatch
        for name, text in SOURCES.items():
            self.write(name, text)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def replace(self, name, old, new):
        assert old in SOURCES[name]
        self.write(name, SOURCES[name].replace(old, new))

    def digest(self, *more):
        """Digest as a new process would find it: modules are read once a process."""
        self.monkeypatch.setattr(module, "LIBRARY", self.root / "richlazy")
        self.monkeypatch.setattr(module, "ROOTS", {name: str(self.root / name) for name in ("richlazy", "studies")})
        forget()
        return module.code_digest([self.root / "script.py", *(self.root / name for name in more)])

    def digest_of(self, script):
        """That of another script."""
        forget()
        return module.code_digest([script])
