"""Whether the experiments that an experiment collects exist and sweep what its figures need; knows no numerical
library."""

from collections.abc import Mapping

from richlazy.contracts.registry import literal
from richlazy.contracts.study_parts import figures
from richlazy.errors import InputError


def check_collection(where: str, section: Mapping, experiments: Mapping[str, Mapping | None]) -> None:
    """Raise InputError for a collected experiment that does not exist or has no sweep, and where all are left out.

    where: the experiment that collects, `section` what the config says of it; experiments: all of the config.
    """
    for name in section["collects"]:
        if name not in experiments:
            raise InputError(
                f"{where}.collects: there is no experiment {name!r}; allowed are the experiments of the config, "
                f"{', '.join(experiment for experiment in experiments if f'experiments.{experiment}' != where)}"
            )
        if experiments[name] and "sweep" not in experiments[name]:
            raise InputError(f"{where}.collects: {name} has no `sweep`, and no measures of one; leave it out")
    if not any(experiments[name] for name in section["collects"]):
        raise InputError(
            f"{where}.collects: none of {', '.join(section['collects'])} is run; name an experiment that is "
            f"not null, or "
            f"write `{where.removeprefix('experiments.')}: null`"
        )


def check_collected_sweeps(
    where: str, figure: str, section: Mapping, experiments: Mapping[str, Mapping | None]
) -> None:
    """Raise InputError unless all collected experiments sweep what a figure has in EACH_NEEDS."""
    for name in filter(experiments.get, section["collects"]):
        for parameter in literal(figures.path(figure), "EACH_NEEDS"):
            if parameter not in experiments[name]["sweep"]:
                raise InputError(
                    f"{where}.figures: {figure} needs every collected experiment to sweep `{parameter}`; add "
                    f"`{parameter}: [...]` to experiments.{name}.sweep, or leave {name} out of {where}.collects"
                )
