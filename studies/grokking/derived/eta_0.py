"""Step size of a committee machine in units of N / α², as in Kumar, Bordelon, Gershman & Pehlevan (arXiv 2310.06110).

With it the outputs α f of all N and α begin to move at one pace: steps times eta_0 are time.
"""

PARAMETERS = {
    "eta_0": {
        "description": "Step size of a committee machine in units of N / alpha²: it sets `learning_rate` to eta_0 "
        "times `committee_size` over the square of `alpha`.",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1000000,
        "default": 1,
        "stage": "train",
    },
}
ADVICE = {
    "eta_0": {
        "recommended": [0.1, 1],
        "reason": "beyond alpha D / (10 epsilon) rich committee machines stall at a finite error",
        "cost": "steps that learning takes go as 1 / eta_0",
    },
}
SETS = ["learning_rate"]
EXAMPLE = {"parameters": {"learner": "quadratic_committee"}}


def derive(eta_0, committee_size, alpha) -> dict[str, object]:
    """learning_rate = eta_0 · N / alpha²."""
    return {"learning_rate": eta_0 * committee_size / alpha**2}
