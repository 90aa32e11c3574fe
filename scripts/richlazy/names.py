"""Names in the config that become names of files; the schema says which letters they are made of."""

from collections.abc import Mapping

from richlazy.errors import InputError

# An artefact's name has at most three of them, a digest and some words; file systems take 255 bytes.
LONGEST = 60


def check_names(config: Mapping) -> None:
    """Raise InputError for a name that is too long, or that differs from another in small and large letters alone."""
    for section in ("tasks", "matrices", "studies"):
        seen: dict[str, str] = {}
        for name in config[section]:
            if len(name) > LONGEST:
                raise InputError(f"{section}.{name}: the name has {len(name)} letters; allowed are up to {LONGEST}")
            other = seen.setdefault(name.casefold(), name)
            if other != name:
                raise InputError(
                    f"{section}.{name}: {other!r} is there too, and some file systems take both names for one; choose "
                    "another"
                )
