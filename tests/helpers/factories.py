"""Synthetic experiments in the form of `measures.nc`, with known trends, for tests."""

import json

import numpy as np
import xarray as xr
from richlazy.contracts.study_parts import defaults

from studies.connectivity.linear_theory.cases import all_cases

TRACKED = {
    "weight_change": ("change of the recurrent weights", "Frobenius norm"),
    "relative_weight_change": ("relative change of the recurrent weights", "1"),
    "representation_alignment": ("representation alignment", "1"),
    "kernel_alignment": ("tangent kernel alignment", "1"),
    "full_kernel_alignment": ("tangent kernel alignment, all weights", "1"),
    "sign_similarity": ("sign similarity", "1"),
    "kernel_target_alignment": ("kernel-target alignment", "1"),
    "loss": ("loss", "nats"),
    "accuracy": ("accuracy", "1"),
    "lyapunov_exponent": ("maximal Lyapunov exponent", "1/step"),
    "activity_cost": ("mean squared activity", "1"),
}
SPECTRA = ("singular_value", "eigenvalue_real", "eigenvalue_imag")
SCALARS = {
    "effective_rank": ("effective rank", "1"),
    "participation_ratio": ("participation ratio", "1"),
    "stable_rank": ("stable rank", "1"),
    "entropy_rank": ("entropy rank", "1"),
    "spectral_radius": ("spectral radius", "1"),
    "spectral_norm": ("spectral norm", "1"),
    "frobenius_norm": ("Frobenius norm", "1"),
}


def make_experiment(
    ranks=(1, 5, 10, 30, 100, 300),
    tasks=("2AF", "DMS", "CXT"),
    seeds=10,
    steps=(0, 1, 10, 100, 1000, 3000, 10000),
    size=40,
    noise=0.02,
    trend=1.0,
    diverged=(),
    random_seed=0,
    extra=None,
) -> xr.Dataset:
    """An experiment whose alignments rise with rank by `trend` (0: none), and whose weight change falls with it.

    `diverged` lists (task, rank, seed) of runs that have no values after step 0. `extra` maps further swept names to
    their values. Ranks above `size` count as full rank in the spectra.
    """
    sweep = {"task": list(tasks), "rank": list(ranks)} | (extra or {})
    dims = (*sweep, "seed", "step")
    coords = sweep | {"seed": np.arange(seeds), "step": np.array(steps), "index": np.arange(size)}
    shape = [len(coords[dim]) for dim in dims]
    random = np.random.default_rng(random_seed)
    data = {name: (dims, _tracked(name, sweep, shape, steps, noise, trend, random)) for name in TRACKED}
    data["diverged"] = (dims[:-1], np.zeros(shape[:-1], np.int8))
    dataset = xr.Dataset(data, coords).assign(_matrices(sweep, ranks, seeds, size, random))
    for name, (long_name, units) in (TRACKED | SCALARS).items():
        dataset[name].attrs.update(long_name=long_name, units=units)
    dataset.singular_value.attrs.update(long_name="singular value", units="1")
    for task, rank, seed in diverged:
        place = {"task": task, "rank": rank, "seed": seed}
        dataset.diverged.loc[place] = 1
        for name in TRACKED:
            dataset[name].loc[place | {"step": [step for step in steps if step > 0]}] = np.nan
    dataset = dataset.assign(_components(dataset))
    dataset.attrs.update(experiment="rank", sweep=json.dumps(list(sweep)), parameters=json.dumps({"hidden": size}))
    return dataset


def leave_out(experiment, *places) -> xr.Dataset:
    """The experiment with the points at `places`, such as {"hidden": 100, "rank": 300}, never run."""
    experiment = experiment.copy(deep=True)
    experiment["diverged"] = experiment.diverged.astype(float)
    for place in places:
        for values in experiment.data_vars.values():
            if set(place) <= set(values.dims):
                values.loc[place] = np.nan
    return experiment


def make_sizes(sizes=(20, 40), **settings) -> xr.Dataset:
    """An experiment of networks of several sizes at rank 1 and at full rank, which is another rank in each."""
    experiment = make_experiment(
        **{"ranks": (1, *sizes), "tasks": ("2AF",), "size": 12} | settings, extra={"hidden": list(sizes)}
    )
    holes = [{"hidden": size, "rank": rank} for size in sizes for rank in sizes if rank != size]
    return leave_out(experiment, *holes)


