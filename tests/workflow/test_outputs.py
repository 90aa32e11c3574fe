"""What a run leaves behind: labelled measures, tables, the scorecard, the index, and a log of every job."""

import csv
import json
import re
import shutil

import pandas as pd
import pytest
import xarray as xr
from helpers.tiny_config import FIGURES

pytestmark = pytest.mark.workflow

STAGES = ("trials", "connectivity", "train", "measure")
MEASURES = {
    "weight_change",
    "relative_weight_change",
    "representation_alignment",
    "kernel_alignment",
    "full_kernel_alignment",
    "sign_similarity",
    "kernel_target_alignment",
    "loss",
    "accuracy",
    "activity_cost",
    "activity_dimension",
    "read_out_alignment",
    "lyapunov_exponent",
    "change_in_leading_space",
}
VECTORS = {"change_singular_values", "change_along_singular_vectors"}
MATRIX_MEASURES = {
    "effective_rank",
    "participation_ratio",
    "stable_rank",
    "spectral_radius",
    "spectral_norm",
}


@pytest.fixture(scope="module")
def measures(built):
    return xr.load_dataset(built.results / "rank" / "measures.nc")


def test_measures_are_selected_by_label(measures):
    mean = measures.kernel_alignment.sel(task="2AF", step=20).mean("seed")
    assert mean.dims == ("rank",)
    assert mean["rank"].values.tolist() == [1, 4]
    assert ((mean > 0) & (mean < 1)).all()
    assert (measures.kernel_alignment.sel(step=0) == pytest.approx(1)).all()


def test_measures_are_a_full_grid(measures):
    assert measures.seed.values.tolist() == [0, 1]
    assert measures.step.values.tolist() == [0, 1, 3, 10, 20]
    assert MEASURES | VECTORS | MATRIX_MEASURES | {"diverged"} <= set(measures.data_vars)
    for name in MEASURES:
        assert measures[name].dims == ("task", "rank", "seed", "step")
        assert measures[name].sel(step=slice(1, None)).notnull().all()
    for name in VECTORS:
        assert measures[name].dims == ("task", "rank", "seed", "step", "component")
    for name in MATRIX_MEASURES:
        assert measures[name].dims == ("task", "rank", "seed")
    assert not measures.diverged.any()


def test_every_measure_has_a_long_name_and_units(measures):
    named = {name for name, values in measures.data_vars.items() if {"long_name", "units"} <= set(values.attrs)}
    assert set(measures.data_vars) - named == set()
    assert measures.step.attrs.get("long_name")


@pytest.mark.parametrize("stage", STAGES)
def test_every_artefact_says_what_it_was_made_from(built, stage):
    for path in built.results.glob(f"{stage}/*.nc"):
        with xr.open_dataset(path) as artefact:
            attributes = artefact.attrs
        parameters = json.loads(attributes["parameters"])
        assert {"commit", "code", "title"} <= set(attributes)
        assert "numpy" in json.loads(attributes["versions"])
        assert parameters["trial_seed" if stage == "trials" else "rank"] in (0, 1, 4)
        for upstream in json.loads(attributes["made_from"]).values():
            assert (built.folder / upstream).is_file()


def test_the_summary_has_a_row_for_every_point_step_and_measure(built, measures):
    table = pd.read_csv(built.results / "rank" / "summary.csv")
    numbers = ["mean", "low", "high", "seeds", "censored", "diverged"]
    assert list(table.columns) == ["task", "rank", "step", "measure", *numbers]
    singular_values = {f"change_singular_values {number}" for number in range(1, 9)}
    along = {f"change_along_singular_vectors {number}" for number in range(1, 5)}
    assert set(table.measure) == MEASURES | singular_values | along
    shares = table[table.measure == "change_in_leading_space"]
    assert len(shares) == 2 * 4 and 0 not in shares.step.values
    # Of the two starts one has rank 1, the other 4.
    assert len(table[table.measure.isin(along)]) == 5 * (1 + 4)
    others = table[table.measure.isin(MEASURES - {"change_in_leading_space"} | singular_values)]
    assert len(others) == 2 * 5 * (len(MEASURES) - 1 + 8)
    assert ((table.low <= table["mean"]) & (table["mean"] <= table.high)).all()
    row = table[(table["rank"] == 4) & (table.step == 20) & (table.measure == "loss")].iloc[0]
    assert row["mean"] == pytest.approx(float(measures.loss.sel(rank=4, step=20).mean()), rel=1e-5)
    assert row.seeds == 2


