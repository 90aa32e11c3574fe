"""Where a cohort comes from: folders that the config names, or a download; its identity decides which one it is."""

import hashlib
import http.client
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from richlazy.downloads.https import get
from richlazy.errors import InputError

from studies.sepsis.readers import cinc, mimic_csv, yaib
from studies.sepsis.readers.folders import CINC, MIMIC, YAIB, files_of, form_of, identity, identity_of
from studies.sepsis.readers.published import COHORTS
from studies.sepsis.sources import Source

KEY = "machine.icu_cohort: "
_READERS = {YAIB: yaib.read, CINC: cinc.read, MIMIC: mimic_csv.read}
_OWN = "Stays of files that the user named, whose licence holds."


def find_source(wanted: str, given: str | Sequence[str] | None) -> tuple[Source, dict[str, str]]:
    """The stays of the cohort `wanted`, a name in COHORTS or an identity, and what is to be said of them.

    given: folders that the config names; None for a download. Raises InputError where the cohort is not there, and for
    what its reader refuses.
    """
    if given is None:
        return downloaded(wanted)
    folder, form = folder_of(wanted, given)
    return _READERS[form](folder), _about(wanted, form)


def folder_of(wanted: str, given: str | Sequence[str]) -> tuple[Path, str]:
    """The folder with the cohort `wanted` among those that the config names, and its form; files are not looked into.

    Raises InputError where none has it, with the identity of what is there.
    """
    found = {}
    for folder in [Path(given)] if isinstance(given, str) else map(Path, given):
        form = form_of(KEY, folder)
        found[identity(KEY, files_of(folder, form))] = folder, form
    known = COHORTS.get(wanted)
    key = identity_of(known.files) if known else wanted
    if key not in found:
        name, (folder, form) = next(iter(found.items()))
        others = f", among {len(found)} folders" if len(found) > 1 else ""
        raise InputError(
            f"{KEY}{folder}: found {form}{others} that are not the cohort `{wanted}`; to use them, write `arguments: "
            f"{{cohort: {name}}}` under the experiment" + (f"; `{wanted}` is in the {known.origin}" if known else "")
        )
    return found[key]


def downloaded(wanted: str, get: Callable[[str], bytes] = get) -> tuple[Source, dict[str, str]]:
    """A published cohort from its host. Raises InputError where it is out of reach or has other files."""
    if wanted not in COHORTS:
        raise InputError(
            f"{KEY}the cohort {wanted} is none of the published ones ({', '.join(COHORTS)}), and cannot be downloaded; "
            "write where it is: `machine: {icu_cohort: FOLDER}`"
        )
    known = COHORTS[wanted]
    with tempfile.TemporaryDirectory() as place:
        for name, sha256 in known.files.items():
            try:
                content = get(f"{known.host}{name}")
            except (OSError, http.client.HTTPException) as error:
                raise InputError(
                    f"{known.host}: cannot be reached ({error}); without a network, copy {', '.join(known.files)} of "
                    f"the {known.origin} into a folder, and write `machine: {{icu_cohort: FOLDER}}`"
                ) from error
            found = hashlib.sha256(content).hexdigest()
            if found != sha256:
                raise InputError(
                    f"{known.host}{name}: found sha256 {found} over {len(content)} bytes, expected {sha256}; fetch it "
                    "again, or name a folder of your own: `machine: {icu_cohort: FOLDER}`"
                )
            (Path(place) / name).write_bytes(content)
        return yaib.read(place), _about(wanted, YAIB)


def _about(wanted: str, form: str) -> Mapping[str, str]:
    """Attributes of the file of a cohort."""
    known = COHORTS.get(wanted)
    return {
        "title": f"stays in intensive care, {wanted}",
        "form": form,
        "sha256": identity_of(known.files) if known else wanted,
        "attribution": known.attribution if known else _OWN,
    }
