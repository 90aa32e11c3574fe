"""Every wrong config is refused when the workflow is planned, briefly, in words that help."""

import os

import pytest
from helpers.configs import ROOT, read_config
from helpers.projects import checked_project
from helpers.tiny_config import tiny
from helpers.wrong_configs import WRONG, WRONG_MATRIX
from richlazy.errors import InputError
from richlazy.planning.machine_checks import check_gpu, check_machine
from snakemake.utils import update_config


def plan(changes):
    """The plan of the paper's config with the tiny one laid over it, looked at as the Snakefile does before any job."""
    config = read_config()
    update_config(config, tiny(changes))
    work = checked_project(config, ROOT)
    check_gpu(work.plan, work.config)
    check_machine(work.plan, work.config)
    return work


def assert_refused(changes, words):
    with pytest.raises(InputError) as error:
        plan(changes)
    message = str(error.value)
    missing = [word for word in words if word not in message]
    assert not missing, f"{missing} not in\n{message}"
    assert len(message.splitlines()) < 8, message
    assert not os.path.exists("results/logs")


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_config_that_the_cases_change_is_taken():
    assert plan({}).artefact_paths()


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_config(case):
    assert_refused(*WRONG[case])


@pytest.mark.parametrize("case", WRONG_MATRIX)
def test_a_wrong_matrix(folder, case):
    changes, files, words = WRONG_MATRIX[case]
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    assert_refused(changes, words)
