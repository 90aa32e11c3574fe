"""Progress of a simulation, as lines in its log."""

import time
from collections.abc import Collection, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def counted(items: Collection[Item], word: str = "seed") -> Iterator[Item]:
    """Each of `items` in turn. When all that is done with one has ended, a line tells how many are done and the time
    left, of which every item takes alike: `seed 3 of 8, 240 s left`."""
    start, total = time.monotonic(), len(items)
    for done, item in enumerate(items, 1):
        yield item
        left = (time.monotonic() - start) / done * (total - done)
        print(f"{word} {done} of {total}, {left:.0f} s left", flush=True)
