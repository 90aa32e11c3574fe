"""Names in the config that become names of files; the schema defines their characters."""

from collections.abc import Mapping

from richlazy.errors import InputError

# Largest length: the file name of an artefact has up to three names, a digest and some words, at most 255 bytes.
LONGEST = 60
# Names of experiments and tasks that would be ambiguous.
_STAGES = ("trials", "connectivity", "train", "measure", "compare", "replicate")
_FOLDERS = (*_STAGES, "plan", "figures", "logs", "benchmarks")
_RULES = (
    "all",
    "everything",
    "clean",
    "initial_matrices",
    "bring",
    "fetch",
    "aggregate",
    "simulate",
    "replicate",
    "claims",
    "scorecard",
    "explorer",
    "figure",
    "provenance",
)
RESERVED = {
    "experiments": dict.fromkeys(_FOLDERS, "the name of a folder of results")
    | dict.fromkeys(_RULES, "the name of a rule, as `snakemake --cores 1 NAME` takes it"),
    "tasks": {"own": "what `tested_on: own` and `task: own` call no task", "none": "how tables call no earlier task"},
    "matrices": {},
}


def check_names(config: Mapping) -> None:
    """Raise InputError for a name that is too long or reserved, and for two that differ in case alone."""
    for section in ("tasks", "matrices", "experiments"):
        seen: dict[str, str] = {}
        for name in config[section]:
            if len(name) > LONGEST:
                raise InputError(f"{section}.{name}: the name has {len(name)} letters; allowed are up to {LONGEST}")
            if meaning := RESERVED[section].get(name.casefold()):
                raise InputError(f"{section}.{name}: this is {meaning}; choose another, for example `{name}_1`")
            other = seen.setdefault(name.casefold(), name)
            if other != name:
                raise InputError(
                    f"{section}.{name}: {other!r} is there too, and some file systems take both names for one; choose "
                    "another"
                )
