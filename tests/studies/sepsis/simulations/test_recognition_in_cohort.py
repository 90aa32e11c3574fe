"""Recognition in a cohort from files: its splits, its measures, and what is refused before anything is learned."""

import numpy as np
import pytest
import xarray as xr
from helpers.icu_cohorts import stays, write_yaib
from richlazy.contracts.resource_parts import of_simulation
from richlazy.contracts.study_parts import claims, defaults, figures
from richlazy.errors import InputError
from richlazy.hypercube.tables import long_table, simulation_summary
from richlazy.simulations.joined import joined

from studies.sepsis import recognition
from studies.sepsis.matching import cohort_of_source
from studies.sepsis.readers import yaib
from studies.sepsis.simulations import recognition_in_cohort
from studies.sepsis.sources import write_source

ABOUT = {"sha256": "0", "title": "nobody", "attribution": "Thanks to nobody."}
TINY = {"horizons": [7, 0], "epochs": 1, "width": 4, "neighbours": [5, 15], "fewest_observations": 100}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A working directory with the resource of a cohort whose cases move up four hours before onset."""
    folder = tmp_path_factory.mktemp("cohort")
    (folder / "resources").mkdir()
    keep(folder, stays(cases=20, controls=200, signal=-4))
    return folder


def keep(folder, content):
    write_source(folder / "resources" / "icu_cohort-eicu_demo.nc", yaib.read(write_yaib(folder, content)), ABOUT)


def run(place, seeds, **arguments):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        return recognition_in_cohort.simulate(seeds, **defaults("recognition_in_cohort") | TINY | arguments)


@pytest.fixture(scope="module")
def measures(place):
    return run(place, range(5))


def test_every_method_is_scored_in_every_split(measures):
    assert measures.auprc.shape == (1, 5, 2, 5) and measures.horizon.values.tolist() == [0, 7]
    assert (measures.diverged == 0).all() and measures.auprc.notnull().all()
    assert measures.attrs["replicate"] == "split" and measures.attrs["tested_per_trained"] == 0.25
    assert measures.attrs["cohort"] == "220 stays with 20 cases (nobody)"
    assert measures.attrs["attribution"] == "Thanks to nobody."
    np.testing.assert_allclose(measures.prevalence, 4 / 44)
    # The signal comes four hours before onset, and seven hours before it there is none.
    floor = measures.sel(classifier="floor").auroc.mean("seed").squeeze()
    assert floor.sel(horizon=0) > 0.95 and abs(floor.sel(horizon=7) - 0.5) < 0.15
    assert len(long_table(measures)) and len(simulation_summary(measures, 0.95))


def test_claims_and_figures_take_splits(measures):
    for claim in ("P1", "P2", "P3", "P4", "P6", "P7", "P8"):
        rows = claims.find(claim).test(measures, {})
        assert rows and all(row.seeds == 5 for row in rows), claim
        if claim in ("P1", "P2", "P3", "P4", "P6"):
            assert {row.test for row in rows} == {"corrected resampled t"}
    for figure in ("sepsis_horizons", "sepsis_calibration"):
        caption = figures.find(figure).draw(measures, {})[1]
        assert "220 stays with 20 cases" in caption and "Thanks to nobody." in caption and "simulated" not in caption


def test_folds_partition_the_stays_and_a_split_does_not_depend_on_others(place, measures):
    cohort = cohort_of_source("x", yaib.read(place), fewest_observations=100)
    splits = recognition_in_cohort.splits_until(cohort, 7, 5)
    tested = np.concatenate([splits[seed].test for seed in range(5)])
    np.testing.assert_array_equal(np.sort(tested), np.arange(220))
    assert not any(np.array_equal(splits[7].test, splits[seed].test) for seed in range(5))
    alone = [run(place, [seed], classifiers=["floor", "mgp_tcn"]) for seed in (2, 3)]
    chosen = measures.sel(seed=[2, 3], classifier=["floor", "mgp_tcn"])
    # Of all methods that a split has.
    together = [one.drop_vars("posterior_difference") for one in (joined(alone, [2, 3], "here"), chosen)]
    xr.testing.assert_identical(*together)


def refused(place, monkeypatch, **arguments):
    """The message that ends a run, before any method is fitted."""
    monkeypatch.setattr(recognition, "fit", lambda *_: pytest.fail("something was learned"))
    with pytest.raises(InputError) as caught:
        run(place, range(5), **arguments)
    return str(caught.value)


def test_what_the_cohort_does_not_have_is_refused_before_anything_is_learned(place, monkeypatch, tmp_path):
    assert "found 75, more than half of the 141 training stays" in refused(place, monkeypatch, neighbours=[5, 75])
    assert "patients with a case: found 20, fewer than 25 folds; write `folds: 20`" in refused(
        place, monkeypatch, folds=25
    )
    message = refused(place, monkeypatch, fewest_observations=10_000)
    assert "no channel has 10000 observations" in message and "fewest_observations: " in message
    (tmp_path / "resources").mkdir()
    keep(tmp_path, stays(cases=0, controls=20))
    assert "no stay has a known hour of onset" in refused(tmp_path, monkeypatch)


def test_it_reads_the_resource_of_its_cohort():
    given = defaults("recognition_in_cohort")
    assert of_simulation("recognition_in_cohort", given) == ["resources/icu_cohort-eicu_demo.nc"]
    assert of_simulation("early_recognition", defaults("early_recognition")) == []
