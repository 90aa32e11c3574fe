"""What people write on the command line, and in files named there, reaches the results or is refused in clear words."""

import shutil

import pytest
import xarray
import yaml
from helpers.tiny_config import tiny

pytestmark = pytest.mark.workflow

# A config file laid over the tiny one, and words of the message.
FILES = {
    "section twice": (
        "parameters: {hidden: 9}\nparameters: {gain: 1.5}\n",
        ["mine.yaml: line 2: parameters", "line 1"],
    ),
    "program": (
        '__use_yte__: true\nseeds: ?2 if __import__("os").system("touch RUN") == 0 else 3\n',
        ["mine.yaml: line 1", "this config is a program"],
    ),
    "not a number": ("parameters: {learning_rate: .nan}\n", ["parameters.learning_rate", "finite"]),
    "beyond float32": ("parameters: {divergence_loss: 1.0e+40}\n", ["parameters.divergence_loss", "≤ 1.0e+38"]),
    "units without number": ("parameters: {hidden: 10000000}\n", ["parameters.hidden: found 10000000", "≤ 100000"]),
    "base 60": ("parameters: {tau: 1:30}\n", ["parameters.tau", "read as 90", "`90`"]),
}


def refused(answer, words):
    missing = [word for word in words if word not in answer.text]
    assert answer.code != 0 and not missing, f"{missing} not in\n{answer.text}"
    assert "Traceback" not in answer.text and len(answer.text.splitlines()) < 12, answer.text


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_not_what_it_looks_like_is_refused(unbuilt, case):
    text, words = FILES[case]
    (unbuilt.folder / "mine.yaml").write_text(text, encoding="utf-8")
    (unbuilt.folder / "base.yaml").write_text(yaml.safe_dump(tiny()), encoding="utf-8")
    refused(unbuilt.snakemake(None, "--dry-run", "--configfile", "base.yaml", "mine.yaml"), words)


@pytest.mark.parametrize("target", ["resluts/figures/rank-figure1.pdf", "figure1", "results/figures"])
def test_a_mistyped_target_is_offered_what_is_there(unbuilt, target):
    refused(unbuilt.snakemake({}, "--dry-run", target), [f"{target}: no rule", "`results/figures/rank-figure1.pdf`"])


def test_a_mistyped_rule_to_force_is_no_rule(unbuilt):
    refused(unbuilt.snakemake({}, "--dry-run", "--forcerun", "scorecrad"), ["scorecrad: no rule", "`scorecard`"])


def test_nested_values_reach_the_results_whatever_backend_a_notebook_asks_for(unbuilt, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    experiments = "experiments={rank: {sweep: {rank: [2, full]}, claims: []}}"
    answer = unbuilt.snakemake({}, "--config", "parameters={gain: 1.5, 'kernel_trials': 3}", experiments)
    assert answer.code == 0, answer.text
    with xarray.open_dataset(unbuilt.results / "rank" / "measures.nc") as measures:
        assert measures["rank"].values.tolist() == [2, 8]
    kept = yaml.safe_load((unbuilt.results / "config.yaml").read_text(encoding="utf-8"))
    assert kept["parameters"]["gain"] == 1.5 and kept["parameters"]["kernel_trials"] == 3
    assert (unbuilt.results / "figures" / "rank-figure1.pdf").is_file()
    again = unbuilt.snakemake({}, "--dry-run", "--config", "parameters={gain: 1.5, 'kernel_trials': 3}", experiments)
    assert "Nothing to be done" in again.text


def test_a_clone_with_braces_in_its_path_is_refused_and_a_working_directory_with_them_is_not(unbuilt, tmp_path):
    inside = unbuilt.copy_to(tmp_path / "a{b}c")
    refused(inside.snakemake({}, "--dry-run"), ["a{b}c", "braces", "move the clone"])
    shutil.rmtree(inside.folder / "workflow")
    answer = inside.snakemake({}, "--dry-run", "-s", str(unbuilt.folder / "workflow" / "Snakefile"))
    assert answer.code == 0, answer.text


def test_an_experiment_may_be_named_none(unbuilt):
    experiment = {"sweep": {"rank": [1, 4]}, "figures": ["spectra"], "claims": []}
    jobs = unbuilt.jobs({"experiments": {"none": experiment, "rank": None}})
    assert {"aggregate none", "figure spectra none"} <= jobs or {"aggregate none", "figure none spectra"} <= jobs
    assert not any(job.startswith("simulate") for job in jobs)


def test_room_is_made_where_a_run_would_find_none(unbuilt):
    """What a machine cannot hold is refused, but not the commands that take a lock or files away."""
    too_large = {"seeds": 10, "ensemble": 10, "parameters": {"hidden": 100_000}}
    refused(unbuilt.snakemake(too_large, "--dry-run"), ["hidden: found 100000", "of memory"])
    for command in (["clean", "--dry-run"], ["--unlock"]):
        answer = unbuilt.snakemake(too_large, *command)
        assert answer.code == 0, answer.text


def test_targets_are_checked_where_the_clone_is_reached_by_a_link(unbuilt, tmp_path):
    (tmp_path / "link").symlink_to(unbuilt.folder)
    snakefile = ("-s", str(tmp_path / "link" / "Snakefile"))
    refused(
        unbuilt.snakemake({}, "scorecrad", "--dry-run", *snakefile),
        ["scorecrad", "did you mean `results/scorecard.csv`"],
    )
