"""Studies: reading of `studies/<name>/study.yaml`, and the config with the experiments of all studies.

The file of a study has `experiments`, and may have `tasks` and `matrices`, `parameters` and `default_measures` for all
of its experiments, `quick` and `complete`, which are merged over it if the config has that `size`, and `topics`,
headings for its figures. All keys but `topics` have the format of the config.
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
# The study that runs without a target; its experiments come first.
DEFAULT = "connectivity"
# Keys of a study's file: sections that are merged with those of the config, sizes, and others.
_SECTIONS = ("tasks", "matrices", "experiments")
SIZES = ("quick", "complete")
_MEASURES = "default_measures"
_KEYS = (*_SECTIONS, "parameters", _MEASURES, *SIZES, "topics")


def with_studies(config: Mapping) -> dict:
    """The config with the tasks, matrices and experiments of all studies, in the config's `size`.

    Keys of the config override those of a study; an experiment that the config sets to null is left out. Experiments of
    the default study come first, then those of other studies by name, then the config's own. Applying the function
    twice changes nothing. Raises InputError for an invalid study file, and for two studies that use one name for
    different things.
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
    if config.get(_MEASURES) is not None:  # those of a config go before all that studies' files say
        sections = found["experiments"]
        found["experiments"] = {name: _without_default_measures(section) for name, section in sections.items()}
    together = laid_over(deepcopy(found), config)
    if isinstance(together["experiments"], Mapping):
        together["experiments"] = _with_shared(together["experiments"], config)
    return {key: together[key] for key in {**config, **together}}


def study_of() -> dict[str, str]:
    """The study of every experiment in a study's file, in any size; experiments that only a config has are left out."""
    return {
        experiment: study
        for study in _in_order()
        for size in (None, *SIZES)
        for experiment in _of_size(study, size).get("experiments", {})
    }


def topics() -> dict[str, dict[str, list[str]]]:
    """The figures of each study by heading; empty for a study without topics."""
    return {study: dict(read(study).get("topics", {})) for study in _in_order()}


def read(study: str) -> dict:
    """Content of the file of a study; read-only. Raises InputError for an invalid one."""
    return _read(file_of(study))


def file_of(study: str) -> Path:
    """The file of a study."""
    return studies()[study] / FILE


@cache
def _read(path: Path) -> dict:
    # Only the result of the check is cached, not the content, whose order of experiments would be lost.
    text = path.read_bytes().decode("utf-8", "surrogateescape") if path.is_file() else ""
    code = code_digest([Path(__file__)])
    cached(f"study {digest([str(path), text])}", code, lambda: _check(path))
    return load_yaml(path)


def _in_order() -> list[str]:
    return sorted(studies(), key=lambda study: (study != DEFAULT, study))


def _of_size(study: str, size: object) -> dict:
    content = read(study)
    return laid_over(content, content[size]) if size in SIZES and size in content else content


def _with_shared(experiments: Mapping, config: Mapping) -> dict:
    """The experiments; each sweep has the parameters of its study that it neither sweeps nor sets itself, and unless it
    has its own the default measures of the config or, if that has none, of its study."""
    studies_of, found = study_of(), {}
    for name, section in experiments.items():
        if isinstance(section, Mapping) and "sweep" in section:
            study = _of_size(studies_of[name], config.get("size")) if name in studies_of else {}
            measures = study.get(_MEASURES) if config.get(_MEASURES) is None else config[_MEASURES]
            section = _with_parameters(section, study.get("parameters", {}))
            section = section if measures is None else {_MEASURES: measures, **section}
        found[name] = section
    return found


def _without_default_measures(section: object) -> object:
    return {key: section[key] for key in section if key != _MEASURES} if isinstance(section, Mapping) else section


def _with_parameters(section: Mapping, shared: Mapping) -> Mapping:
    if not shared:
        return section
    grids = [section["sweep"], *(section.get("also") or [])]
    swept = {parameter for grid in grids if isinstance(grid, Mapping) for parameter in grid}
    unswept = {parameter: value for parameter, value in shared.items() if parameter not in swept}
    return {**section, "parameters": unswept | (section.get("parameters") or {})}


def _check_shared(found: Mapping[str, Mapping], config: Mapping) -> None:
    """Raise InputError for a task or matrix of a study with the name of a different one in config/config.yaml."""
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
        _check_keys(f"{path}: {size}.", content.get(size, {}), (*_SECTIONS, "parameters", _MEASURES))


def _check_keys(where: str, content: object, allowed: tuple[str, ...]) -> None:
    if not isinstance(content, Mapping):
        raise InputError(
            f"{where.rstrip(':. ')}: found {shown(content)}; allowed is a mapping: write `experiments: ...`"
        )
    for key, value in content.items():
        if key not in allowed:
            raise InputError(f"{where}{key}: a study has no such key; allowed are {', '.join(allowed)}")
        if key == _MEASURES:
            _check_measures(f"{where}{key}", value)
        elif not isinstance(value, Mapping):
            raise InputError(
                f"{where}{key}: found {shown(value)}; allowed is a mapping: write its entries below `{key}:`"
            )


def _check_measures(where: str, value: object) -> None:
    """Raise InputError unless the default measures are a list of text; names are checked in the experiments."""
    if not (isinstance(value, list) and all(isinstance(name, str) for name in value)):
        raise InputError(
            f"{where}: found {shown(value)}; allowed is a list of names of measures: write "
            f"`{_MEASURES}: [training_loss]`"
        )


def _clash(study: str, section: str, name: str) -> str:
    other = next(one for one in _in_order() if name in read(one).get(section, {}))
    return (
        f"{file_of(study)}: {section}.{name}: {file_of(other)} has another of this name; rename one of them, for "
        f"example to `{name}_of_{study}`"
    )
