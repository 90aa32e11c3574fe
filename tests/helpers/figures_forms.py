"""Experiments with the names and sizes of the quick and of the paper's config, for every figure of the pipeline."""

from collections.abc import Callable

import numpy as np
import xarray as xr
from helpers.factories import (
    leave_out,
    make_aligned_starts,
    make_circuits,
    make_costs,
    make_experiment,
    make_forgetting,
    make_simulation,
    make_sizes,
)

STEPS = (0, 1, 10, 100, 1000, 10000)
QUICK_RANKS = {"ranks": (1, 10, 100), "seeds": 5, "size": 40, "steps": (0, 1, 10, 100, 1000, 2000), "noise": 0.05}
PAPER_RANKS = {"seeds": 10, "size": 40, "noise": 0.05}
CIRCUITS = (
    "cortex",
    "cortex_campagnola",
    "dale",
    "dale_balanced",
    "motifs",
    "song",
    "celegans",
    "mushroom_body",
    "optic_lobe",
)
# Those that diverge with the normalisation of the paper.
EXPLODING = ("song", "dale")
CONTROL = {"ranks": (1, 300), "tasks": ("2AF",), "seeds": 10, "size": 20, "steps": (0, 100, 5000)}
CONTROLS: dict[str, dict] = {
    "gain": {"gain": [0.5, 0.75, 1.0, 1.25, 1.5]},
    "learning_rate": {"learning_rate": [0.001, 0.003, 0.01]},
    "weights": {"connectivity": ["gaussian", "uniform"]},
    "leak": {"dt": [100, 20]},
    "normalise": {"normalise": ["frobenius", "spectral_norm", "spectral_radius"]},
    "dale": {"constraint": ["none", "dale"]},
    "trained_weights": {"trained_weights": ["all", "studied"]},
}


def diverged_at(rank: int, tasks: tuple, seeds: int) -> list:
    """Every run of a rank."""
    return [(task, rank, seed) for task in tasks for seed in range(seeds)]


def ranks_quick() -> xr.Dataset:
    return make_experiment(**QUICK_RANKS)


def ranks_paper() -> xr.Dataset:
    return make_experiment(**PAPER_RANKS)


def ranks_lost() -> xr.Dataset:
    """All runs of a rank diverged in one task, and all of the task CXT."""
    everything = [(task, rank, seed) for task, rank in (("CXT", 1), ("CXT", 10), ("CXT", 100)) for seed in range(5)]
    return make_experiment(**QUICK_RANKS, diverged=[*diverged_at(1, ("2AF",), 5), *everything])


def ranks_smnist() -> xr.Dataset:
    return make_experiment(**QUICK_RANKS | {"tasks": ("sMNIST",), "ranks": (5, 100)}, diverged=[("sMNIST", 5, 3)])


def circuits_quick() -> xr.Dataset:
    names, nulls = ("motifs", "celegans"), ("none", "gaussian", "rank_matched")
    experiment = make_circuits(circuits=names, nulls=nulls, tasks=("2AF",), seeds=5, size=30, noise=0.03)
    return experiment.isel(task=0, drop=True).assign_attrs(parameters='{"task": "2AF", "hidden": 30}')


def circuits_paper() -> xr.Dataset:
    nulls, few = ("none", "gaussian", "rank_matched"), ("cortex_campagnola", "dale_balanced", "optic_lobe")
    absent = [{"connectivity": list(few), "task": ["DMS", "CXT"]}]
    absent += [{"null_model": ["rank_matched"], "task": ["DMS", "CXT"]}]
    lost = [{"connectivity": name, "null_model": "none"} for name in EXPLODING]
    return make_circuits(CIRCUITS, nulls, ("2AF", "DMS", "CXT"), size=30, noise=0.03, absent=absent, diverged=lost)


def ages() -> xr.Dataset:
    names = tuple(f"witvliet{number}" for number in range(1, 9))
    lost = [{"connectivity": "witvliet4", "null_model": "none"}]
    experiment = make_circuits(names, ("none", "gaussian"), ("2AF",), size=30, noise=0.03, diverged=lost)
    return experiment.assign(age_hours=("connectivity", [0.0, 5.0, 8.0, 16.0, 23.0, 27.0, 45.0, 45.0]))


