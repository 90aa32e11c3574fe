"""What a wrong config meets on the command line: the key, what was found and what is allowed, before any job runs."""

import pytest

pytestmark = pytest.mark.workflow


def parameters(**values):
    return {"parameters": values}


def rank_study(**section):
    return {"studies": {"rank": section}}


def two_choices(**task):
    return {"tasks": {"2AF": task}}


# Per case: the changes to a config that works, and words that the message must have: key, found, allowed.
WRONG = {
    "misspelt key": (parameters(learning_rat=0.1), ["parameters.learning_rat", "unknown key", "`learning_rate`"]),
    "misspelt section": ({"figure": {"dpi": 50}}, ["figure: unknown key", "`figures`"]),
    "wrong type": (parameters(hidden="many"), ["parameters.hidden", "'many'", "a whole number"]),
    "number in quotes": (parameters(gain="1.5"), ["parameters.gain", "'1.5'", "a number"]),
    "rank above the units": (rank_study(sweep={"rank": [1, 9]}), ["studies.rank", "rank: 9", "hidden = 8"]),
    "rank 0": (rank_study(sweep={"rank": [0, 4]}), ["studies.rank.sweep.rank", "found 0", "a whole number from 1"]),
    "negative gain": (parameters(gain=-1.25), ["parameters.gain", "-1.25", "> 0"]),
    "momentum of 1": (parameters(momentum=1), ["parameters.momentum", "found 1", "< 1"]),
    "empty sweep": (rank_study(sweep={"rank": []}), ["studies.rank.sweep.rank", "found []", "at least one value"]),
    "swept value twice": (rank_study(sweep={"rank": [4, 4]}), ["studies.rank.sweep.rank", "[4, 4]", "all different"]),
    "unknown swept key": (rank_study(sweep={"ranks": [4]}), ["studies.rank.sweep.ranks", "unknown key", "`rank`"]),
    "seed twice": ({"seeds": [0, 1, 1]}, ["seeds", "[0, 1, 1]", "different whole numbers"]),
    "no seed": ({"seeds": 0}, ["seeds", "found 0", "a whole number ≥ 1"]),
    "negative seed": ({"seeds": [-1, 1]}, ["seeds", "-1", "≥ 0"]),
    "unknown task": (rank_study(sweep={"task": ["3AF"]}), ["task: '3AF'", "2AF, DMS, CXT"]),
    "unknown NeuroGym id": (two_choices(environment="NoSuchTask-v0"), ["tasks.2AF", "'NoSuchTask-v0'"]),
    "unknown period": (two_choices(timing={"pause": 100}), ["tasks.2AF.timing", "'pause'", "decision", "stimulus"]),
    "unknown argument": (two_choices(arguments={"coh": [1]}), ["tasks.2AF", "'coh'"]),
    "no decision step": (two_choices(timing={"decision": 0}), ["tasks.2AF.timing", "decision lasts 0 ms", "dt = 100"]),
    "checkpoint beyond the steps": (parameters(checkpoints=[1, 30]), ["checkpoints: 30", "0 to steps = 20"]),
    "probe above the pool": (parameters(probe_trials=121), ["probe_trials: 121", "training_trials = 120"]),
    "kernel above the probe": (parameters(kernel_trials=21), ["kernel_trials: 21", "probe_trials = 20"]),
    "batch above the pool": (parameters(batch=121), ["batch: 121", "training_trials = 120"]),
    "no GPU": ({"machine": {"device": "cuda"}}, ["machine.device: cuda", "no CUDA device", "`device: cpu`"]),
    "unknown figure": (rank_study(figures=["figure9"]), ["studies.rank.figures", "'figure9'", "figure1, spectra"]),
    "unknown claim": (rank_study(claims=["C99"]), ["studies.rank.claims", "'C99'", "C1, C2, C7"]),
}


def assert_refused(project, answer, words):
    """Snakemake ended with an error that has the words, said briefly, and no job began."""
    assert answer.code != 0
    missing = [word for word in words if word not in answer.text]
    assert not missing, f"{missing} not in\n{answer.text}"
    assert "Traceback" not in answer.text
    assert len(answer.text.splitlines()) < 12, answer.text
    assert not project.artefacts("trials", "connectivity", "train", "measure")
    assert not (project.folder / "results" / "logs").is_dir()


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_config_is_refused_before_any_job(unbuilt, case):
    changes, words = WRONG[case]
    assert_refused(unbuilt, unbuilt.snakemake(changes), words)


@pytest.mark.parametrize("output", ["results", "results/tiny"])
def test_an_unwritable_folder_of_results_is_refused_before_any_job(unbuilt, output):
    # A file in place of the folder: to the superuser, no folder is read-only.
    unbuilt.results.write_text("in the way", encoding="utf-8")
    assert_refused(unbuilt, unbuilt.snakemake({"output": output}), ["the folder results", "cannot be written"])
    assert unbuilt.results.read_text(encoding="utf-8") == "in the way"