def _components(experiment, count=3):
    """Components of the weight change, each half the one before; as many along singular vectors as the rank."""
    share = xr.DataArray(0.5 ** np.arange(count), {"component": np.arange(1, count + 1)}, "component")
    values = experiment.weight_change * share
    known = values.component <= experiment["rank"]
    made = {
        "change_singular_values": values,
        "change_along_singular_vectors": (values / 10).where(known),
        "change_in_leading_space": (0.1 * experiment.weight_change / experiment.weight_change.max()).where(
            experiment.step > 0
        ),
    }
    attributes = {"long_name": "change of a component", "units": "1"}
    return {name: array.transpose(*experiment.loss.dims, ...).assign_attrs(attributes) for name, array in made.items()}


def _tracked(name, sweep, shape, steps, noise, trend, random):
    place = list(sweep).index("rank")
    order = np.linspace(0, 1, shape[place]) if shape[place] > 1 else np.zeros(1)
    order = order.reshape([-1 if axis == place else 1 for axis in range(len(shape))])
    time = np.log1p(np.array(steps)) / np.log1p(max(max(steps), 1))
    wobble = noise * random.standard_normal([*shape[:-1], 1]) * time
    offset = 3 * noise * random.standard_normal([1] * (len(shape) - 2) + [shape[-2], 1]) * time
    if name in ("weight_change", "relative_weight_change"):
        return np.exp(2 + wobble + offset - 0.5 * trend * order) * time
    if name == "loss":
        return 1.1 - 0.9 * time + np.abs(wobble) + 0 * order
    if name == "accuracy":
        return 0.33 + 0.6 * time - np.abs(wobble) + 0 * order
    if name == "kernel_target_alignment":
        return 0.2 + 0.3 * time - 0.1 * trend * order + noise * random.standard_normal(shape) / 4 + offset / 4
    return 1 - time * (0.6 - 0.4 * trend * order) + wobble + offset


def _matrices(sweep, ranks, seeds, size, random):
    """Spectra and effective ranks of truncated Gaussian matrices; the same for all swept values but rank."""
    rows = {name: np.zeros((len(ranks), seeds)) for name in SCALARS}
    spectra = {name: np.zeros((len(ranks), seeds, size)) for name in SPECTRA}
    for seed in range(seeds):
        left, full, right = np.linalg.svd(1.25 * random.standard_normal((size, size)) / np.sqrt(size))
        for place, rank in enumerate(ranks):
            kept = np.where(np.arange(size) < rank, full, 0)
            kept = kept * np.linalg.norm(full) / np.linalg.norm(kept)
            values = np.linalg.eigvals(left * kept @ right)
            spectra["singular_value"][place, seed] = kept
            spectra["eigenvalue_real"][place, seed] = values.real
            spectra["eigenvalue_imag"][place, seed] = values.imag
            for name, value in _scalars(kept, values).items():
                rows[name][place, seed] = value
    others = {name: values for name, values in sweep.items() if name != "rank"}
    made = {name: xr.DataArray(values, dims=("rank", "seed")) for name, values in rows.items()}
    made |= {name: xr.DataArray(values, dims=("rank", "seed", "index")) for name, values in spectra.items()}
    return {name: values.expand_dims(others).copy() for name, values in made.items()}


def _scalars(singular, eigen):
    share = singular**2 / (singular**2).sum()
    positive = share[share > 0]
    return {
        "effective_rank": np.abs(eigen).sum() / np.abs(eigen).max() / len(eigen),
        "participation_ratio": 1 / (share**2).sum(),
        "stable_rank": 1 / share.max(),
        "entropy_rank": np.exp(-(positive * np.log(positive)).sum()),
        "spectral_radius": np.abs(eigen).max(),
        "spectral_norm": singular.max(),
        "frobenius_norm": np.linalg.norm(singular),
    }


