"""The same run in Python and through Snakemake: equal addresses, equal bits."""

import numpy as np
import pytest
import richlazy as rl
import xarray as xr

pytestmark = pytest.mark.workflow

SIZES = {"batch": 4, "probe_trials": 20, "test_trials": 20, "kernel_trials": 4, "steps": 20, "seeds": [0, 3, 11]}


def test_the_overlay_of_measures_makes_them_through_snakemake(unbuilt, tmp_path):
    """Two blocks of seeds, a null model, and measures beside the standard ones, of which one is between seeds."""
    matrix, cache = np.random.default_rng(0).poisson(0.5, (10, 10)), tmp_path / "cache"
    more = {"normalise": "spectral_radius", "measures": ["training_loss", "weight_distance"], "progress": False}
    own = {"orientation": "pre_post", "null_models": ["rewired"], "gain": [0.5, 1.25]}
    runs = rl.learn({"mine": matrix}, cache=cache, **own, **more, **SIZES)
    rl.to_config(runs, unbuilt.folder / "mine.yaml")
    answer = unbuilt.snakemake(None, "learned", "--configfile", "mine.yaml")
    assert answer.code == 0, answer.text
    by_pipeline = rl.open(unbuilt.results / "learned")
    xr.testing.assert_identical(by_pipeline.drop_attrs(deep=False), runs.drop_attrs(deep=False))
    versions = {"config", "commit", "attributes_digest"}
    told = [{name: value for name, value in one.attrs.items() if name not in versions} for one in (by_pipeline, runs)]
    assert told[0] == told[1]
    names = [
        {path.relative_to(results).as_posix() for stage in ("trials", "connectivity", "train", "measure", "compare")
         for path in (results / stage).glob("*.nc")}
        for results in (cache / "results", unbuilt.results)
    ]  # fmt: skip
    assert names[0] == names[1] and len(names[0]) > 15
