"""Which trials carry evidence, by what the pool says of them."""

import numpy as np
import pytest
import xarray as xr
from richlazy.measures.evidence import with_evidence


def trials(**parameters):
    return xr.Dataset({f"trial_{name}": ("trial", np.array(values)) for name, values in parameters.items()})


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"coh": [0.0, 6.4, 51.2]}, [False, True, True]),
        ({"coh_1": [0, 5, 15], "coh_2": [5, 0, 5], "context": [0, 0, 1]}, [False, False, True]),
    ],
)
def test_trials_of_coherence_zero_have_none(parameters, expected):
    assert with_evidence(trials(ground_truth=[0, 0, 1], **parameters)).tolist() == expected


def test_without_coherences_nothing_is_known():
    assert with_evidence(trials(ground_truth=[0, 1, 1])) is None
