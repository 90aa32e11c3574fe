"""What doctor tells of machines that have or lack things."""

import sys

import pytest
from richlazy.command_line import doctor
from richlazy.command_line.doctor import Machine, look, pins_of_project


def machine(answers, programs=()):
    """A machine on which these programs are, and give these answers by their first word."""
    there = {*programs, *answers}

    def ask(*command):
        return answers.get(command[0])

    return Machine(lambda program: program if program in there else None, ask)


def found(answers=(), programs=()):
    return {one.name: one for one in look(machine(dict(answers), programs))}


def test_what_can_be_left_out_is_not_wrong():
    findings = found({"snakemake": "9.27.1"})
    optional = ("GPU", "Multi-Process Service (MPS)", "SLURM", "sacct", "chromium", "conda", "git")
    assert {findings[name].state for name in optional} == {"-"}
    assert all(one.purpose and one.advice for one in findings.values())


def test_without_snakemake_something_needed_is_wrong():
    assert found()["Snakemake"].state == "wrong"
    assert found({"snakemake": "9.27.1"})["Snakemake"].state == "ok"


def test_a_program_that_fails_is_told_from_one_that_is_not_there():
    assert found(programs=["sbatch"])["SLURM"].found == "sbatch, which fails"
    assert found(programs=["sacct"])["sacct"].found == "is there, fails"
    assert found()["SLURM"].found == ""
    assert found({"sacct": ""})["sacct"].state == "ok"


@pytest.mark.parametrize("sees, state", [("True", "ok"), ("False", "-")])
def test_a_gpu_counts_where_pytorch_sees_it(sees, state):
    card = found({"nvidia-smi": "NVIDIA H100, 81559 MiB", sys.executable: sees})["GPU"]
    assert (card.found, card.state) == ("NVIDIA H100, 81559 MiB", state)
    assert ("CUDA build" in card.advice) == (sees == "False") or state == "ok"


def test_the_multi_process_service_runs_where_its_pipe_is(tmp_path, monkeypatch):
    monkeypatch.setenv("CUDA_MPS_PIPE_DIRECTORY", str(tmp_path))
    name = "Multi-Process Service (MPS)"
    assert found(programs=["nvidia-cuda-mps-control"])[name].found == "is there, does not run"
    (tmp_path / "control").touch()
    assert found(programs=["nvidia-cuda-mps-control"])[name].state == "ok"


def test_the_pins_are_those_of_the_project():
    pins = pins_of_project()
    assert pins["numpy"] == "2.2.6" and pins["click"] and pins["snakemake"]


def test_another_version_is_wrong(monkeypatch):
    monkeypatch.setattr(doctor, "pins_of_project", lambda: {"numpy": "0.1", "no-such-package": "1.0"})
    packages = found()["packages"]
    assert packages.state == "wrong"
    assert packages.found.startswith("0 of 2 as pinned; no-such-package is missing; numpy ")
    assert packages.found.endswith(", pinned 0.1")


@pytest.mark.parametrize("wrong", [False, True])
def test_the_exit_code_says_whether_something_needed_is_wrong(call, monkeypatch, wrong):
    one = doctor.Finding("a thing", "" if wrong else "1.0", not wrong, "a purpose", "an advice", needed=True)
    monkeypatch.setattr(doctor, "look", lambda: [one])
    called = call("doctor")
    assert called.code == (1 if wrong else 0)
    expected = [
        "wrong  a thing: not found",
        "       for a purpose",
        "       to do: an advice",
        "",
        "Needed and wrong: a thing.",
    ]
    assert not wrong or called.out.splitlines() == expected
    assert wrong or called.out.splitlines()[-1] == "What is needed is there."
