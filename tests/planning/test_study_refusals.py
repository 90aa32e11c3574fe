"""Every study that cannot be run is refused when it is planned, with one message that names the file."""

import os
import sys

import pytest
from helpers.configs import ROOT
from helpers.guest import forget
from helpers.projects import checked_project
from helpers.wrong_studies import FILES, WRONG_STUDIES, with_stream
from richlazy.contracts import registry
from richlazy.contracts.files_of_config import laid_over, read_file
from richlazy.contracts.studies import with_studies
from richlazy.data import tables
from richlazy.errors import InputError
from richlazy.planning.machine_checks import check_machine

import studies

SMALL = {"training_trials": 120, "probe_trials": 20, "test_trials": 20, "kernel_trials": 4, "batch": 4, "steps": 20}
STUDY = "mine"


@pytest.fixture
def plan(monkeypatch, tmp_path):
    """Plan a project with one study, whose files are given, as the Snakefile does before any job."""
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(registry, "PROJECT", tmp_path)
    monkeypatch.setattr(studies, "__path__", [str(tmp_path / "studies")])

    def plan_study(files):
        for name, text in files.items():
            path = tmp_path / "studies" / STUDY / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        forget()
        tables.TABLES.update(tables.by_environment())
        config = laid_over(read_file(ROOT / "config" / "config.yaml"), {"parameters": SMALL, "seeds": 1})
        project = checked_project(with_studies(config), ROOT)
        check_machine(project.plan, project.config)
        return project

    known = dict(tables.TABLES)
    yield plan_study
    monkeypatch.undo()
    tables.TABLES.clear()
    tables.TABLES.update(known)
    forget()
    for name in [name for name in sys.modules if name.startswith(f"{studies.__name__}.{STUDY}")]:
        del sys.modules[name]


def test_the_study_that_the_cases_change_is_taken(plan):
    assert plan(FILES).artefact_paths()


def test_the_stream_that_the_cases_change_is_taken(plan):
    assert plan(with_stream("", "")).artefact_paths()


@pytest.mark.parametrize("case", WRONG_STUDIES)
def test_a_wrong_study(plan, case):
    files, words = WRONG_STUDIES[case]
    with pytest.raises(InputError) as refused:
        plan(files)
    message = str(refused.value)
    missing = [word for word in words if word not in message]
    assert not missing, f"{missing} not in\n{message}"
    assert "\n" not in message
    assert not os.path.exists("results")
