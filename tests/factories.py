"""Synthetic studies in the form of `measures.nc`, with known trends, for tests."""

import json

import numpy as np
import xarray as xr

TRACKED = {
    "weight_change": ("change of the recurrent weights", "Frobenius norm"),
    "relative_weight_change": ("relative change of the recurrent weights", "1"),
    "representation_alignment": ("representation alignment", "1"),
    "kernel_alignment": ("tangent kernel alignment", "1"),
    "sign_similarity": ("sign similarity", "1"),
    "kernel_target_alignment": ("kernel-target alignment", "1"),
    "loss": ("loss", "nats"),
    "accuracy": ("accuracy", "1"),
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


def make_study(
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
    """A study whose alignments rise with rank by `trend` (0: none), and whose weight change falls with it.

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
    dataset.attrs.update(study="rank", sweep=json.dumps(list(sweep)), parameters=json.dumps({"hidden": size}))
    return dataset


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
