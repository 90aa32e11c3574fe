"""A small study with results on disk, and the explorer of it: two experiments, a diverged run, matrices and claims."""

from pathlib import Path

import numpy as np
from claims import write_claims
from explorer import write_explorer
from helpers.factories import make_circuits, make_experiment
from richlazy.artefacts import store
from richlazy.artefacts.files import write_text
from richlazy.connectivity.initial import describe
from richlazy.reporting import scorecard

SEEDS, STEPS = 4, (0, 10, 1000)
LOST = ("2AF", 5, 2)  # task, rank and seed of the diverged run
CIRCUITS, NULLS = ("worm", "cortex"), ("none", "gaussian")
UNITS = 150  # more than the cells of a heat map
CLAIMS = {"rank": ["C1", "C2", "C7", "C12"], "structure": ["C3"]}


def experiments():
    """The tables of measures by name."""
    lost = [LOST]
    rank = make_experiment(ranks=(1, 5, 30), tasks=("2AF", "DMS"), seeds=SEEDS, steps=STEPS, size=30, diverged=lost)
    circuits = make_circuits(circuits=CIRCUITS, nulls=NULLS, tasks=("2AF",), seeds=SEEDS, steps=STEPS, size=12)
    return {"rank": rank, "structure": circuits}


def points(measures, name):
    """The points of an experiment with their files, as the planner tells them."""
    dims = [dim for dim in measures.diverged.dims if dim != "seed"]
    found = []
    for place in np.ndindex(*(measures.sizes[dim] for dim in dims)):
        at = {dim: measures[dim].values.tolist()[number] for dim, number in zip(dims, place, strict=True)}
        words = "-".join(map(str, at.values()))
        matrix = "-".join(str(value) for dim, value in at.items() if dim != "task")
        paths = {
            "measure": f"results/measure/{words}.nc",
            "train": f"results/train/{words}.nc",
            "connectivity": f"results/connectivity/{matrix}.nc",
            "trials": f"results/trials/{at['task']}.nc",
        }
        files = [
            {"stage": stage, "path": path, "seeds": [] if stage == "trials" else list(range(SEEDS)), "measures": []}
            for stage, path in paths.items()
        ]
        files[0]["measures"] = ["kernel_alignment", "weight_change", "loss"]
        found.append({"at": at, "files": files})
    return found


def write_study(folder: Path) -> dict:
    """Write tables, claims, scorecard and matrices below `folder`; returns the specification of the explorer."""
    entries, random = [], np.random.default_rng(0)
    for name, measures in experiments().items():
        table = folder / "results" / name / "measures.nc"
        table.parent.mkdir(parents=True)
        store.write(table, measures, {})
        write_claims(table, table.with_name("claims.csv"), "mine" if name == "rank" else "", name, CLAIMS[name], {})
        of_points = points(measures, name)
        files = [file for point in of_points for file in point["files"] if file["stage"] == "connectivity"]
        for path in sorted({file["path"] for file in files}):
            (folder / path).parent.mkdir(exist_ok=True)
            matrices = random.standard_normal((2, 1, UNITS, UNITS)) / np.sqrt(UNITS)
            store.write(folder / path, describe(matrices, [0, 1]), {})
        study = "mine" if name == "rank" else ""
        entries.append(
            {"experiment": name, "study": study, "measures": f"results/{name}/measures.nc", "points": of_points}
        )
    rows = scorecard.read([folder / "results" / name / "claims.csv" for name in CLAIMS])
    write_text(folder / "results" / "scorecard.csv", scorecard.to_csv(rows))
    return {"preset": "quick", "confidence": 0.95, "suffix": "", "config": "0123456789ab", "experiments": entries}


def write_page(folder: Path) -> Path:
    """The explorer of that study; the working directory must be `folder`, as paths are relative to it."""
    spec = write_study(folder)
    page = folder / "results" / "explorer.html"
    write_explorer(page, folder / "results" / "scorecard.csv", spec)
    return page
