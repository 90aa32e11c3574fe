"""Whether the studies that a study collects exist and sweep what its figures need; knows no numerical library."""

from collections.abc import Mapping

from richlazy import figures
from richlazy.contracts.literals import literal
from richlazy.errors import InputError


def check_collection(where: str, section: Mapping, studies: Mapping[str, Mapping | None]) -> None:
    """Raise InputError for a collected study that does not exist or has no sweep, and where all are left out.

    where: the study that collects, `section` what the config says of it; studies: all of the config.
    """
    for name in section["collects"]:
        if name not in studies:
            raise InputError(
                f"{where}.collects: there is no study {name!r}; allowed are the studies of the config, "
                f"{', '.join(study for study in studies if f'studies.{study}' != where)}"
            )
        if studies[name] and "sweep" not in studies[name]:
            raise InputError(f"{where}.collects: {name} has no `sweep`, and no measures of one; leave it out")
    if not any(studies[name] for name in section["collects"]):
        raise InputError(
            f"{where}.collects: none of {', '.join(section['collects'])} is run; name a study that is not null, or "
            f"write `{where.removeprefix('studies.')}: null`"
        )


def check_collected_sweeps(where: str, figure: str, section: Mapping, studies: Mapping[str, Mapping | None]) -> None:
    """Raise InputError unless all collected studies sweep what a figure has in EACH_NEEDS."""
    for name in filter(studies.get, section["collects"]):
        for parameter in literal(figures.path(figure), "EACH_NEEDS"):
            if parameter not in studies[name]["sweep"]:
                raise InputError(
                    f"{where}.figures: {figure} needs every collected study to sweep `{parameter}`; add "
                    f"`{parameter}: [...]` to studies.{name}.sweep, or leave {name} out of {where}.collects"
                )
