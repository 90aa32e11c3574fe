"""Learning rate that keeps the first change of the outputs alpha · f the same for every alpha: it falls as 1 / alpha².

As in Kumar, Bordelon, Gershman & Pehlevan (arXiv 2310.06110) for modular addition. `gamma` does the same in terms of
1 / alpha.
"""

PARAMETERS = {
    "rate_at_unit_alpha": {
        "description": "Learning rate at `alpha` 1: it sets `learning_rate` to itself over the square of `alpha`, so "
        "that outputs begin to move at one pace.",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1000000,
        "default": 0.003,
        "stage": "train",
    },
}
ADVICE = {
    "rate_at_unit_alpha": {
        "recommended": [0.003, 10],
        "reason": (
            "0.01 for networks on images, 0.03 for a transformer, 8.7 for modular addition with the quadratic network"
        ),
        "cost": "steps that learning takes go as its inverse",
    },
}
SETS = ["learning_rate"]


def derive(rate_at_unit_alpha, alpha) -> dict[str, object]:
    """learning_rate = rate / alpha²."""
    return {"learning_rate": rate_at_unit_alpha / alpha**2}
