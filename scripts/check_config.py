"""Whether config files can be run, told without running anything of them: python scripts/check_config.py FILE ...

Snakemake itself runs a config file that asks for YTE as a program, in a dry run, too; so read a stranger's file with
this one first. The files are laid over one another, and over config/config.yaml, in their order; `--alone` for files
that are complete.
"""

import argparse
from pathlib import Path

from richlazy.contracts.files_of_config import laid_over, read_file
from richlazy.contracts.studies import with_studies
from richlazy.errors import InputError
from richlazy.planning.project import read_project
from richlazy.planning.targets import EVERYTHING, asked_for

ROOT = Path(__file__).parents[1]


def main(paths: list[Path], alone: bool = False) -> str:
    """What there is to say of the files; raises InputError for what is refused."""
    config: object = {} if alone else read_file(ROOT / "config" / "config.yaml")
    for path in paths:
        config = laid_over(config, read_file(path))
    project = read_project(config if alone else with_studies(config), ROOT)
    asked_for([EVERYTHING], project)
    return f"plain values, no program; experiments: {', '.join(project.illustrated)}; output: {project.output}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--alone", action="store_true", help="do not lay them over config/config.yaml")
    arguments = parser.parse_args()
    try:
        print(main(arguments.files, arguments.alone))
    except InputError as error:
        raise SystemExit(str(error)) from None