def make_circuits(
    circuits=("worm", "cortex", "dale"),
    nulls=("none", "gaussian", "shuffled"),
    tasks=("2AF", "DMS"),
    seeds=10,
    steps=(0, 100, 10000),
    size=24,
    noise=0.01,
    effect=1.0,
    absent=(),
    diverged=(),
    random_seed=0,
    extra=None,
) -> xr.Dataset:
    """An experiment of circuits and their null models; with `effect` 1 circuits have lower rank and alignment, with -1
    higher.

    Kernel-target alignment, before training too, is higher where learning is lazier.
    Circuit number i has `size` - i units, so spectra are padded with NaN. `absent` and `diverged` list places such as
    {"connectivity": "worm", "null_model": "shuffled", "task": "2AF"}: never run, or without values after step 0.
    `extra` maps further swept names to their values.
    """
    sweep = {"task": list(tasks)} | (extra or {}) | {"connectivity": list(circuits), "null_model": list(nulls)}
    dims = (*sweep, "seed")
    coords = sweep | {"seed": np.arange(seeds)}
    shape = [len(coords[dim]) for dim in dims]
    random = np.random.default_rng(random_seed)
    matrices = _circuit_matrices(circuits, nulls, seeds, size, effect, random)
    others = {name: values for name, values in sweep.items() if name not in ("connectivity", "null_model")}
    own = {name: coords[name] for name in ("connectivity", "null_model", "seed")}
    data = xr.Dataset(matrices, own).expand_dims(others).transpose(*dims, ...).copy(deep=True)
    data = data.assign_coords(step=np.array(steps), index=np.arange(size))
    time = xr.DataArray(np.log1p(np.array(steps)) / np.log1p(max(max(steps), 1)), dims="step")
    wobble = xr.DataArray(noise * random.standard_normal(shape), dims=dims)
    wobble = wobble + xr.DataArray(3 * noise * random.standard_normal(seeds), dims="seed")
    lazy = (0.3 + 0.6 * data.effective_rank**0.5 * abs(effect) + wobble).clip(0.02)
    for name in ("kernel_alignment", "representation_alignment", "sign_similarity"):
        data[name] = (1 - time * (1 - lazy)).transpose(*dims, "step")
    for name in ("weight_change", "relative_weight_change"):
        data[name] = (time * np.exp(2 - lazy)).transpose(*dims, "step")
    data["kernel_target_alignment"] = (0.05 + 0.1 * lazy + 0.1 * time * lazy).transpose(*dims, "step")
    data["diverged"] = xr.zeros_like(data.effective_rank, dtype=np.int8)
    for name, (long_name, units) in (TRACKED | SCALARS).items():
        if name in data:
            data[name].attrs.update(long_name=long_name, units=units)
    for place in diverged:
        data.diverged.loc[place] = 1
        for name in TRACKED:
            if name in data:
                data[name].loc[place | {"step": [step for step in steps if step > 0]}] = np.nan
    if absent:
        data["diverged"] = data.diverged.astype(float)
    for place in absent:
        for name in data.data_vars:
            data[name].loc[place] = np.nan
    data.attrs.update(experiment="structure", sweep=json.dumps(list(sweep)), parameters=json.dumps({"hidden": size}))
    return data


def _circuit_matrices(circuits, nulls, seeds, size, effect, random):
    """Spectra and scalars of Gaussian matrices, those of lower rank with a spectrum that falls as a power."""
    shape = (len(circuits), len(nulls), seeds)
    rows = {name: np.zeros(shape) for name in SCALARS}
    spectra = {name: np.full((*shape, size), np.nan) for name in SPECTRA}
    for place in np.ndindex(shape):
        units = size - place[0]
        left, singular, right = np.linalg.svd(random.standard_normal((units, units)))
        steep = effect if nulls[place[1]] == "none" else -effect
        kept = singular * np.arange(1, units + 1) ** -(max(steep, 0) * (0.8 + 0.1 * place[0]))
        kept = kept * 1.25 * units**0.5 / np.linalg.norm(kept)
        values = np.linalg.eigvals(left * kept @ right)
        spectra["singular_value"][place][:units] = kept
        spectra["eigenvalue_real"][place][:units] = values.real
        spectra["eigenvalue_imag"][place][:units] = values.imag
        for name, value in _scalars(kept, values).items():
            rows[name][place] = value
    dims = ("connectivity", "null_model", "seed")
    return {name: (dims, values) for name, values in rows.items()} | {
        name: ((*dims, "index"), values) for name, values in spectra.items()
    }


OVERLAPS = {"turned": 0.0, "half": 0.5, "trained": 1.0, "first_gradient": 1.0, "worm": np.nan}


