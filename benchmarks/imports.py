"""Import time of what each job imports, and of what every reading of the Snakefile imports."""

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import timing

HEAVY = ("torch", "neurogym", "seaborn", "matplotlib", "scipy", "statsmodels", "xarray", "pandas", "snakemake")
# What a script is there to use; anything else of HEAVY that it imports is flagged.
NEEDED = {
    "trials": {"neurogym", "torch", "xarray", "pandas", "matplotlib", "scipy"},  # NeuroGym brings all but xarray
    "connectivity": {"xarray", "pandas"},
    "train": {"torch", "xarray", "pandas"},
    "measure": {"torch", "xarray", "pandas"},
    "aggregate": {"xarray", "pandas", "scipy"},
    "claims": {"xarray", "pandas", "scipy"},
    "figure": {"xarray", "pandas", "matplotlib", "seaborn", "scipy"},
    "scorecard": {"pandas", "matplotlib", "seaborn", "scipy"},  # seaborn brings the last
    "clean": set(),
    "Snakefile": set(),
}
# Packages whose modules a script imports by name, when it runs.
BY_NAME = {"claims": "studies.connectivity.claims", "figure": "studies.connectivity.figures"}
_CHILD = """
import importlib, json, pathlib, pkgutil, runpy, sys, time
start = time.perf_counter()
what, script, package, heavy = json.loads(sys.argv[1])
sys.path[:0] = [what, str(pathlib.Path(what).parent)]
if script:
    runpy.run_path(script)
else:
    import richlazy.planning.run_hooks
if package:
    place = importlib.import_module(package).__path__
    for module in pkgutil.iter_modules(place):
        importlib.import_module(f"{package}.{module.name}")
seconds = time.perf_counter() - start
print(json.dumps([seconds, [name for name in heavy if name in sys.modules]]))
"""


def import_once(script: Path | None, package: str | None) -> tuple[float, list[str]]:
    """Seconds that a fresh process takes for the imports, and which heavy packages came in."""
    task = json.dumps([str(timing.SCRIPTS), script and str(script), package, HEAVY])
    command = [sys.executable, "-c", _CHILD, task]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, found = json.loads(done.stdout.splitlines()[-1])
    return seconds, found


def row(name: str, times: Sequence[float], found: Sequence[str]) -> list[str]:
    """One line of the table."""
    needless = sorted(set(found) - NEEDED.get(name, set()))
    flag = f"**needless: {', '.join(needless)}**" if needless else ""
    return [name, f"{statistics.median(times):.2f}", f"{min(times):.2f}", ", ".join(found), flag]


def main(rounds: int = 5) -> str:
    """Markdown table of all scripts; rounds are interleaved."""
    scripts = {path.stem: path for path in sorted(timing.SCRIPTS.glob("*.py"))} | {"Snakefile": None}
    times: dict[str, list[float]] = {name: [] for name in scripts}
    found: dict[str, list[str]] = {}
    for _ in range(rounds):
        for name, script in scripts.items():
            seconds, found[name] = import_once(script, BY_NAME.get(name))
            times[name].append(seconds)
    rows = [["script", "median s", "least s", "heavy packages", ""], ["---"] * 5]
    rows += [row(name, times[name], found[name]) for name in scripts]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    print(main(parser.parse_args().rounds))
