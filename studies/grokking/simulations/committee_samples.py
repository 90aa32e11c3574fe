"""Committee machines that learn from few and from many samples."""

from collections.abc import Sequence

import xarray as xr

from studies.grokking.runs import Axis, Run, alphas_and_epsilons, over_grid
from studies.grokking.starts import draw_all

SOURCE = "figure 9 of Kumar, Bordelon, Gershman & Pehlevan 2024 (ICLR, arXiv 2310.06110)"
SHARED_ARGUMENTS = ["committee_machine"]
ARGUMENTS = {
    "samples": {
        "description": "Numbers of training samples P. The more ones of a seed begin with the fewer ones.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "integer", "minimum": 1},
        "allowed": "a list of different whole numbers > 0",
        "default": [30, 75, 150, 300, 1200],
    },
}
ADVICE = {
    "samples": {
        "recommended": [20, 5000],
        "reason": "from one for each input, which never generalises, to 40 and 50",
        "cost": (
            "a step is linear in each, up to the number of monomials, inputs × (inputs + 3) / 2; the largest counts"
        ),
    },
}
HOLDS = ["samples", "inputs"]


def simulate(seeds: Sequence[int], **arguments: object) -> xr.Dataset:
    """Learn from every seed at every α, ε and number of samples; `arguments` are ARGUMENTS and the shared ones.

    Returns a dataset over (alpha, epsilon, samples, seed), and curves over (alpha, epsilon, samples, seed, step).
    """
    draws = draw_all(seeds, arguments)

    def run(seed: int, alpha: float, epsilon: float, samples: int) -> Run:
        beta, inputs, weights = draws[seed]
        return Run(beta, inputs[:samples], weights, alpha, epsilon)

    axes = [*alphas_and_epsilons(arguments), Axis("samples", arguments["samples"], "number of training samples")]
    found = over_grid(axes, seeds, run, arguments, ["epsilon", "samples"])
    return found.assign_attrs(title="committee machines that learn from few and many samples", source=SOURCE)
