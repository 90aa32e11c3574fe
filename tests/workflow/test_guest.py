"""Studies that are added under studies/ and nowhere else: a guest with parts of its own, and a copy of the template."""

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from helpers.addresses import addresses
from helpers.conformity import check_conformity

pytestmark = pytest.mark.workflow
ROOT = Path(__file__).parents[2]
NO_CODE = shutil.ignore_patterns("__pycache__")


class Added:
    """A copy of the project to which a study was added and run with the quick preset; what was there before."""

    def __init__(self, sources, folder, files, name, *arguments):
        self.project = sources.copy_to(folder)
        self.addresses_before, self.files_before = addresses(folder), files_of(folder)
        shutil.copytree(files, folder / "studies" / name, ignore=NO_CODE)
        self.study = name
        command = [name, "--configfile", "config/quick.yaml", *arguments]
        self.answer = self.project.snakemake(None, *command, cores=2)
        assert self.answer.code == 0, self.answer.text

    @property
    def results(self):
        return self.project.results / "quick"

    @property
    def scorecard(self):
        return pd.read_csv(self.results / f"scorecard-{self.study}.csv")

    def rows(self, experiment):
        """Rows of the scorecard that the experiment has."""
        return self.scorecard[self.scorecard.experiment == experiment]


def files_of(folder):
    """Digest of every file of a copy of the project, but for what runs of it make."""
    made = {"results", "resources", ".snakemake", "__pycache__"}
    paths = [path for path in folder.rglob("*") if path.is_file() and not made & set(path.relative_to(folder).parts)]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


@pytest.fixture(scope="module")
def guest(sources, tmp_path_factory):
    return Added(sources, tmp_path_factory.mktemp("guest"), ROOT / "tests" / "guest", "guest")


@pytest.fixture(scope="module")
def copied(sources, tmp_path_factory):
    return Added(sources, tmp_path_factory.mktemp("template"), ROOT / "studies" / "_template", "guest2")


def test_a_guest_runs_to_its_row_of_the_scorecard(guest):
    (row,) = guest.rows("output_scale").itertuples()
    assert (row.study, row.claim, row.measure) == ("guest", "Guest1", "weight_change")
    assert row.seeds == 5 and row.diverged == 0
    assert row.effect < -0.9 and row.p == 2**-5 and row.verdict == "undecided"  # five seeds can decide nothing
    assert "5 seeds are too few" in row.note


def test_only_the_guest_is_run(guest):
    assert set(guest.scorecard.experiment) == {"output_scale"}
    assert {path.name for path in (guest.results / "figures").glob("*.pdf")} == {"output_scale-output_scale.pdf"}


def test_its_figure_has_a_caption(guest):
    figure = guest.results / "figures" / "output_scale-output_scale"
    assert figure.with_suffix(".png").stat().st_size > 10_000
    assert "committee machines" in figure.with_suffix(".txt").read_text(encoding="utf-8").lower()


def test_its_networks_were_trained_to_the_error_that_it_names(guest):
    measures = xr.open_dataset(guest.results / "output_scale" / "measures.nc")
    assert measures.alpha.values.tolist() == [0.5, 1, 2]
    assert np.isfinite(measures.weight_change.isel(step=-1)).all()
    trainings = [xr.open_dataset(path) for path in (guest.project.results / "train").glob("*.nc")]
    assert len(trainings) == 3
    for trained in trainings:
        assert set(trained.stopped_by.values.tolist()) == {"train_error"}
        assert (trained.stopped_step > 0).all() and (trained.stopped_step < 1000).all()


def test_its_replicates_have_data_of_their_own(guest):
    (pool,) = (guest.project.results / "trials").glob("quadratic-*.nc")
    targets = xr.open_dataset(pool, group="training").target
    assert targets.dims == ("seed", "trial", "time", "output")
    assert len({values.tobytes() for values in targets.values}) == targets.sizes["seed"] == 5


def test_its_parts_conform(guest, tmp_path):
    copy = guest.project.copy_to(tmp_path / "copy", without=["results", ".snakemake"])
    check_conformity(copy.folder, ["committee", "quadratic", "output_scale", "Guest1"])


@pytest.mark.parametrize("name, study", [("guest", "guest"), ("copied", "guest2")])
def test_nothing_else_is_edited_and_no_address_of_the_paper_changes(name, study, request):
    added = request.getfixturevalue(name)
    files = files_of(added.project.folder)
    own = {path for path in files if path.startswith(f"studies/{study}/")}
    assert own and {path: digest for path, digest in files.items() if path not in own} == added.files_before
    assert added.addresses_before <= addresses(added.project.folder)


def test_a_copy_of_the_template_is_a_study(copied):
    (row,) = copied.rows("width").itertuples()
    assert (row.study, row.claim, row.measure, row.seeds) == ("guest2", "Width1", "kernel_alignment", 5)
    assert (copied.results / "figures" / "width-width.pdf").is_file()


def test_the_template_itself_is_no_study(sources, tmp_path):
    project = sources.copy_to(tmp_path / "project")
    for target in ("_template", "width"):
        answer = project.snakemake(None, "--dry-run", target)
        assert answer.code != 0 and target in answer.text