def aligned() -> xr.Dataset:
    """Names of the paper; at its gain all of rank 1 diverged, and no other rank was run."""
    extra = {"gain": [0.25, 1.25], "rank": [1, 5]}
    experiment = make_aligned_starts(tasks=("2AF", "CXT"), extra=extra, noise=0.03)
    named = {"turned": "trained_0", "half": "trained_50", "worm": "trained_on_2AF"}
    names = [named.get(name, name) for name in experiment.connectivity.values.tolist()]
    experiment = leave_out(experiment, {"gain": 1.25, "rank": 5}).assign_coords(connectivity=names)
    overlap = experiment.overlap.copy(data=[0, 0.5, 1, 1, 1])
    learned = ["trained, own", "trained, own", "trained, own", "first_gradient, own", "trained, 2AF"]
    experiment = experiment.assign(overlap=overlap, aligned_with=("connectivity", learned))
    place = {"gain": 1.25, "rank": 1, "null_model": "none"}
    experiment.diverged.loc[place] = 1
    for name in ("kernel_alignment", "representation_alignment", "weight_change"):
        experiment[name].loc[place | {"step": 10000}] = np.nan
    return experiment


def learning_rules() -> xr.Dataset:
    """Rules of which the last learns nothing in one task, and another diverges there from half of the lowest ranks."""
    names = ["gradient", "feedback_alignment", "truncated", "rflo"]
    experiment = make_experiment((1, 10, 200), ("2AF", "DMS"), 10, (0, 100, 5000), 20, 0.05, extra={"rule": names})
    experiment = experiment.assign_attrs(experiment="learning_rules")
    angle = 20.0 * xr.DataArray(range(4), {"rule": names}, "rule") + 100 * (experiment.kernel_alignment - 0.4)
    experiment["gradient_angle"] = angle.where(experiment.rule != "gradient", 0).transpose(*experiment.loss.dims)
    experiment.gradient_angle.attrs = {
        "long_name": "angle between the learning rule and the gradient",
        "units": "degrees",
    }
    experiment = experiment.assign(chance_accuracy=("task", [0.5, 0.5]), highest_accuracy=("task", [0.9, 1.0]))
    experiment.accuracy.loc[{"rule": "rflo", "task": "DMS"}] = 0.5
    lost = {"rule": "feedback_alignment", "task": "DMS", "rank": 1, "seed": list(range(5))}
    experiment.diverged.loc[lost] = 1
    for name in ("kernel_alignment", "representation_alignment", "weight_change", "gradient_angle", "accuracy"):
        experiment[name].loc[lost | {"step": [100, 5000]}] = np.nan
    return experiment


MEASURES_OF_RICHNESS = (
    "dynamical_richness",
    "kernel_effective_rank",
    "manifold_capacity",
    "manifold_radius",
    "manifold_dimension",
    "activity_dimension",
    "activity_kurtosis",
    "outlier_eigenvalues",
    "weight_distance",
    "dynamics_distance",
    "loss_distance",
)


def with_measures_of_richness(experiment: xr.Dataset) -> xr.Dataset:
    """An experiment with the further measures, which follow kernel alignment the less, the later they stand; the first
    falls where it rises. Most are known at the first and last step alone."""
    random, alignment = np.random.default_rng(0), experiment.kernel_alignment
    for place, name in enumerate(MEASURES_OF_RICHNESS):
        noise = 0.05 * (1 + place) * random.standard_normal(alignment.shape)
        values = 3 + (alignment if place else -alignment) + noise
        ends = (experiment.step == experiment.step.min()) | (experiment.step == experiment.step.max())
        experiment[name] = values.where(ends | (name == "activity_dimension"))
        experiment[name].attrs = {"long_name": name.replace("_", " "), "units": "1"}
    return experiment


def aligned_with_richness() -> xr.Dataset:
    return with_measures_of_richness(aligned())


def output_scales() -> xr.Dataset:
    """Ranks at four output scales, with the measures of richness; most runs of rank 1 diverged at the largest."""
    scales = {"gamma": [0.1, 0.3, 1.0, 3.0]}
    experiment = make_experiment((1, 10, 200), ("2AF",), 10, (0, 100, 5000), 20, 0.05, extra=scales)
    lost = {"rank": 1, "gamma": 3.0, "seed": list(range(7))}
    experiment.diverged.loc[lost] = 1
    for name in ("kernel_alignment", "representation_alignment", "weight_change", "accuracy"):
        experiment[name].loc[lost | {"step": [100, 5000]}] = np.nan
    return with_measures_of_richness(experiment).assign_attrs(experiment="gamma_rank")


def similar_tasks() -> xr.Dataset:
    """One task and then itself through other channels: neither relearning nor a reference."""
    first = "2AF_overlap_100"
    pairs = {(first, f"2AF_overlap_{overlap}"): value for overlap, value in ((0, 0), (50, 0.2), (80, 0.57), (95, 0.87))}
    experiment = make_forgetting(tuple(pairs), similarity=pairs, steps=(0, 100, 5000)).sel(rank=[1, 300])
    tasks = [task for task in experiment.task.values if "_and_" not in task]
    return experiment.sel(task=tasks, earlier_tasks=["none", first])


