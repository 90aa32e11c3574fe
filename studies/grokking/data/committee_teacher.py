"""Regression on a quadratic of one direction, y = (β·x)²/2 of Gaussian inputs x ~ N(0, 1/D): what a committee machine
of a seed learns, the same as in the simulations of this study."""

from collections.abc import Mapping

from richlazy.data.trials import Pool, regression_pool

from studies.grokking.population import teacher_outputs
from studies.grokking.starts import draw as draw_run
from studies.grokking.starts import held_out

KIND = "regression"
ENVIRONMENT = "CommitteeTeacher"
SAMPLES = None
# Every seed has a teacher and samples of its own.
REPLICATE = "seed"
ARGUMENTS = {
    "inputs": {"description": "Number of inputs D.", "type": "integer", "minimum": 1, "maximum": 10_000, "default": 30},
}
ADVICE = {
    "inputs": {
        "recommended": [20, 100],
        "reason": "with about five samples for each input, which is where networks grok",
        "cost": "a training step is linear in it, the error over all inputs grows as its square",
    },
}


def draw(sizes: Mapping[str, int], seed: int, inputs: int) -> Pool:
    """Pool of `sizes` trials by part, all of one teacher; its targets are not divided by their scale."""
    beta, training, _ = draw_run(seed, inputs, sizes["training"], 1)
    samples = {"training": training} | {part: held_out(seed, part, sizes[part], inputs) for part in ("probe", "test")}
    targets = {part: teacher_outputs(beta, values)[:, None] for part, values in samples.items()}
    return regression_pool(samples, targets)
