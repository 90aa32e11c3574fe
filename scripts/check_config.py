"""Check config files without running any code in them: python scripts/check_config.py FILE ...

Snakemake itself runs a config file that asks for YTE as a program, even in a dry run; so check files of other people
with this script first. The files are merged in their order, over config/config.yaml; `--alone` is for complete files.
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
    """A summary of the merged config; raises InputError for an invalid one."""
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
