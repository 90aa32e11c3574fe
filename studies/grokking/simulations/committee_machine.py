"""Committee machines that learn a quadratic by full-batch gradient descent, by the exact recursion of their moments."""

from collections.abc import Sequence

import xarray as xr

from studies.grokking.runs import Run, alphas_and_epsilons, over_grid
from studies.grokking.starts import draw_all

SOURCE = (
    "sections 3 and 4 and figures 1, 3 and 4 of Kumar, Bordelon, Gershman & Pehlevan 2024 (ICLR, arXiv 2310.06110); "
    "the recursion is derived in studies/grokking/README.md"
)
ARGUMENTS = {
    "inputs": {"description": "Number of inputs D.", "unit": "units", "type": "integer", "minimum": 2, "default": 30},
    "samples": {"description": "Number of training samples P.", "type": "integer", "minimum": 1, "default": 150},
    "neurons": {
        "description": "Number of neurons N.",
        "unit": "units",
        "type": "integer",
        "minimum": 1,
        "default": 500,
    },
    "alphas": {
        "description": "Output scales α: how lazily networks learn.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "number", "exclusiveMinimum": 0},
        "allowed": "a list of different numbers > 0",
        "default": [0.25, 1, 4, 16],
    },
    "epsilons": {
        "description": "Shares ε of the quadratic in the answer of a neuron: how much of the initial kernel lies in "
        "quadratics, and so how well it is aligned with the teacher.",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "number", "exclusiveMinimum": 0},
        "allowed": "a list of different numbers > 0",
        "default": [0.05, 0.1, 0.2, 0.4],
    },
    "eta_0": {
        "description": "Step size in units of N / α²: steps times this are time.",
        "type": "number",
        "exclusiveMinimum": 0,
        "default": 1,
    },
    "steps": {"description": "Largest number of steps.", "type": "integer", "minimum": 1, "default": 60_000},
    "tolerance": {
        "description": "Learning ends when the training error is below this; 1 is the error of predicting zero.",
        "type": "number",
        "minimum": 0,
        "exclusiveMaximum": 1,
        "default": 0.00001,
    },
    "centre": {
        "description": "Whether the outputs before learning are subtracted.",
        "type": "boolean",
        "default": True,
    },
}
ADVICE = {
    "inputs": {
        "recommended": [20, 100],
        "reason": "20, 30 and 100 are the sizes of the presets",
        "cost": "a step grows as its square times samples, and for the neurons' moments as its cube",
    },
    "samples": {
        "recommended": [100, 550],
        "reason": "about five for each input, which is where networks grok",
        "cost": "a step is linear in it, up to the number of monomials, inputs × (inputs + 3) / 2",
    },
    "neurons": {
        "recommended": [200, 500],
        "cost": "none: neurons enter by their moments",
    },
    "alphas": {
        "recommended": [0.25, 16],
        "reason": "from rich to lazy; the complete size has 2⁻⁵ to 2⁵",
        "cost": "time and memory are linear in their number",
    },
    "epsilons": {
        "recommended": [0.05, 0.4],
        "reason": "from a kernel that knows little of the task to one that is aligned with it",
        "cost": "time and memory are linear in their number",
    },
    "eta_0": {
        "recommended": [0.1, 1],
        "reason": "at most alpha D / (10 epsilon), beyond which learning stalls: it is refused",
        "cost": "steps that learning takes go as 1 / eta_0",
    },
    "steps": {
        "recommended": [20000, 150000],
        "reason": "what is not learned by then ranks last",
        "cost": "time is linear in the steps that are taken; runs end before at `tolerance`",
    },
    "tolerance": {
        "recommended": [1e-05, 0.001],
        "cost": "a lower one takes more steps",
    },
    "centre": {
        "recommended": "`true`: lazy networks else begin far from zero",
        "cost": "none",
    },
}
HOLDS = ["samples", "inputs"]


def simulate(seeds: Sequence[int], **arguments: object) -> xr.Dataset:
    """Learn from every seed at every α and ε; `arguments` are ARGUMENTS.

    Returns a dataset over (alpha, epsilon, seed), and curves over (alpha, epsilon, seed, step). Teacher, inputs and
    neurons of a seed are the same at all α and ε. `kernel_error` is over (epsilon, seed).
    """
    draws = draw_all(seeds, arguments)

    def run(seed: int, alpha: float, epsilon: float) -> Run:
        return Run(*draws[seed], alpha, epsilon)

    found = over_grid(alphas_and_epsilons(arguments), seeds, run, arguments, ["epsilon"])
    return found.assign_attrs(title="committee machines that learn a quadratic", source=SOURCE)
