"""Checks of the output folder, before anything is written: a run must not overwrite files of the user."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from richlazy.artefacts.file_list import LIST, listed
from richlazy.artefacts.files import check_writable
from richlazy.contracts.parts import artefact_stages
from richlazy.errors import InputError
from richlazy.planning.index import NAME as INDEX
from richlazy.planning.index import is_index
from richlazy.planning.output_files import foreign_files
from richlazy.planning.plugin_modules import downloads
from richlazy.planning.project import Project

# Folders of the project, which may not be output folders; nor may those whose names begin with a dot.
PROJECT = ("benchmarks", "config", "docs", "envs", "profiles", "scripts", "studies", "tests", "workflow")
# Folders in every output folder, and in `results`.
_OWN = ("benchmarks", "figures", "logs")
_SHARED = ("benchmarks", "logs", *artefact_stages())


def check_output(project: Project, files: Mapping[str, list[str]]) -> None:
    """Raise InputError for an output folder that belongs to the project, that cannot be written, or in which a run
    would overwrite files that the pipeline did not write.

    files: those that a run may write, from `files_by_plan`.
    """
    output = Path(project.output)
    _check_experiments(project)
    for folder in (Path("results"), *(Path("results") / name for name in _SHARED)):
        _check_folder(folder, project.base)
    _check_downloads(project)
    problem = _place_problem(output, project.base)
    if problem:
        raise InputError(f"output: {problem}; write `output: {_free_folder(project)}`")
    for folder in _folders_of(output, files):
        _check_folder(folder, project.base)
    problem = _problem_of_files(output, files)
    if problem:
        raise InputError(f"output: {problem}; write `output: {_free_folder(project)}`, or move away what is there")


def _check_experiments(project: Project) -> None:
    """Raise InputError for an experiment whose folder is the output folder of another config."""
    for name in project.illustrated:
        folder = Path(project.output) / name
        if (folder / LIST).exists():
            raise InputError(
                f"experiments.{name}: {folder} is the output folder of another config; choose another name, "
                f"for example "
                f"`{name}_experiment: ...`"
            )


def _place_problem(output: Path, base: Path) -> str | None:
    """The reason why a folder cannot be an output folder; None if it can."""
    parts = _below(output, Path("results"))
    if parts and parts[0].casefold() in (*_OWN, *_SHARED):
        return f"{output} is a folder of the pipeline itself"
    if _below(output, Path("resources")) is not None:
        return f"{output} is the folder of downloads"
    return _project_problem(output, base)


def _project_problem(folder: Path, base: Path) -> str | None:
    """The reason why nothing may be written in a folder: it is, contains or is in a folder of the project; or None."""
    for home in (base, Path()):
        parts = _below(folder, home)
        if parts == () or _below(home, folder):
            return f"{folder} is, or holds, the folder of the project"
        if parts and (parts[0].casefold() in PROJECT or parts[0].startswith(".")):
            return f"{folder} is of the project itself (of its folder {parts[0]})"
    return None


def _below(folder: Path, home: Path) -> tuple[str, ...] | None:
    """The path components from `home` to a folder below it, links resolved; () if they are equal, None if not below."""
    found, start = os.path.realpath(folder), os.path.realpath(home)
    if found == start:
        return ()
    return tuple(os.path.relpath(found, start).split(os.sep)) if found.startswith(f"{start}{os.sep}") else None


def _folders_of(output: Path, files: Mapping[str, list[str]]) -> list[Path]:
    """The output folder and all folders in it that a run writes in."""
    below = {parent for names in files.values() for name in names for parent in Path(name).parents}
    return sorted(output / folder for folder in below)


def _check_downloads(project: Project) -> None:
    """Check the folder of downloads, which may be read-only if nothing is to be downloaded."""
    folder = Path("resources")
    artefacts = (artefact for stage in project.plan.artefacts.values() for artefact in stage.values())
    files = (path for artefact in artefacts for paths in downloads(artefact).values() for path in paths)
    if not all(map(os.path.exists, files)):
        check_writable(folder)
    _check_link(folder, project.base)


def _check_folder(folder: Path, base: Path) -> None:
    """Raise InputError for a folder that cannot be written, or that is a link into the project."""
    check_writable(folder)
    _check_link(folder, base)


def _check_link(folder: Path, base: Path) -> None:
    problem = folder.is_symlink() and _project_problem(folder, base)
    if problem:
        raise InputError(f"{folder}: the link leads astray: {problem}; remove the link: `rm {folder}`")


def _problem_of_files(output: Path, files: Mapping[str, list[str]]) -> str | None:
    """Text on existing files that a run must not overwrite; None if there are none."""
    foreign = foreign_files(output, files)
    if foreign:
        return f"{_told(output, foreign)}, which the pipeline did not write (or not as it is) and would write over"
    names = [name for found in files.values() for name in found]
    for folder in output.parents[:-1]:
        own, way = listed(folder), output.relative_to(folder)
        if own is None and is_index(folder / INDEX) and not is_index(output / INDEX):
            found = [name for name in names if (output / name).exists()]  # of a version that kept no list
        else:
            found = [name for name in names if (way / name).as_posix() in (own or ())]
        if found:
            return f"{_told(output, found)}, which belongs to the results in {folder}"
    return None


def _told(output: Path, names: Iterable[str]) -> str:
    first, *others = names
    more = f" and {len(others)} more" if others else ""
    return f"{output} holds {output / first}{more}"


def _free_folder(project: Project) -> str:
    """A free folder that the config could use as its output."""
    name = Path(project.output).name[:60]
    for candidate in (name, f"{name}_results", *(f"{name}_results{number}" for number in range(2, 1000))):
        folder = Path("results") / candidate
        if not (os.path.lexists(folder) or _place_problem(folder, project.base) or candidate in project.illustrated):
            return folder.as_posix()
    return f"{name}_results"
