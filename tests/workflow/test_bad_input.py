"""What a wrong config meets on the command line: one message, before any job runs.

One case of each kind of check; tests/planning/test_refusals.py has all of them, without Snakemake.
"""

import pytest
from helpers.wrong_configs import WRONG, WRONG_MATRIX

pytestmark = pytest.mark.workflow

CONFIGS = (
    "misspelt key",
    "rank above the units",
    "unknown argument",
    "no GPU",
    "unknown claim",
    "more inputs than units",
    "images that are not there",
)
MATRICES = (
    "unknown builder that no experiment uses",
    "no file",
    "NaN",
    "rewired null of a full file",
    "impossible motifs",
)


def assert_refused(project, answer, words):
    """Snakemake ended with an error that has the words, said briefly, and no job began."""
    assert answer.code != 0
    missing = [word for word in words if word not in answer.text]
    assert not missing, f"{missing} not in\n{answer.text}"
    assert "Traceback" not in answer.text
    assert len(answer.text.splitlines()) < 12, answer.text
    assert not project.artefacts("trials", "connectivity", "train", "measure")
    assert not (project.folder / "results" / "logs").is_dir()


@pytest.mark.parametrize("case", CONFIGS)
def test_a_wrong_config_is_refused_before_any_job(unbuilt, case):
    changes, words = WRONG[case]
    assert_refused(unbuilt, unbuilt.snakemake(changes), words)


@pytest.mark.parametrize("case", MATRICES)
def test_a_wrong_matrix_is_refused_before_any_job(unbuilt, case):
    changes, files, words = WRONG_MATRIX[case]
    for name, content in files.items():
        (unbuilt.folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    assert_refused(unbuilt, unbuilt.snakemake(changes), words)


@pytest.mark.parametrize("output", ["results", "results/tiny"])
def test_an_unwritable_folder_of_results_is_refused_before_any_job(unbuilt, output):
    # A file in place of the folder: to the superuser, no folder is read-only.
    unbuilt.results.write_text("in the way", encoding="utf-8")
    assert_refused(unbuilt, unbuilt.snakemake({"output": output}), ["the folder results", "cannot be written"])
    assert unbuilt.results.read_text(encoding="utf-8") == "in the way"
