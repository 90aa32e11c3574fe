"""One job in a process of its own: the script of a stage, as Snakemake would run it."""

import json
import runpy
import sys
from pathlib import Path
from types import SimpleNamespace

from richlazy.contracts.registry import PROJECT

# The script of the stage. No stage imports this module.
IMPORTS_BY_NAME = True


class _Files(list):
    """Files of a job by number and by name; a name without a file gives an empty list, as Snakemake does."""

    def __init__(self, files: object):
        named = files if isinstance(files, dict) else {}
        super().__init__(named.values() if named else files)
        self._named = named

    def __getattr__(self, name: str) -> object:
        return self._named.get(name, [])


def run(job: dict) -> None:
    """Run the script of a job, which writes its files; the folders of these are made first."""
    output, log = _Files(job["output"]), Path(job["log"])
    for path in [*map(Path, output), log]:
        path.parent.mkdir(parents=True, exist_ok=True)
    told = SimpleNamespace(
        input=_Files(job["input"]),
        output=output,
        params=SimpleNamespace(**job["params"]),
        log=[str(log)],
        threads=job["threads"],
        config={"machine": job["machine"]},
    )
    runpy.run_path(str(PROJECT / "scripts" / f"{job['script']}.py"), {"snakemake": told}, "__main__")


if __name__ == "__main__":
    run(json.load(sys.stdin))
