"""Committee machines that see fresh samples at every step."""

from collections.abc import Sequence

import xarray as xr

from studies.grokking.runs import Run, alphas_and_epsilons, over_grid
from studies.grokking.starts import draw_all

SOURCE = (
    "Bordelon, Kumar, Gershman & Pehlevan 2024 (ICML workshop HiLD, Asymptotic Dynamics for Delayed Feature Learning "
    "in a Toy Model), which says that grokking is a matter of learning offline"
)
SHARED_ARGUMENTS = ["committee_machine"]
ARGUMENTS = {}
HOLDS = ["samples", "inputs"]


def simulate(seeds: Sequence[int], **arguments: object) -> xr.Dataset:
    """Learn from every seed at every α and ε, with `samples` fresh inputs at every step; `arguments` are the shared
    ones.

    Returns a dataset over (alpha, epsilon, seed), and curves over (alpha, epsilon, seed, step). The training error of a
    step is that of its samples before the neurons have learned from them. All runs of a seed see the same samples.
    """
    draws = draw_all(seeds, arguments)

    def run(seed: int, alpha: float, epsilon: float) -> Run:
        return Run(*draws[seed], alpha, epsilon)

    found = over_grid(alphas_and_epsilons(arguments), seeds, run, arguments, fresh=True)
    return found.assign_attrs(title="committee machines that see fresh samples at every step", source=SOURCE)
