"""Committee machines that start with a part of the solution."""

from collections.abc import Sequence

import xarray as xr

from studies.grokking.runs import Axis, Run, alphas_and_epsilons, over_grid
from studies.grokking.starts import draw_all, with_part_of_solution

SOURCE = (
    "figure 10 of Kumar, Bordelon, Gershman & Pehlevan 2024 (ICLR, arXiv 2310.06110); how a part of the solution is "
    "added is ours"
)
SHARED_ARGUMENTS = ["committee_machine"]
ARGUMENTS = {
    "shares": {
        "description": "Shares of what the teacher asks of the second moment of the neurons, β βᵀ / (α ε), that the "
        "start has in addition.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "number", "minimum": 0, "maximum": 1},
        "allowed": "a list of different numbers from 0 to 1",
        "default": [0, 0.01, 0.03, 0.1, 0.3],
    },
}
ADVICE = {
    "shares": {
        "recommended": [0, 0.3],
        "reason": "from nothing of the solution to three tenths of it",
        "cost": "time and memory are linear in their number",
    },
}
HOLDS = ["samples", "inputs"]


def simulate(seeds: Sequence[int], **arguments: object) -> xr.Dataset:
    """Learn from every seed at every α, ε and share; `arguments` are ARGUMENTS and the shared ones.

    Returns a dataset over (alpha, epsilon, share, seed), and curves over (alpha, epsilon, share, seed, step). Where
    outputs are centred, the part of the solution is in the tangent kernel alone, not in the outputs.
    """
    draws = draw_all(seeds, arguments)

    def run(seed: int, alpha: float, epsilon: float, share: float) -> Run:
        beta, inputs, weights = draws[seed]
        return Run(beta, inputs, with_part_of_solution(weights, beta, share, alpha, epsilon), alpha, epsilon)

    axes = [*alphas_and_epsilons(arguments), Axis("share", arguments["shares"], "share of the solution in the start")]
    found = over_grid(axes, seeds, run, arguments, ["alpha", "epsilon", "share"])
    return found.assign_attrs(title="committee machines that start with a part of the solution", source=SOURCE)
