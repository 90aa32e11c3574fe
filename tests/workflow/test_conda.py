"""What can be known of conda without a network: the environments of all rules resolve in a dry run.

A stand-in for conda answers what Snakemake asks of it; nothing is installed.
"""

import os
import stat

import pytest
from faults.stages import SIMULATION

pytestmark = pytest.mark.workflow

CONDA = """#!/bin/sh
case "$*" in
    *--version*) echo "conda 25.1.0" ;;
    *channel_priority*) echo '{"get": {"channel_priority": "strict"}}' ;;
    *info*) echo '{"conda_version": "25.1.0", "conda_prefix": "/nowhere", "platform": "linux-64"}' ;;
    *) echo "not answered: $*" >&2; exit 1 ;;
esac
"""


@pytest.fixture
def with_conda(unbuilt, tmp_path, monkeypatch):
    """An unbuilt project where `conda` is the stand-in."""
    conda = tmp_path / "bin" / "conda"
    conda.parent.mkdir()
    conda.write_text(CONDA, encoding="utf-8")
    conda.chmod(conda.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{conda.parent}{os.pathsep}{os.environ['PATH']}")
    return unbuilt


def test_the_environments_of_all_rules_are_listed(with_conda):
    images = {"sweep": {"rank": [1]}, "parameters": {"task": "sMNIST"}, "claims": [], "figures": []}
    experiments = SIMULATION["experiments"] | {"images": images}  # rules that the tiny experiment does not need
    answer = with_conda.snakemake({"experiments": experiments}, "--sdm", "conda", "--list-conda-envs")
    assert answer.code == 0, answer.text
    environments = [f"envs/{path.name}" for path in (with_conda.folder / "envs").glob("*.yaml")]
    assert environments and all(path in answer.text for path in environments), answer.text


def test_a_dry_run_with_conda_asks_for_the_same_jobs(with_conda):
    with_environments = with_conda.jobs({}, "--sdm", "conda")
    assert with_environments == with_conda.jobs()
    assert "aggregate rank" in with_environments
