"""Committee machines whose neurons before learning are of low rank, at an equal Frobenius norm."""

from collections.abc import Sequence

import xarray as xr

from studies.grokking.runs import Axis, Run, alphas_and_epsilons, over_grid
from studies.grokking.starts import draw_all, of_rank

SOURCE = (
    "the setting of Kumar, Bordelon, Gershman & Pehlevan 2024 (ICLR, arXiv 2310.06110), with starts of low rank as in "
    "Liu et al. 2024 (ICLR, arXiv 2310.08513)"
)
SHARED_ARGUMENTS = ["committee_machine"]
ARGUMENTS = {
    "ranks": {
        "description": "Ranks to which the matrix of the neurons [N, D] is truncated before learning, at an equal "
        "Frobenius norm; the number of inputs leaves it whole.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "integer", "minimum": 1},
        "allowed": "a list of different whole numbers > 0, at most `inputs` and `neurons`",
        "default": [1, 3, 10, 30],
    },
}
ADVICE = {
    "ranks": {
        "recommended": [1, 100],
        "reason": "1, a few between, and the number of inputs",
        "cost": "time and memory are linear in their number",
    },
}
AT_MOST = {"ranks": ["inputs", "neurons"]}
HOLDS = ["samples", "inputs"]


def simulate(seeds: Sequence[int], **arguments: object) -> xr.Dataset:
    """Learn from every seed at every α, ε and rank; `arguments` are ARGUMENTS and the shared ones.

    Returns a dataset over (alpha, epsilon, rank, seed), and curves over (alpha, epsilon, rank, seed, step). The
    neurons of all ranks of a seed are truncated from one matrix.
    """
    draws = draw_all(seeds, arguments)
    starts = {
        (seed, rank): of_rank(weights, rank) for seed, (*_, weights) in draws.items() for rank in arguments["ranks"]
    }

    def run(seed: int, alpha: float, epsilon: float, rank: int) -> Run:
        beta, inputs, _ = draws[seed]
        return Run(beta, inputs, starts[seed, rank], alpha, epsilon)

    axes = [*alphas_and_epsilons(arguments), Axis("rank", arguments["ranks"], "rank of the neurons before learning")]
    found = over_grid(axes, seeds, run, arguments, ["epsilon", "rank"])
    return found.assign_attrs(title="committee machines that start from neurons of low rank", source=SOURCE)
