"""Expected times of jobs, from jobs of known time."""

import pytest
from helpers.configs import ROOT, read_config
from helpers.tiny_config import tiny
from richlazy.command_line import calibration
from richlazy.command_line.durations import Durations, Job, amount_of, measured, products_of, shape_of
from richlazy.contracts.files_of_config import laid_over
from richlazy.planning.project import read_project

START = 2.0


@pytest.fixture(scope="module")
def trainings(tmp_path_factory):
    """The trainings of a plan by their number of units and steps."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("plan"))
        sweep = {"rank": [1], "hidden": [8, 40], "steps": [20, 200], "optimizer": ["sgd", "adam"]}
        changes = tiny({"experiments": {"rank": {"sweep": sweep, "claims": [], "figures": []}}})
        project = read_project(laid_over(read_config(), changes), ROOT)
    found = project.plan.artefacts["train"].values()
    return {(one.parameters["hidden"], one.parameters["steps"], one.parameters["optimizer"]): one for one in found}


def job(training, rate):
    """A training that was done, at so many seconds a step and network after its start."""
    amount = amount_of("train", training.parameters, len(training.seeds))
    seconds = START + rate * amount
    return Job("train", training.parameters, len(training.seeds), seconds, seconds / 2)


def test_equal_jobs_tell_the_time_by_their_steps(trainings):
    """At twenty times the steps, after the same start."""
    durations = Durations([job(trainings[8, 20, "sgd"], 0.1)], {"claims": [START]})
    estimate = durations.of_artefact(trainings[8, 200, "sgd"])
    assert estimate.basis == "equal"
    assert estimate.seconds == pytest.approx(START + 0.1 * 200 * len(trainings[8, 200, "sgd"].seeds))


def test_the_median_of_equal_jobs_counts(trainings):
    done = [job(trainings[8, 200, "sgd"], rate) for rate in (0.1, 0.2, 9.0)]
    estimate = Durations(done, {"claims": [START]}).of_artefact(trainings[8, 200, "sgd"])
    assert estimate.seconds == pytest.approx(START + 0.2 * 200 * len(trainings[8, 200, "sgd"].seeds))


@pytest.mark.parametrize("hidden, optimizer", [(40, "sgd"), (8, "adam")])
def test_other_jobs_are_scaled_by_the_products_of_a_step(trainings, hidden, optimizer):
    known, wanted = trainings[8, 20, "sgd"], trainings[hidden, 20, optimizer]
    estimate = Durations([job(known, 0.1)], {"claims": [START]}).of_artefact(wanted)
    ratio = products_of(wanted.parameters) / products_of(known.parameters)
    assert ratio > 1 if hidden == 40 else ratio == 1
    assert estimate.basis == "scaled"
    assert estimate.seconds == pytest.approx(START + 0.1 * ratio * 20 * len(wanted.seeds))


def test_timed_steps_count_where_no_equal_job_was_done(trainings):
    wanted = trainings[8, 200, "adam"]
    steps = {shape_of("train", wanted.parameters): 0.5}
    estimate = Durations([job(trainings[8, 20, "sgd"], 0.1)], {}, steps).of_artefact(wanted)
    assert (estimate.basis, estimate.seconds) == ("steps", 0.5 * 200 * len(wanted.seeds))


def test_a_learner_that_cannot_be_timed_is_told(trainings, monkeypatch):
    def fail(parameters, networks):
        raise ValueError("takes other data")

    monkeypatch.setattr(calibration, "_seconds", fail)
    told = []
    assert calibration.timed_steps([trainings[8, 20, "sgd"]], told.append) == {}
    assert told == ["recurrent: its steps could not be timed on random numbers: ValueError: takes other data"]


def test_without_jobs_nothing_is_known(trainings, tmp_path):
    assert measured(tmp_path, "results").of_artefact(trainings[8, 20, "sgd"]) == (0, "")


def test_benchmarks_that_are_not_whole_or_of_lost_files_are_left_out(trainings, tmp_path):
    folder = tmp_path / "results" / "benchmarks" / "train"
    folder.mkdir(parents=True)
    (folder / "torn.tsv").write_text("s\th:m", encoding="utf-8")
    (folder / "lost.tsv").write_text("s\tcpu_time\n12.5\t3\n", encoding="utf-8")
    durations = measured(tmp_path, "results")
    assert durations.of_artefact(trainings[8, 20, "sgd"]).basis == "" and durations.share_of_core == 1


def test_the_share_of_a_core_is_that_of_all_jobs(trainings):
    assert Durations([job(trainings[8, 20, "sgd"], 0.1)], {}).share_of_core == 0.5
