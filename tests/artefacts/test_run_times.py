"""Run times of jobs: where the benchmark of a file is, what it says, and times as text."""

import pytest
from richlazy.artefacts.run_times import RunTime, duration, job_file, read_run_time

HEAD = "s\th:m:s\tmax_rss\tmax_vms\tmax_uss\tmax_pss\tio_in\tio_out\tmean_load\tcpu_time\n"


@pytest.mark.parametrize(
    ("path", "stage", "benchmark"),
    [
        ("results/train/2AF-rank1-0123456789ab.nc", "train", "results/benchmarks/train/2AF-rank1-0123456789ab.tsv"),
        ("results/quick/rank/measures.nc", "aggregate", "results/quick/benchmarks/aggregate/rank.tsv"),
        ("results/quick/theory/measures.nc", "simulate", "results/quick/benchmarks/simulate/theory.tsv"),
        ("results/rank/claims.csv", "claims", "results/benchmarks/claims/rank.tsv"),
        ("results/scorecard-mine.csv", "scorecard", "results/benchmarks/scorecard-mine.tsv"),
    ],
)
def test_every_file_has_the_benchmark_and_the_log_of_its_job(path, stage, benchmark):
    assert job_file(path, stage, "benchmarks") == benchmark
    assert job_file(path, stage, "logs") == benchmark.replace("benchmarks", "logs").replace(".tsv", ".log")


def test_a_benchmark_tells_time_processor_time_and_memory(tmp_path):
    path = tmp_path / "job.tsv"
    path.write_text(f"{HEAD}112.84\t0:01:52\t382.02\t880.81\t241.02\t251.46\t0.92\t0.02\t3.12\t3.56\n")
    assert read_run_time(path) == RunTime(112.84, 3.56, 382.02)


def test_a_job_that_was_over_before_it_was_looked_at_has_a_time_alone(tmp_path):
    path = tmp_path / "job.tsv"
    path.write_text(f"{HEAD}0.02\t0:00:00\tNA\tNA\tNA\tNA\tNA\tNA\tNA\tNA\n")
    assert read_run_time(path) == RunTime(0.02, None, None)


@pytest.mark.parametrize("text", ["", HEAD, "s\n-\n", "seconds\n3\n", "\x00"])
def test_a_damaged_benchmark_tells_nothing_and_neither_does_none(tmp_path, text):
    path = tmp_path / "job.tsv"
    assert read_run_time(path) is None
    path.write_text(text)
    assert read_run_time(path) is None


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-3, "0 s"),
        (59.4, "59 s"),
        (60, "1 min 0 s"),
        (3599, "59 min 59 s"),
        (3600, "1 h 0 min"),
        (86_399, "23 h 59 min"),
        (90_000, "1 d 1 h"),
    ],
)
def test_times_are_told_in_two_units(seconds, text):
    assert duration(seconds) == text
