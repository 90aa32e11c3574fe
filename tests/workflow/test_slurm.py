"""A small experiment on a real SLURM cluster, with both a Snakemake and a job killed, against the same experiment run
locally."""

import os
import re
import signal
import subprocess
from collections import defaultdict
from importlib.util import find_spec
from types import SimpleNamespace

import pytest
from faults.stages import SIMULATION
from helpers.result_files import assert_same_results
from slurm.one_node_cluster import OneNodeCluster, wait_for, why_not

REQUIREMENTS = "profiles/slurm/requirements.txt"
LACKING = why_not() or (
    "" if find_spec("snakemake_executor_plugin_slurm") else f"pip install --no-deps -r {REQUIREMENTS}"
)
pytestmark = [pytest.mark.workflow, pytest.mark.slurm, pytest.mark.skipif(bool(LACKING), reason=LACKING)]

EXPERIMENTS = {
    "experiments": SIMULATION["experiments"]
    | {"rank": SIMULATION["experiments"]["rank"] | {"sweep": {"rank": [1, 4, 8]}, "figures": ["figure1"]}}
}
# What this cluster, without accounting and with short jobs, needs beside the profile.
ON_SLURM = [
    *("--workflow-profile", "profiles/slurm", "--slurm-status-command", "squeue"),
    *("--slurm-init-seconds-before-status-checks", "2"),
]
CONDITIONS = 3


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    cluster = OneNodeCluster(tmp_path_factory.mktemp("cluster"))
    cluster.start()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="module")
def local(sources, tmp_path_factory):
    """The experiment made without SLURM."""
    project = sources.copy_to(tmp_path_factory.mktemp("local") / "project")
    project.run(EXPERIMENTS, cores=2)
    return project


@pytest.fixture(scope="module")
def story(sources, cluster, tmp_path_factory):
    """The experiment made on SLURM: Snakemake is killed at the first training, the next command's first training is
    too."""
    project = sources.copy_to(tmp_path_factory.mktemp("slurm") / "project")

    def trainings(state):
        return [one["JobId"] for one in cluster.submissions() if rule_of(one) == "train" and one["JobState"] in state]

    shared = ("--set-resources", "train:gres=gpu:1", "train:gpu_percent=50")
    first = project.start(EXPERIMENTS, *ON_SLURM, *shared, cores=2)
    wait_for_job(lambda: trainings(("PENDING", "RUNNING")), first)
    os.killpg(first.pid, signal.SIGKILL)
    run = re.search(r"SLURM run ID: (\S+)", first.communicate()[0])[1]
    subprocess.run(["scancel", f"--name={run}"], check=True)
    left = [path for path in project.results.rglob("*.nc") if path.parent.name == "train"]
    assert not left, "the kill came too late to tell anything"

    unlocked = project.snakemake(EXPERIMENTS, "--unlock")
    assert unlocked.code == 0, unlocked.text
    second = project.start(EXPERIMENTS, *ON_SLURM, cores=2)
    wait_for_job(lambda: trainings(("RUNNING",)), second)
    (killed,) = trainings(("RUNNING",))
    subprocess.run(["scancel", killed], check=True)
    text, _ = second.communicate()

    submissions = defaultdict(list)
    for one in cluster.submissions():
        submissions[rule_of(one)].append(one)
    return SimpleNamespace(project=project, code=second.returncode, text=text, submissions=submissions, killed=killed)


def rule_of(submission):
    """The group of a submission, or its rule without one, as the executor notes it in the comment: `rule_train_...`."""
    return submission["Comment"].split("_")[1]


def wait_for_job(condition, process):
    def holds():
        assert process.poll() is None, process.communicate()[0]
        return condition()

    wait_for(holds, "a job", seconds=600)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--workflow-profile", "profiles/slurm"), "`slurm-status-command: squeue`"),
        ((*ON_SLURM, "--default-resources", "slurm_partition=nowhere"), "invalid partition specified: nowhere"),
        ((*ON_SLURM, "--set-resources", "train:gres=gpu:7"), "--gres=gpu:7"),
    ],
    ids=["no accounting", "partition", "GPU"],
)
def test_what_the_site_lacks_ends_the_run_before_any_submission(cluster, unbuilt, arguments, told):
    before = len(cluster.submissions())
    answer = unbuilt.snakemake(EXPERIMENTS, *arguments, cores=2)
    assert answer.code != 0 and told in answer.text and "Traceback" not in answer.text
    assert "executor: slurm: " in answer.text
    assert len(cluster.submissions()) == before


def test_the_command_after_a_kill_finishes_although_a_job_is_killed(story):
    assert story.code == 0, story.text
    assert "Trying to restart" in story.text


def test_the_results_are_those_of_a_local_run_to_the_byte(story, local):
    assert_same_results(local, story.project)


def test_many_jobs_make_one_submission(story):
    for stage, jobs in {
        "connectivity": CONDITIONS,
        "measure": CONDITIONS,
        "compare": CONDITIONS,
        "replicate": 2,
    }.items():
        assert len(story.submissions[stage]) == 1, stage
        assert len(story.project.artefacts(stage)) == jobs
    # The first training was killed with its Snakemake, the second by itself, the third is its retry.
    assert len(story.submissions["train"]) == 3


def test_light_rules_are_not_submitted(story):
    assert set(story.submissions) == {"trials", "connectivity", "train", "measure", "compare", "replicate", "simulate"}


def test_trainings_share_the_one_gpu_that_they_ask_for(story):
    first = story.submissions["train"][0]
    assert first["TresPerJob" if "TresPerJob" in first else "TresPerNode"].removeprefix("gres:") == "gpu:1"
    assert first["NumCPUs"] == "2"  # two of the three trainings at a time
    others = [one for rule, all_of in story.submissions.items() for one in all_of if one is not first]
    assert not any("gpu" in field for one in others for field in one.values())


def test_a_retry_asks_for_twice_the_memory_and_the_time(story):
    _, killed, retry = story.submissions["train"]
    assert (killed["JobId"], killed["JobState"], retry["JobState"]) == (story.killed, "CANCELLED", "COMPLETED")
    assert memory(retry) == 2 * memory(killed) > 0
    assert minutes(retry) == 2 * minutes(killed) > 0


def memory(submission):
    """MB that a submission asked for."""
    number, unit = re.search(r"mem=([\d.]+)([MG])", submission["TRES"]).groups()
    return float(number) * {"M": 1, "G": 1024}[unit]


def minutes(submission):
    days, hours, minutes, _ = re.fullmatch(r"(?:(\d+)-)?(\d+):(\d+):(\d+)", submission["TimeLimit"]).groups()
    return (int(days or 0) * 24 + int(hours)) * 60 + int(minutes)
