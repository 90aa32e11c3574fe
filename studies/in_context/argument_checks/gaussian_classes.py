"""Which numbers of classes, labels and pairs of a sequence go together; without a numerical library, since a config is
checked by it."""

from collections.abc import Mapping


def refuses(arguments: Mapping) -> str:
    """Why sequences cannot be drawn with these arguments, with a line that can be; nothing where they can."""
    pairs, labels, classes = (arguments[name] for name in ("context_pairs", "label_count", "class_count"))
    if pairs % 2:
        return (
            f"context_pairs: found {pairs}; allowed are even numbers, since half of a burst is the query's class; "
            f"write `context_pairs: {pairs + 1}`"
        )
    if labels > classes:
        return (
            f"label_count: found {labels}, more than class_count = {classes}, so that some labels have no class; write "
            f"`label_count: {classes}` or less"
        )
    if labels < pairs:
        return (
            f"label_count: found {labels}, fewer than context_pairs = {pairs}, so that not even all pairs of a context "
            f"can differ in their labels; write `label_count: {pairs}` or more"
        )
    return ""
