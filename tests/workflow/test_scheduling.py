"""How often Snakemake looks for jobs to start: when one has ended, unless a limit of submissions was asked for."""

import pytest

pytestmark = pytest.mark.workflow

FURTHER = {"experiments": {"rank": {"figures": ["figure1", "spectra", "training", "activity", "equal_loss"]}}}


def looks(project, *arguments):
    """How often Snakemake looked for jobs while some were ready, and how many ended; it draws three figures in turn."""
    answer = project.snakemake(FURTHER, "--verbose", *arguments)
    assert answer.code == 0, answer.text
    ended = answer.text.count("Finished jobid")
    assert ended >= 3, answer.text
    return answer.text.count("Ready jobs: "), ended


def test_snakemake_looks_for_jobs_when_one_has_ended_and_no_more_often(project):
    looked, ended = looks(project)
    assert looked <= ended + 1


def test_a_limit_of_submissions_that_was_asked_for_stays(project):
    looked, ended = looks(project, "--max-jobs-per-timespan", "50/1s")
    assert looked > ended + 1, (
        "either the limit was taken away, or Snakemake looks no more often than jobs end: then "
        "snakemake/snakemake#3744 is solved, and `run_hooks.schedule_when_jobs_end` can go"
    )