def make_aligned_starts(effect=0.3, noise=0.01, **settings) -> xr.Dataset:
    """An experiment of starts aligned with a task (OVERLAPS), and a circuit that is not, each with its Gaussian null
    model.

    After training, alignments are 0.4 + `effect` times the overlap; a random start has overlap 0. `settings` are those
    of `make_circuits`; ranks are 1 and 5.
    """
    nulls = ("none", "gaussian")
    settings = {"nulls": nulls, "extra": {"rank": [1, 5]}, "size": 12, "steps": (0, 10000)} | settings
    experiment = make_circuits(circuits=tuple(OVERLAPS), noise=noise, **settings)
    overlap = xr.DataArray(list(OVERLAPS.values()), dims="connectivity")
    experiment["overlap"] = overlap
    learned = ["first_gradient, own" if name == "first_gradient" else "trained, own" for name in OVERLAPS]
    experiment["aligned_with"] = "connectivity", [*learned[:-1], ""]
    random = np.random.default_rng(1)
    shared = xr.DataArray(random.standard_normal(experiment.sizes["seed"]), dims="seed")
    itself = xr.DataArray([1.0, 0.0], dims="null_model")
    for name in ("kernel_alignment", "representation_alignment"):
        own = xr.DataArray(random.standard_normal(experiment.diverged.shape), dims=experiment.diverged.dims)
        wobble = noise * (shared + own * itself)
        after = 0.4 + effect * overlap.fillna(0) * itself + wobble
        values = xr.where(experiment.step > 0, after, 1.0).transpose(*experiment[name].dims)
        experiment[name] = values.where(experiment[name].notnull()).assign_attrs(experiment[name].attrs)
    return experiment


def make_simulation(seeds=12, noise=0.001, random_seed=0) -> xr.Dataset:
    """A simulation of two-layer networks whose alignment is the closed form plus `noise`, but for large scales and
    learning rates: there everything is lazy, and the largest learning rate diverges."""
    arguments = defaults("two_layer_linear") | {"ranks": [1, 5, 20], "outputs": [1, 2]}
    arguments |= {"kappas": [1, 4], "scales": [0.01, 0.1, 1, 10], "learning_rates": [0.03, 0.1, 3]}
    cases = all_cases(arguments)
    random = np.random.default_rng(random_seed)
    expected = np.array([case.expected(arguments["inputs"]) for case in cases])
    predicted = np.where(np.isnan(expected), 0.5, expected)[:, None] + noise * random.standard_normal(
        (len(cases), seeds)
    )
    scale, rate = np.array([(case.scale, case.learning_rate) for case in cases]).T
    lost = np.broadcast_to((rate > 2)[:, None], predicted.shape)
    learned = np.where((scale >= 1)[:, None], 1.0, predicted + noise / 10 * random.standard_normal(predicted.shape))
    learned = np.where(lost, np.nan, learned)
    labels = {name: ("case", [getattr(case, name) for case in cases]) for name in ("family", "start", "outputs")}
    labels |= {
        "value": ("case", [float(case.value) for case in cases]),
        "rank": ("case", [c.first.rank for c in cases]),
    }
    labels |= {"scale": ("case", scale), "relative_scale": ("case", scale)}
    labels |= {"learning_rate": ("case", rate), "relative_learning_rate": ("case", rate)}
    data = {
        "kernel_alignment": (("case", "seed"), learned),
        "predicted_alignment": (("case", "seed"), predicted),
        "expected_alignment": ("case", expected),
        "weight_change": (("case", "seed"), np.where(lost, np.nan, 1.4)),
        "converged": (("case", "seed"), (~lost).astype(np.int8)),
        "diverged": (("case", "seed"), lost.astype(np.int8)),
    }
    attributes = {"experiment": "theory", "arguments": json.dumps(arguments)}
    return xr.Dataset(data, labels | {"seed": np.arange(seeds)}, attributes)


def make_costs(trend=1.0, **settings) -> xr.Dataset:
    """An experiment with paths and activity that at equal loss, and at the last step, fall with rank by `trend` (0:
    none).

    Runs of higher rank learn faster, so that equal steps are not equal losses. `settings` are those of
    `make_experiment`.
    """
    experiment = make_experiment(**settings)
    random = np.random.default_rng(settings.get("random_seed", 0) + 1)
    order = xr.DataArray(np.linspace(0, 1, experiment.sizes["rank"]), dims="rank")
    own = xr.DataArray(random.standard_normal(experiment.diverged.shape), dims=experiment.diverged.dims)
    time = np.log1p(experiment.step) / np.log1p(max(int(experiment.step.max()), 1))
    progress = time ** (1.2 - 0.4 * order)
    alive = experiment.loss.notnull()
    experiment["loss"] = (1.1 - 0.9 * progress + 0 * own).transpose(*experiment.loss.dims).where(alive)
    size = np.exp(-0.5 * trend * order + 0.02 * own) * progress
    for name, scale in (("path_length_1", 900), ("path_length_2", 3), ("activity_cost", 0.2)):
        experiment[name] = (scale * (size + (name == "activity_cost"))).transpose(*experiment.loss.dims).where(alive)
        experiment[name].attrs.update(long_name=name.replace("_", " "), units="1")
    return experiment