def test_the_scorecard_has_every_claim_as_table_page_and_figure(built):
    table = pd.read_csv(built.results / "scorecard.csv", keep_default_na=False)
    assert list(dict.fromkeys(table.claim)) == ["C1", "C2", "C7"]
    assert {"experiment", "statement", "test", "effect", "interval_low", "interval_high", "seeds"} <= set(table.columns)
    assert set(table.verdict) <= {"supported", "contradicted", "undecided"}
    page = (built.results / "scorecard.html").read_text(encoding="utf-8")
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert all(claim in page for claim in table.claim)
    assert (built.results / "scorecard.png").read_bytes().startswith(b"\x89PNG")


def test_every_figure_is_there_with_its_caption(built):
    for figure in FIGURES:
        path = built.results / "figures" / f"rank-{figure}"
        assert path.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
        assert path.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
        assert len(path.with_suffix(".txt").read_text(encoding="utf-8")) > 40


def test_the_index_names_exactly_the_files_that_are_there(built):
    with (built.results / "index.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    assert [row["point"] for row in rows] == ["task=2AF rank=1", "task=2AF rank=4"]
    assert {row["seeds"] for row in rows} == {"0 1"}
    assert {row[stage] for row in rows for stage in STAGES} == set(built.artefacts(*STAGES))


def test_every_job_has_a_log_and_a_run_time(built):
    named = {stage: [path.stem for path in built.results.glob(f"{stage}/*.nc")] for stage in STAGES}
    named |= {"aggregate": ["rank"], "claims": ["rank"]}
    named["figures"] = [f"rank-{figure}" for figure in FIGURES]
    jobs = {f"{stage}/{name}" for stage, names in named.items() for name in names} | {
        "scorecard",
        "explorer",
        "provenance",
    }
    for folder, suffix in (("logs", ".log"), ("benchmarks", ".tsv")):
        found = (built.results / folder).rglob(f"*{suffix}")
        assert {path.relative_to(built.results / folder).with_suffix("").as_posix() for path in found} == jobs


def test_the_logs_of_trainings_tell_the_progress(built):
    for log in built.results.glob("logs/train/*.log"):
        assert re.search(r"seed 0.*: step 20 of 20, loss \d+\.\d+, \d+ steps/s", log.read_text(encoding="utf-8"))


def rules(project):
    """The text of every rule by name."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(project.folder.glob("workflow/rules/*.smk"))]
    parts = re.split(r"^rule (\w+):\n", "\n".join(texts), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_rule_says_what_it_needs(sources):
    needed = ("log", "benchmark", "conda", "threads", "resources", "message", "script")
    lacking = {
        rule: missing
        for rule, text in rules(sources).items()
        if (missing := [key for key in needed if not re.search(rf"^    {key}:", text, re.MULTILINE)])
    }
    assert lacking == {"clean": ["benchmark"]}  # of a rule that makes no file it would be the product
    environments = {path for text in rules(sources).values() for path in re.findall(r"envs/\w+\.yaml", text)}
    assert environments == {f"envs/{path.name}" for path in (sources.folder / "envs").glob("*.yaml")}


def test_clean_removes_what_no_config_uses_and_nothing_else(project):
    used = set(project.artefacts(*STAGES))
    training = next(project.results.glob("train/*.nc"))
    shutil.copy2(training, training.with_name("unused-0123456789ab.nc"))
    shutil.copy2(training, training.with_name("of-quick-0123456789ab.nc"))
    # Another config ran with its own output, and its index is beside it.
    columns = ["experiment", "point", "seeds", *STAGES]
    row = ["rank", "rank=1", "0", *[f"results/{stage}/of-quick-0123456789ab.nc" for stage in STAGES]]
    (project.results / "quick").mkdir()
    (project.results / "quick" / "index.csv").write_text(f"{','.join(columns)}\n{','.join(row)}\n", encoding="utf-8")

    answer = project.snakemake({}, "clean")
    assert answer.code == 0, answer.text
    assert set(project.artefacts(*STAGES)) == used | {"results/train/of-quick-0123456789ab.nc"}
    assert project.jobs() == set()
    # The log is what tells afterwards.
    log = (project.results / "logs" / "clean.log").read_text(encoding="utf-8")
    assert "results/train/unused-0123456789ab.nc" in log

    shutil.copy2(training, training.with_name("later-0123456789ab.nc"))
    assert project.snakemake({}, "clean").code == 0
    assert set(project.artefacts(*STAGES)) == used | {"results/train/of-quick-0123456789ab.nc"}


def test_clean_keeps_what_a_config_with_its_output_elsewhere_uses(project):
    used = set(project.artefacts(*STAGES))
    (project.results / "index.csv").unlink()
    answer = project.snakemake({"output": "elsewhere"}, "clean")
    assert answer.code == 0, answer.text
    assert set(project.artefacts(*STAGES)) == used
