"""What a SLURM site lacks is told with lines that mend it; the site's commands are played by shell scripts."""

import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st
from richlazy.errors import InputError
from richlazy.planning.slurm_site import Polling, Site, check_polling, check_site, demands_of, min_job_age

AGE = "AccountingStorageType   = accounting_storage/none\nMinJobAge               = {} sec\n"
NO_ACCOUNTING = "echo 'Slurm accounting storage is disabled' >&2; exit 1"
ANSWERS = {"sbatch": "exit 0", "squeue": "exit 0", "sacct": "exit 0", "scontrol": f"printf '{AGE.format(300)}'"}
OWN_CHOICE = Polling(None, 40)


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A function that puts these programs, and no others, on the PATH: shell scripts by name."""

    def make(**programs):
        for name, script in programs.items():
            program = tmp_path / name
            program.write_text(f"#!/bin/sh\n{script}\n")
            program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(tmp_path))

    return make


def test_a_site_with_accounting_is_fine(site):
    site(**ANSWERS)
    check_site(OWN_CHOICE, [{}, {"partition": "long", "gres": "gpu:1"}])


@pytest.mark.parametrize("missing", ANSWERS)
def test_a_missing_program_is_named(site, missing):
    site(**{name: script for name, script in ANSWERS.items() if name != missing})
    with pytest.raises(InputError, match=f"{missing} not found"):
        check_site(OWN_CHOICE, [])


def test_a_controller_that_does_not_answer_is_told_in_its_words(site):
    site(**ANSWERS | {"scontrol": "echo 'Unable to contact slurm controller' >&2; exit 1"})
    with pytest.raises(InputError, match="Unable to contact slurm controller"):
        check_site(OWN_CHOICE, [])


def test_without_accounting_the_line_for_squeue_is_told_and_mends_it(site):
    site(**ANSWERS | {"sacct": NO_ACCOUNTING})
    with pytest.raises(InputError, match="accounting storage is disabled.*`slurm-status-command: squeue`"):
        check_site(OWN_CHOICE, [])
    check_site(Polling("squeue", 40), [])


def test_an_interval_for_which_the_executor_would_ask_sacct_is_shortened(site):
    site(**ANSWERS | {"sacct": NO_ACCOUNTING, "scontrol": f"printf '{AGE.format(190)}'"})
    line = "`slurm-init-seconds-before-status-checks: 63`"
    with pytest.raises(InputError, match=f"write {line} into"):
        check_site(Polling("squeue", 64), [])
    check_site(Polling("squeue", 63), [])


@pytest.mark.parametrize("settings", [AGE.format(2), AGE.format(180), "ClusterName = x\n"])
def test_without_accounting_jobs_that_vanish_at_once_cannot_be_followed(site, settings):
    site(**ANSWERS | {"sacct": NO_ACCOUNTING, "scontrol": f"printf '{settings}'"})
    with pytest.raises(InputError, match="would not be noticed"):
        check_site(Polling("squeue", 1), [])


@given(
    st.builds(Polling, st.sampled_from([None, "sacct", "squeue"]), st.integers(1, 1000)),
    st.builds(Site, st.sampled_from(["", "`sacct` fails"]), st.integers(0, 1000)),
)
def test_what_passes_is_what_the_executor_can_follow(polling, site):
    """The executor's own choice of a command (its version 2.8.0): that must answer until a job's end has been seen."""
    short = site.min_job_age < 3 * polling.interval
    asks_sacct = polling.command != "squeue" or short
    can_follow = not site.complaint if asks_sacct else not site.complaint or site.min_job_age > 180
    try:
        check_polling(polling, site)
    except InputError:
        assert not can_follow
    else:
        assert can_follow


@pytest.mark.parametrize(
    ("demand", "advice"),
    [
        ({"gres": "gpu:1"}, "device: cpu"),
        ({"partition": "nope"}, "slurm_partition=NAME"),
        ({"account": "nope"}, "slurm_account=NAME"),
        ({}, "slurm_partition=NAME"),
    ],
)
def test_what_sbatch_would_refuse_is_told_with_its_words(site, demand, advice):
    refuses = 'case "$*" in *nope*|*gpu*|"--test-only --wrap=true") echo "not here" >&2; exit 1;; esac'
    site(**ANSWERS | {"sbatch": refuses})
    with pytest.raises(InputError, match="not here") as refused:
        check_site(OWN_CHOICE, [demand])
    assert advice in str(refused.value)


@pytest.mark.parametrize(("text", "age"), [(AGE.format(300), 300), ("MinJobAge=5\n", 5), ("", 0)])
def test_the_age_is_read_from_the_settings(text, age):
    assert min_job_age(text) == age


def test_every_place_is_asked_for_once_with_time_and_memory_and_all_that_the_jobs_name():
    elsewhere = {"slurm_extra": "'--qos=gold --mail-type=END'", "cluster": "c1", "constraint": "amd"}
    jobs = [
        {"runtime": 30, "mem_mb": 500, "threads": 1, "gres": None, "slurm_partition": "short"},
        {"runtime": 90, "mem_mb": 900, "threads": 1, "slurm_partition": "short"},
        {"runtime": 30, "mem_mb": 500, **elsewhere},
    ]
    short = {"partition": "short", "reservation": "mine", "time": "30", "mem": "500", "cpus-per-task": "1"}
    extra = {"qos": "gold", "mail-type": "END", "clusters": "c1", "constraint": "amd"}
    last = {"reservation": "mine", "time": "30", "mem": "500"} | extra
    assert demands_of(jobs, {"qos": None, "reservation": "mine"}) == [short, last]


def test_a_site_that_refuses_what_names_no_time_takes_a_job_with_one(site):
    site(**ANSWERS | {"sbatch": 'case "$*" in *--time=30*--mem=500*) exit 0;; esac; echo "no time given" >&2; exit 1'})
    check_site(OWN_CHOICE, demands_of([{"runtime": 30, "mem_mb": 500}], {}))
    with pytest.raises(InputError, match="no time given"):
        check_site(OWN_CHOICE, [{}])