def layers_paper() -> xr.Dataset:
    tasks = ("teacher", "teacher_power_law", "digits", "digits_pixels")
    extra = {"depth": [1, 3, 5], "truncated_layers": ["first", "all"], "activation": ["linear", "relu"]}
    experiment = make_experiment((1, 5, 20, 100), tasks, 10, (0, 100, 2000), 20, 0.05, extra=extra)
    return leave_out(experiment, {"task": list(tasks[1::2]), "depth": 5}, {"truncated_layers": "all", "depth": [1, 5]})


def layers_quick() -> xr.Dataset:
    extra = {"depth": [3], "truncated_layers": ["first"], "activation": ["relu"]}
    return make_experiment((1, 100), ("digits",), 5, (0, 10, 100, 500), 20, 0.05, extra=extra)


def control(name: str) -> xr.Dataset:
    if name == "hidden":
        experiment = make_sizes((20, 40), seeds=5)
    elif name == "optimizer":
        experiment = make_experiment(**CONTROL, extra={"optimizer": ["sgd", "adam"], "learning_rate": [0.003, 0.001]})
        experiment = leave_out(
            experiment, {"optimizer": "sgd", "learning_rate": 0.001}, {"optimizer": "adam", "learning_rate": 0.003}
        )
    elif name == "longer_trials":
        experiment = make_experiment(**CONTROL | {"tasks": ("2AF", "2AF_long")})
    elif name == "gain":
        experiment = make_experiment(**CONTROL, extra=CONTROLS[name])
        lost = {"gain": 1.5, "rank": 1, "step": [100, 5000], "seed": list(range(8))}
        for measure in ("kernel_alignment", "representation_alignment", "weight_change", "accuracy"):
            experiment[measure].loc[lost] = np.nan
        experiment.diverged.loc[{"gain": 1.5, "rank": 1, "seed": list(range(8))}] = 1
    else:
        experiment = make_experiment(**CONTROL, extra=CONTROLS[name])
    return experiment.assign_attrs(experiment=name)


ALL_CONTROLS = (*CONTROLS, "hidden", "optimizer", "longer_trials")


def of_ranks(figure: str) -> dict[str, Callable[[], list[xr.Dataset]]]:
    made = {"quick": ranks_quick, "paper": ranks_paper, "lost": ranks_lost, "smnist": ranks_smnist}
    return {f"{figure}-{form}": lambda make=make: [make()] for form, make in made.items()}


# Every figure with every form: its name, a dash and the form.
FORMS: dict[str, Callable[[], list[xr.Dataset]]] = {
    **{
        form: experiments
        for figure in ("figure1", "figure4", "training", "learning_dynamics", "equal_loss", "activity", "spectra")
        for form, experiments in of_ranks(figure).items()
    },
    "figure2-quick": lambda: [circuits_quick(), ranks_quick()],
    "figure2-paper": lambda: [circuits_paper(), ranks_paper()],
    "figure4_structures-quick": lambda: [circuits_quick()],
    "figure4_structures-paper": lambda: [circuits_paper()],
    "development-paper": lambda: [ages()],
    "alignment-paper": lambda: [aligned()],
    "figure3-quick": lambda: [make_simulation(12)],
    "feedforward-quick": lambda: [layers_quick()],
    "feedforward-paper": lambda: [layers_paper()],
    **{f"control-{name}": lambda name=name: [control(name)] for name in ALL_CONTROLS},
    "controls-paper": lambda: [control(name) for name in ALL_CONTROLS],
    "learning_rules-paper": lambda: [learning_rules()],
    "gamma_rank-paper": lambda: [output_scales()],
    "cost-paper": lambda: [make_costs(ranks=(1, 10, 100, 200), steps=STEPS, noise=0.05)],
    "forgetting-paper": lambda: [make_forgetting((("2AF", "DMS"), ("DMS", "CXT"), ("CXT", "2AF")))],
    "forgetting-similarity": lambda: [similar_tasks()],
    "alignment-richness": lambda: [aligned_with_richness()],
    "agreement-quick": lambda: [with_measures_of_richness(ranks_quick())],
    "agreement-few": lambda: [ranks_smnist()],
    "richness-paper": lambda: [
        with_measures_of_richness(ranks_paper()),
        with_measures_of_richness(circuits_paper()),
        with_measures_of_richness(aligned()).assign_attrs(experiment="alignment"),
        learning_rules(),
        control("gain"),
    ],
    "forgetting-structures": lambda: [make_forgetting((("2AF", "DMS"),), circuits=True)],
}