PAIRS = (("A", "B"), ("B", "C"))


def make_forgetting(
    pairs=PAIRS,
    effect=1.0,
    noise=0.01,
    seeds=10,
    steps=(0, 10, 100, 1000),
    random_seed=0,
    circuits=False,
    diverged=(),
    similarity=None,
) -> xr.Dataset:
    """An experiment of pairs of tasks whose second costs the first 0.3 of accuracy, `effect` × 0.2 more at the lowest
    rank.

    similarity: of the tasks of each pair; their effect is then `effect` × (1 - similarity). Networks that forget more
    relearn slower. With `circuits`, three circuits and their Gaussian null models take the
    place of the ranks, and circuits forget more than null models. `diverged` lists places of runs that have no values
    after step 0.
    """
    mixtures = {f"{a}_and_{b}": f"{b}, {a}" for a, b in pairs}
    chains = [point for a, b in pairs for point in _chain(a, b)]
    sweep = {dim: list(dict.fromkeys(point[place] for point in chains)) for place, dim in enumerate(CHAIN)}
    further = {"connectivity": ["worm", "fly", "cortex"], "null_model": ["none", "gaussian"]}
    further = further if circuits else {"rank": [1, 30, 300]}
    dims = (*sweep, *further, "seed", "step")
    coords = sweep | further | {"seed": np.arange(seeds), "step": np.array(steps)}
    shape = [len(coords[dim]) for dim in dims]
    names = ("loss", "accuracy", "other_loss", "other_accuracy", "kernel_alignment")
    experiment = xr.Dataset({name: (dims, np.full(shape, np.nan)) for name in names}, coords)
    experiment["diverged"] = (dims[:-1], np.full(shape[:-1], np.nan))
    richer = xr.DataArray([1.0, 0.0] if circuits else [1.0, 0.5, 0.0], dims=list(further)[-1])
    random = np.random.default_rng(random_seed)
    shares = {point: 1 - (similarity or {}).get((a, b), 0) for a, b in pairs for point in _chain(a, b)}
    for point, share in shares.items():
        _fill(experiment, dict(zip(CHAIN, point, strict=True)), share * effect * richer, noise, random)
    for place in diverged:
        experiment.diverged.loc[place] = 1
        for name in names:
            experiment[name].loc[place | {"step": list(steps[1:])}] = np.nan
    if similarity:
        experiment["task_similarity"] = experiment.diverged.where(False)
        for (a, b), value in similarity.items():
            experiment.task_similarity.loc[dict(zip(CHAIN, (b, a, a), strict=True))] = value
    experiment["mixed_tasks"] = "task", [mixtures.get(name, "") for name in sweep["task"]]
    experiment.attrs.update(experiment="forgetting", sweep=json.dumps([*sweep, *further]), parameters="{}")
    return experiment


CHAIN = ("task", "earlier_tasks", "tested_on")


def _chain(first, second):
    """Places of the first task alone, the second after it, the first again, and both at once."""
    alone, after = (first, "none", "own"), (second, first, first)
    return [alone, after, (first, f"{first}, {second}", "own"), (f"{first}_and_{second}", "none", first)]


def _fill(experiment, place, richer, noise, random):
    """Write the values of one phase: `richer` is over rank, or over null_model."""
    part = experiment.accuracy.sel(place, drop=True)
    time = np.log1p(part.step) / np.log1p(float(part.step.max()))
    wobble = noise * xr.DataArray(random.standard_normal(part.shape), dims=part.dims)
    again = "," in place["earlier_tasks"]
    lost = 0.3 + 0.2 * richer
    learned = 0.9 - (lost if again else 0.6) * (1 - time) ** (1 + again * (2 - richer)) + wobble
    values = {"accuracy": learned, "loss": 1.1 - learned, "kernel_alignment": 1 - time * (0.4 + 0.4 * richer) + wobble}
    if place["tested_on"] != "own":
        joint = "_and_" in place["task"]
        values["other_accuracy"] = 0.88 - (0.1 * (1 - time) if joint else lost * time) + wobble
        values["other_loss"] = 1.1 - values["other_accuracy"]
    for name, value in values.items():
        experiment[name].loc[place] = value.broadcast_like(part).transpose(*part.dims)
    experiment.diverged.loc[place] = 0
