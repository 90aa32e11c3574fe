"""The wheel: the library under its own name, and the project's folders around it as in a checkout.

The library finds `config`, `envs`, `studies` and the schema three folders above its modules. So they
are installed around it, in a folder of the distribution's name, and a path file beside that folder makes
`import richlazy` find the library. `scripts/*.py`, which the stages run, are therefore no modules of everybody's.
"""

import shutil
import sys
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
HOME = "rich_lazy_connectivity"
PATH_FILE = f"{HOME}.pth"
# Folders of a checkout, and where they are in the wheel's folder.
PLACES = {
    "scripts/richlazy": "library/richlazy",
    "scripts": "scripts",
    "studies": "studies",
    "config": "config",
    "envs": "envs",
    "workflow/schemas": "workflow/schemas",
}


def installed_folders() -> dict[str, str]:
    """Every folder with files, as the dotted name that setuptools has for it, with its place in the checkout."""
    found = {}
    for folder, place in PLACES.items():
        inside = sorted((ROOT / folder).rglob("*")) if folder != "scripts" else []
        for path in [ROOT / folder, *inside]:
            hidden = any(part.startswith((".", "__")) for part in path.relative_to(ROOT).parts)
            if path.is_dir() and not hidden:
                below = path.relative_to(ROOT / folder).parts
                found[".".join([HOME, *place.split("/"), *below])] = str(path.relative_to(ROOT))
    return found


class BuildPy(build_py):
    """The usual build, from an empty folder, with the path file."""

    def run(self) -> None:
        """Build; files that an earlier build left are removed, since they would be installed as well."""
        shutil.rmtree(Path(self.build_lib) / HOME, ignore_errors=True)
        super().run()
        if not self.editable_mode:
            Path(self.build_lib, PATH_FILE).write_text(f"{HOME}/library\n", encoding="utf-8")

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """What `run` writes."""
        return [*super().get_outputs(include_bytecode), str(Path(self.build_lib, PATH_FILE))]


if "editable_wheel" in sys.argv:  # `pip install --editable .`: the checkout itself
    setup(packages=find_packages("scripts"), package_dir={"": "scripts"})
else:
    folders = installed_folders()
    setup(packages=list(folders), package_dir=folders, package_data={"": ["*"]}, cmdclass={"build_py": BuildPy})
