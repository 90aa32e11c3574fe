"""A new part of every kind, as files for a copy of the project: most do what a part that is there does."""

import shutil
import subprocess
import sys
from pathlib import Path

_PARAMETER = """PARAMETERS = {
    "newcomers_share": {
        "description": "A share that only newcomers take.",
        "type": "number",
        "minimum": 0,
        "maximum": 1,
        "default": 0.5,
        "stage": "train",
    },
"""
_MEASURE = '''"""A measure that draws random numbers for a purpose of its own."""

from richlazy import randomness
from richlazy.measures.snapshot import Snapshot

LONG_NAME = "weight under study in a random direction"
UNITS = "1"
RANGE = (None, None)
ASKS = ["studied_matrices"]


def measure(initial: Snapshot, current: Snapshot) -> float:
    """Product of the weights under study with a random vector."""
    weights = current.studied_weights.numpy()
    return float(weights @ randomness.generator("a purpose of newcomers", 0).standard_normal(len(weights)))
'''
_DERIVED = '''"""Learning rate for each trial of a minibatch."""

PARAMETERS = {
    "newcomers_rate": {
        "description": "Learning rate for each trial of a minibatch.",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1,
        "default": 0.0001,
        "stage": "train",
    },
}
SETS = ["learning_rate"]


def derive(newcomers_rate, batch):
    """The learning rate of a minibatch."""
    return {"learning_rate": newcomers_rate * batch}
'''
_BETWEEN_SEEDS = '''"""A measure between seeds that draws nothing."""

from richlazy.measures.between_seeds.networks import Network

LONG_NAME = "difference of the first weight under study between seeds"
UNITS = "1"
RANGE = (0, None)
ASKS = ["studied_matrices"]


def describe(network: Network) -> float:
    """The first weight under study."""
    return float(network.current.studied_weights[0])


def compare(first: float, second: float) -> float:
    """Absolute difference."""
    return abs(first - second)
'''
# Room below scripts/richlazy and that of a study, and the module there that the new one is a copy of.
ROOMS = {
    "optimiser": ("training/optimizers", "optimizers", "sgd"),
    "objective": ("objectives", "objectives", "squared_error"),
    "stopping rule": ("training/stopping", "stopping", "train_error"),
    "learning rule": ("training/rules", "rules", "gradient"),
    "act after an update": ("training/after_update", "after_update", "dale"),
    "data set": ("data/tables", "data", "linear_teacher"),
    "builder": ("connectivity/builders", "builders", "uniform"),
    "null model": ("connectivity/null_models", "null_models", "shuffled"),
    "truncation": ("connectivity/truncations", "truncations", "svd"),
    "measure": ("measures", "measures", None),
    "measure between seeds": ("measures/between_seeds", "between_seeds", None),
    "learner": ("learners", "learners", None),
    "derived parameter": ("derived", "derived", None),
}
# Where the registry of a kind is.
REGISTRIES = {kind: f"richlazy.{room.replace('/', '.')}" for kind, (room, _, _) in ROOMS.items()}


def add(project: Path, kind: str, name: str, study: str | None = None) -> Path:
    """Add a part to the library of a copy of the project, or to a study there; returns its file."""
    room, of_study, model = ROOMS[kind]
    place = project / "studies" / study / of_study if study else project / "scripts" / "richlazy" / room
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{name}.py"
    assert not path.exists()
    path.write_text(_text(project, kind, room, model, name), encoding="utf-8")
    return path


def _text(project: Path, kind: str, room: str, model: str | None, name: str) -> str:
    written_out = {"measure": _MEASURE, "measure between seeds": _BETWEEN_SEEDS, "derived parameter": _DERIVED}
    if kind in written_out:
        return written_out[kind]
    if kind == "learner":
        return (Path(__file__).parents[1] / "guest" / "learners" / "committee.py").read_text(encoding="utf-8")
    text = (project / "scripts" / "richlazy" / room / f"{model}.py").read_text(encoding="utf-8")
    if kind == "data set":
        return text.replace('ENVIRONMENT = "LinearTeacher"', f'ENVIRONMENT = "{name.title()}"')
    if kind == "optimiser":
        return text.replace("PARAMETERS = {\n", _PARAMETER)
    return f"{text}\n\nNEWCOMER = True\n"


def add_study(project: Path, name: str) -> None:
    """Add a copy of the template of a study to a copy of the project."""
    shutil.copytree(project / "studies" / "_template", project / "studies" / name)


def known(project: Path, kind: str) -> list[str]:
    """Names of the parts of a kind that a copy of the project finds, in a process of its own."""
    program = f"from {REGISTRIES[kind]} import registry; print(*registry.available())"
    path = f"{project / 'scripts'}:{project}"
    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=project, env={"PYTHONPATH": path}, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.split()
