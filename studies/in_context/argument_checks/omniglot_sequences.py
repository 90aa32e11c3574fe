"""Which numbers of characters, labels and pairs go together, where the number of characters is known unread."""

from collections.abc import Mapping

from studies.in_context.argument_checks.gaussian_classes import refuses as refuses_sequences
from studies.in_context.omniglot.published import CHARACTERS, DRAWINGS, FIELDS, SYMMETRIES, refuses_held_out


def refuses(arguments: Mapping) -> str:
    """Why sequences cannot be drawn with these arguments, with a line that can be; nothing where they can."""
    pairs, labels, held_out = (arguments[name] for name in ("context_pairs", "label_count", "held_out_classes"))
    if why := refuses_sequences({**arguments, "class_count": labels}):
        return why
    if pairs >= DRAWINGS:
        return (
            f"context_pairs: found {pairs}; the items of a sequence are by different people, of whom there are "
            f"{DRAWINGS}; write `context_pairs: {DRAWINGS - 2}` or less"
        )
    if arguments["item_dimension"] > FIELDS**2:
        return (
            f"item_dimension: found {arguments['item_dimension']}; the {FIELDS} × {FIELDS} fields of a drawing have "
            f"{FIELDS**2} discriminants; write `item_dimension: {FIELDS**2}` or less"
        )
    characters = CHARACTERS.get(arguments["drawings"])
    if characters is None:
        return ""
    if why := refuses_held_out(held_out, characters):
        return why
    classes = SYMMETRIES * (characters - held_out)
    if labels > classes:
        return (
            f"label_count: found {labels}, more than the {classes} classes, {SYMMETRIES} for each of {characters} - "
            f"{held_out} characters, so that some labels have no class; write `label_count: {classes}` or less"
        )
    return ""
