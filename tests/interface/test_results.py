"""Rows of a scorecard and figures of measures: what is refused, and whose studies are imported."""

import subprocess
import sys

import pytest
import richlazy as rl
import xarray as xr
from richlazy.contracts.registry import PROJECT
from richlazy.errors import InputError
from richlazy.interface.running import environment


def measures(**sizes):
    return xr.Dataset(coords={name: range(size) for name, size in sizes.items()}, attrs={"sweep": "[]"})


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: rl.claims(3, "C3"), "claims: found int; allowed are measures as `rl.learn` and `rl.open` return them"),
        (
            lambda: rl.claims(measures(connectivity=2), "C3"),
            "claims: C3 needs the experiment to sweep `null_model`; add it, as in "
            "`rl.learn(W, ..., null_models=['gaussian'])`",
        ),
        (
            lambda: rl.claims(measures(rank=2), "C1", resample=3),
            "claims: there is no setting 'resample'; allowed are confidence, alpha, resamples, seed",
        ),
        (lambda: rl.claims(measures()), "claims: none can be tested on an experiment that sweeps nothing"),
        (
            lambda: rl.claims(measures(), "C4"),
            "claims: C4 needs measures of the simulation two_layer_linear, which the pipeline runs",
        ),
        (
            lambda: rl.draw("figure1", measures()),
            "draw: figure1 needs the experiment to sweep `rank`; add it, as in `rl.learn(W, ..., rank=[...])`",
        ),
        (
            lambda: rl.draw("figure2", [measures(), measures()]),
            "draw: figure2 shows one experiment, found 2; give one Dataset",
        ),
    ],
)
def test_what_cannot_be_tested_or_drawn_is_refused(call, message):
    with pytest.raises(InputError) as caught:
        call()
    assert str(caught.value) == message


# The folder `studies` of another place comes first, as that of a checkout does for a notebook in it.
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
if len(sys.argv) > 2:
    import studies
from richlazy.interface.own_studies import use_own_studies
try:
    use_own_studies()
    import studies
    print(studies.__file__)
except Exception as error:
    print(error)
"""


@pytest.mark.parametrize("imported", [False, True])
def test_studies_are_those_beside_the_library(tmp_path, imported):
    (tmp_path / "studies").mkdir()
    (tmp_path / "studies" / "__init__.py").write_text("")
    command = [sys.executable, "-c", PROGRAM, str(tmp_path), *(["imported"] if imported else [])]
    found = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, text=True)
    own = PROJECT / "studies"
    expected = (
        f"studies: Python has imported {tmp_path / 'studies'} under this name, and the claims and figures of richlazy "
        f"are in {own}; restart Python, and import richlazy before that package, or rename it"
        if imported
        else str(own / "__init__.py")
    )
    assert found.stdout.strip() == expected, found.stderr
