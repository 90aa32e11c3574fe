"""What files tell of stays, before cases and controls are chosen, and the NetCDF file that keeps it.

Every reader gives a `Source`, whatever its files are. `matching.py` makes a cohort of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import xarray as xr
from richlazy.artefacts import store
from richlazy.artefacts.files import set_aside
from richlazy.errors import InputError

# The case of a stay that is none's control.
NONE = -1


@dataclass(frozen=True)
class Source:
    """Stays and all their observations from admission on.

    stay: its name in the files, int64 [stay]. patient: int64 [stay]. onset: hour of sepsis, for a control that the
    files match that of its case, NaN where there is none or where it is not known, float64 [stay]. septic: whether the
    stay can be no control, bool [stay]. end: hours from admission to the end of the stay, float64 [stay]. of_case: name
    of the stay whose control it is, NONE where the files match none, int64 [stay].

    owner: number of the stay of each observation, int64 [observation]. times: hours from admission by which it is
    known, float64 [observation]. channels: int16 [observation]. values: in the units of the files, float64
    [observation]. names: of the channels.
    """

    stay: np.ndarray
    patient: np.ndarray
    onset: np.ndarray
    septic: np.ndarray
    end: np.ndarray
    of_case: np.ndarray
    owner: np.ndarray
    times: np.ndarray
    channels: np.ndarray
    values: np.ndarray
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.stay)

    @property
    def unobserved(self) -> int:
        """Number of stays without any observation, which become neither case nor control."""
        return len(self) - len(np.unique(self.owner))


_ARRAYS = [field.name for field in fields(Source) if field.name != "names"]
_OF_STAYS = _ARRAYS[: _ARRAYS.index("owner")]
_UNITS = {"onset": "h", "end": "h", "times": "h"}


def write_source(path: str | Path, source: Source, about: Mapping[str, str]) -> None:
    """Write a source, atomically; about: what it is, where it is from and under which licence, by attribute."""
    variables = {
        name: ("stay_number" if name in _OF_STAYS else "observation", getattr(source, name)) for name in _ARRAYS
    }
    dataset = xr.Dataset(
        {name: (dim, values, {"units": _UNITS.get(name, "1")}) for name, (dim, values) in variables.items()},
        {"channel": list(source.names)},
        dict(about),
    )
    store.write(path, dataset, {"sha256": about["sha256"]})


def read_source(path: str | Path) -> tuple[Source, dict[str, str]]:
    """Read what `write_source` wrote, and its attributes. Raises InputError for a damaged file, moved aside."""
    try:
        dataset = store.read(path)
    except OSError as error:
        remedy = f"delete the file and run again, which makes it anew: `rm {path}`"
        raise InputError(f"{path}: the cohort cannot be read ({error}); {remedy}") from error
    if not set(_ARRAYS) <= set(dataset.data_vars) or "channel" not in dataset.coords:
        raise InputError(f"{path}: this is no cohort; {set_aside(Path(path))}")
    arrays = {name: dataset[name].values for name in _ARRAYS}
    arrays["septic"] = arrays["septic"].astype(bool)
    return Source(**arrays, names=tuple(dataset["channel"].values.tolist())), dict(dataset.attrs)
