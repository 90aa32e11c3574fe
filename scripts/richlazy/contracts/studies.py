"""Studies: what `studies/<name>/study.yaml` says, and how a config is put together with it.

A study's file has `experiments`, and where it needs them `tasks` and `matrices` of its own, `parameters` for all of its
experiments, `quick` and `complete`, which are laid over it where the config asks for that size, and `topics`, which
group its figures under headings. All of it but the last is written as in a config.
"""

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path

from richlazy.artefacts.code_digest import code_digest
from richlazy.artefacts.disk_cache import cached
from richlazy.artefacts.identity import digest
from richlazy.contracts import registry
from richlazy.contracts.files_of_config import laid_over, read_file
from richlazy.contracts.messages import shown
from richlazy.contracts.registry import studies
from richlazy.contracts.schema import load_yaml
from richlazy.errors import InputError

FILE = "study.yaml"
# The study that is run where no target is named; its experiments come first.
DEFAULT = "connectivity"
# What a study's file may hold: sections that become those of the config, the sizes in which they differ, and the rest.
_SECTIONS = ("tasks", "matrices", "experiments")
SIZES = ("quick", "complete")
_KEYS = (*_SECTIONS, "parameters", *SIZES, "topics")


def with_studies(config: Mapping) -> dict:
    """The config with the tasks, matrices and experiments of all studies, in the size that it asks for.

    What the config says itself goes before what a study says, key by key; an experiment that it sets to null is left
    out. The experiments of the default study come first, then those of the others by name, then the config's own. A
    config that was put together so stays as it is. Raises InputError for a study's file that is wrong, and for two
    studies that give one name to different things.
    """
    if "studies" in config:
        raise InputError("studies: sweeps are called experiments, and a study is a folder; write `experiments: ...`")
    found: dict[str, dict] = {section: {} for section in _SECTIONS}
    for study in _in_order():
        content = _of_size(study, config.get("size"))
        for section in _SECTIONS:
            for name, entry in content.get(section, {}).items():
                known = name in found[section]
                if found[section].setdefault(name, entry) != entry or (known and section == "experiments"):
                    raise InputError(_clash(study, section, name))
    _check_shared(found, config)
    together = laid_over(deepcopy(found), config)
    if isinstance(together["experiments"], Mapping):
        together["experiments"] = _with_parameters(together["experiments"], config.get("size"))
    return {key: together[key] for key in {**config, **together}}


def study_of() -> dict[str, str]:
    """The study of every experiment that a study's file has, in any size; those of a config alone are not here."""
    return {
        experiment: study
        for study in _in_order()
        for size in (None, *SIZES)
        for experiment in _of_size(study, size).get("experiments", {})
    }


def topics() -> dict[str, dict[str, list[str]]]:
    """The figures of each study by headings, where its file has any."""
    return {study: dict(read(study).get("topics", {})) for study in _in_order()}


def read(study: str) -> dict:
    """What the file of a study says, to be read only. Raises InputError where it is no file of a study."""
    return _read(file_of(study))


def file_of(study: str) -> Path:
    """The file of a study."""
    return studies()[study] / FILE


@cache
def _read(path: Path) -> dict:
    # What was checked is remembered, and not what it says: the order of experiments is that of the file.
    text = path.read_bytes().decode("utf-8", "surrogateescape") if path.is_file() else ""
    code = code_digest([Path(__file__)])
    cached(f"study {digest([str(path), text])}", code, lambda: _check(path))
    return load_yaml(path)


def _in_order() -> list[str]:
    return sorted(studies(), key=lambda study: (study != DEFAULT, study))


def _of_size(study: str, size: object) -> dict:
    content = read(study)
    return laid_over(content, content[size]) if size in SIZES and size in content else content


def _with_parameters(experiments: Mapping, size: object) -> dict:
    """The experiments, each sweep with the parameters that its study has for all, unless it sweeps or sets them
    itself."""
    studies_of = study_of()
    found = {}
    for name, section in experiments.items():
        shared = _of_size(studies_of[name], size).get("parameters", {}) if name in studies_of else {}
        if shared and isinstance(section, Mapping) and "sweep" in section:
            grids = [section["sweep"], *(section.get("also") or [])]
            swept = {parameter for grid in grids if isinstance(grid, Mapping) for parameter in grid}
            unswept = {parameter: value for parameter, value in shared.items() if parameter not in swept}
            section = {**section, "parameters": unswept | (section.get("parameters") or {})}
        found[name] = section
    return found


def _check_shared(found: Mapping[str, Mapping], config: Mapping) -> None:
    """Raise InputError for a task or matrix of a study whose name means another one in config/config.yaml."""
    for section in ("tasks", "matrices"):
        given = config.get(section)
        for name, entry in found[section].items() if isinstance(given, Mapping) else ():
            if (
                given.get(name, entry) != entry
                and name in load_yaml(registry.PROJECT / "config" / "config.yaml")[section]
            ):
                study = next(study for study in _in_order() if name in read(study).get(section, {}))
                raise InputError(
                    f"{file_of(study)}: {section}.{name}: config/config.yaml has another of this name; choose another, "
                    f"for example `{name}_of_{study}`"
                )


def _check(path: Path) -> None:
    if not path.is_file():
        raise InputError(f"{path}: the study has no such file; write one with `experiments: ...`, or remove the folder")
    content = read_file(path, example="experiments: ...")
    _check_keys(f"{path}: ", content, _KEYS)
    for heading, names in content.get("topics", {}).items():
        if not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
            raise InputError(
                f"{path}: topics.{heading}: found {shown(names)}; allowed is a list of names of figures: write "
                f"`{shown(heading)}: [...]`"
            )
    for size in SIZES:
        _check_keys(f"{path}: {size}.", content.get(size, {}), (*_SECTIONS, "parameters"))


def _check_keys(where: str, content: object, allowed: tuple[str, ...]) -> None:
    if not isinstance(content, Mapping):
        raise InputError(
            f"{where.rstrip(':. ')}: found {shown(content)}; allowed is a mapping: write `experiments: ...`"
        )
    for key, value in content.items():
        if key not in allowed:
            raise InputError(f"{where}{key}: a study has no such key; allowed are {', '.join(allowed)}")
        if not isinstance(value, Mapping):
            raise InputError(
                f"{where}{key}: found {shown(value)}; allowed is a mapping: write its entries below `{key}:`"
            )


def _clash(study: str, section: str, name: str) -> str:
    other = next(one for one in _in_order() if name in read(one).get(section, {}))
    return (
        f"{file_of(study)}: {section}.{name}: {file_of(other)} has another of this name; rename one of them, for "
        f"example to `{name}_of_{study}`"
    )
