"""What is measured of committee machines that have learned."""

import numpy as np

from studies.grokking import learning, moments
from studies.grokking.learning import Learned, Task

CURVES = {
    "train_error": "training error",
    "test_error": "test error",
    "linear_part": "part of the test error that is linear in the inputs",
    "trace_part": "part of the test error in the trace of the quadratic",
    "rest_part": "part of the test error in the rest of the quadratic",
    "norm_gain": "mean squared norm of a neuron over that before learning",
    "overlap": "cosine between the change of the second moment of the neurons and the teacher",
}
_RUNS = {
    "train_step": ("first step with a training error below 0.1; infinite where there is none", "steps"),
    "test_step": ("first step with a test error below 0.1; infinite where there is none", "steps"),
    "delay": ("steps from the one to the other; infinite where the test error stays above", "steps"),
    "ratio": ("step of the test error over that of the training error", "1"),
    "final_error": ("test error at the end", "1"),
    "peak": ("highest test error", "1"),
    "linear_step": ("step at which the linear part of the test error is highest", "steps"),
    "linear_rise": ("rise of the linear part from the start to the highest test error", "1"),
    "rise": ("rise of the test error from the start to its highest", "1"),
    "rest_fall": ("fall of the rest of the quadratic part from the highest test error to the end", "1"),
    "other_fall": ("fall of the linear part and of the trace from the highest test error to the end", "1"),
    "final_norm_gain": ("mean squared norm of a neuron at the end over that before learning", "1"),
    "first_overlap": ("cosine between the change of the second moment and the teacher after the first step", "1"),
    "final_overlap": ("cosine between the change of the second moment and the teacher at the end", "1"),
    "weight_change": ("norm of the change of all weights relative to their norm before learning", "1"),
    "last_step": ("step at which learning ended", "steps"),
    "converged": ("1 where the training error fell below the tolerance", "1"),
    "diverged": ("1 where an error grew without bound", "1"),
}


def named(measure: str) -> dict[str, str]:
    """The attributes long_name and units of a measure."""
    words, units = _RUNS[measure] if measure in _RUNS else (CURVES[measure], "1")
    return {"long_name": words, "units": units}


@np.errstate(invalid="ignore", divide="ignore", over="ignore")  # of runs that diverged
def measured(found: Learned, task: Task) -> dict[str, np.ndarray]:
    """What is measured of a block of runs: CURVES over [step, run], others over [run], NaN where a run diverged."""
    norm = task.initial.norm
    final = found.moments
    never = np.isinf(found.test_step)
    curves = {
        "train_error": found.train_error,
        "test_error": found.test_error,
        "linear_part": found.parts.linear,
        "trace_part": found.parts.trace,
        "rest_part": found.parts.rest,
        "norm_gain": found.norm / norm,
        "overlap": found.overlap,
    }
    last = found.final_parts
    runs = {
        "train_step": found.train_step,
        "test_step": found.test_step,
        "delay": np.where(never, np.inf, found.test_step - found.train_step),
        "ratio": np.where(never, np.inf, found.test_step / found.train_step),
        "final_error": found.final_error,
        "peak": found.peak,
        "linear_step": found.linear_step,
        "linear_rise": found.peak_parts.linear - found.initial_parts.linear,
        "rise": found.peak - sum(found.initial_parts),
        "rest_fall": found.peak_parts.rest - last.rest,
        "other_fall": found.peak_parts.linear + found.peak_parts.trace - last.linear - last.trace,
        "final_norm_gain": final.norm / norm,
        "first_overlap": found.overlap[1],
        "final_overlap": learning.overlap(final.second - task.initial.second, task.beta),
        "weight_change": np.sqrt(moments.movement(final, task.initial) / norm),
        "last_step": found.last_step.astype(float),
    }
    diverged = found.stopped == "diverged"
    runs = {name: np.where(diverged, np.nan, values) for name, values in runs.items()}
    runs |= {"converged": (found.stopped == "train_error").astype(np.int8), "diverged": diverged.astype(np.int8)}
    return curves | runs
