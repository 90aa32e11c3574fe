"""The configs of the repository as runs see them: with the experiments of all studies."""

from copy import deepcopy
from pathlib import Path

import yaml
from richlazy.contracts import studies
from richlazy.contracts.files_of_config import laid_over
from richlazy.contracts.registry import studies as folders

ROOT = Path(__file__).parents[2]


def read_config(name: str = "config.yaml") -> dict:
    """config/`name` with what the studies say for it: as a whole, or as an overlay of the whole for the other files."""
    content = yaml.safe_load((ROOT / "config" / name).read_text(encoding="utf-8"))
    if name == "config.yaml":
        return studies.with_studies(content)
    changes: dict = {}
    for study in folders():
        changes = laid_over(changes, studies.read(study).get(content["size"], {}))
    return deepcopy(laid_over(changes, content))
