"""Which numbers of stays and neighbours go together; without a numerical library, since a config is checked by it."""

from collections.abc import Mapping


def refuses(arguments: Mapping) -> str:
    """Why methods cannot be compared with these arguments, with a line that can; nothing where they can."""
    largest, stays = max(arguments["neighbours"]), arguments["training_stays"]
    if largest > stays // 2:
        return (
            f"neighbours: found {largest}, more than half of training_stays = {stays}, so that neighbours are hardly "
            f"nearer than other stays; allowed are 1 to {stays // 2}; write `neighbours: [{stays // 2}]` or more stays"
        )
    return ""
