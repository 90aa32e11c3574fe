"""The worked examples of CONTRIBUTING.md are one study: put where they say, they are found, conform and run."""

import re
from pathlib import Path

import pandas as pd
import pytest
import xarray as xr
from helpers.conformity import check_conformity

pytestmark = pytest.mark.workflow
ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"^```\w+ (studies/\S+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))

MODULES = [Path(path) for path in EXAMPLES if path.endswith(".py")]
# Claims are known by their ids.
NAMES = [path.stem.partition("_")[0] if "claims" in path.parts else path.stem for path in MODULES]


@pytest.fixture(scope="module")
def project(sources, tmp_path_factory):
    """A copy of the project with the study of the page."""
    project = sources.copy_to(tmp_path_factory.mktemp("contributing") / "project")
    for path, text in EXAMPLES.items():
        file = project.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return project


@pytest.fixture(scope="module")
def results(project):
    """What its commands on the page make."""
    commands = set(re.findall(r"^snakemake --cores all (mine .*)$", PAGE, re.MULTILINE))
    assert commands == {"mine --configfile config/quick.yaml"}
    answer = project.snakemake(None, *commands.pop().split(), cores=2)
    assert answer.code == 0, answer.text
    return project.results / "quick"


def test_there_is_an_example_of_every_kind():
    rooms = {Path(path).parts[2] for path in EXAMPLES}
    assert rooms == {
        "measures", "between_seeds", "builders", "data", "learners", "objectives", "stopping", "optimizers", "derived",
        "after_update", "claims", "figures", "study.yaml",
    }  # fmt: skip


def test_every_folder_of_the_table_of_parts_is_there():
    table = PAGE.split("| part |")[1].split("\n\n")[0]
    for folder in re.findall(r"`(scripts/[\w/]+)/`", table):
        assert (ROOT / folder).is_dir(), folder


def test_every_part_of_the_page_conforms(project, tmp_path):
    copy = project.copy_to(tmp_path / "copy", without=["results", ".snakemake"])
    check_conformity(
        copy.folder, [Path(path).stem for path in EXAMPLES if path.endswith(".py") and "claims" not in path]
    )


def test_the_claim_of_the_page_has_its_row(results):
    rows = pd.read_csv(results / "scorecard-mine.csv")
    (row,) = rows[rows.experiment == "layer_width"].itertuples()
    assert (row.study, row.claim, row.measure) == ("mine", "Mine1", "largest_change")
    assert row.seeds == 5 and row.diverged == 0


def test_the_figure_of_the_page_is_drawn(results):
    figure = results / "figures" / "layer_width-largest_change"
    assert figure.with_suffix(".pdf").is_file()
    assert "width of the layer" in figure.with_suffix(".txt").read_text(encoding="utf-8")


def test_its_networks_learn_and_stop_by_its_own_rule(results):
    measures = xr.open_dataset(results / "layer_width" / "measures.nc")
    assert measures.width.values.tolist() == [10, 40, 160]
    assert float(measures.accuracy.isel(step=-1).mean()) > 0.7  # chance is a half
    trainings = [xr.open_dataset(path) for path in results.parent.glob("train/exclusive_or-*.nc")]
    assert len(trainings) == 3
    assert any((training.stopped_by == "loss_share").any() for training in trainings)


def test_its_weights_are_measured_by_group(results):
    """The hidden layer, and the read-out, whose kernel changes with the activity alone."""
    last = xr.open_dataset(results / "layer_width" / "measures.nc").isel(step=-1)
    for name in ("group_weight_change", "group_kernel_alignment"):
        groups = last[name]
        assert (groups.isel(component=slice(0, 2)) > 0).all(), name
        assert groups.isel(component=slice(2, None)).isnull().all(), name
    assert (last.group_kernel_alignment.isel(component=slice(0, 2)) < 1).all()


def test_its_circuit_is_trained(results):
    measures = xr.open_dataset(results / "ring_circuit" / "measures.nc")
    assert measures.connectivity.values.tolist() == ["gaussian", "ring"]
    assert measures.weight_change.isel(step=-1).notnull().all()
