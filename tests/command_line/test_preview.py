"""The command that looks at a matrix: files, names of the config, and the warning."""

import numpy as np
import pytest
import yaml


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a matrix of counts, in which the command is called."""
    monkeypatch.chdir(tmp_path)
    np.savetxt("mine.csv", np.random.default_rng(0).poisson(0.5, (40, 40)), fmt="%d", delimiter=",")
    return tmp_path


def test_a_file_is_described_and_warned_of(folder, call):
    called = call("preview", "mine.csv", "--orientation", "pre_post")
    assert called.code == 0
    assert called.out.startswith("mine.csv: 40 units; ")
    (row,) = (line for line in called.out.splitlines() if line.startswith("frobenius"))
    assert row.endswith("explodes <")
    assert called.error.startswith("\nwarning: normalise: frobenius leaves a spectral radius of ")
    assert "`normalise: spectral_radius`" in called.error


def test_no_warning_of_a_normalisation_that_does_not_explode(folder, call):
    called = call("preview", "mine.csv", "--orientation", "pre_post", "--normalise", "spectral_radius")
    assert (called.code, called.error) == (0, "")


def test_numbers_are_those_of_the_matrix(folder, call):
    counts = np.loadtxt("mine.csv", delimiter=",")
    out = call("preview", "mine.csv", "--orientation", "post_pre", "--normalise", "spectral_radius").out
    (row,) = (line.split() for line in out.splitlines() if line.startswith("spectral radius"))
    assert float(row[2]) == pytest.approx(np.abs(np.linalg.eigvals(counts)).max(), rel=1e-3)
    assert f"{(counts.any(0) & (counts >= 0).all(0)).sum()} positive" in out


def test_orientation_decides_what_is_presynaptic(folder, call):
    matrix = np.eye(40) + np.eye(40, k=1)
    matrix[0] *= -1  # the first row is inhibitory
    np.savetxt("mine.csv", matrix, fmt="%d", delimiter=",")
    signs = {
        way: call("preview", "mine.csv", "--orientation", way).out.splitlines()[1] for way in ("pre_post", "post_pre")
    }
    assert signs["pre_post"].endswith("39 positive, 1 negative")
    assert signs["post_pre"].endswith("38 positive, 1 negative, 1 both")


def test_a_matrix_of_a_config(folder, call):
    (folder / "mine.yaml").write_text(
        yaml.safe_dump({"matrices": {"own": {"builder": "sparse"}}, "parameters": {"hidden": 30}})
    )
    called = call("preview", "own", "--configfile", "mine.yaml")
    assert called.code == 0 and called.out.startswith("own: 30 units; ")


@pytest.mark.parametrize(
    "words, says",
    [
        (["mine.csv"], "mine.csv: say what its rows are: `richlazy preview mine.csv --orientation pre_post`"),
        (
            ["nothing.csv", "--orientation", "pre_post"],
            "nothing.csv: no file and no matrix of the config has this name",
        ),
        (["cortex", "--layout", "edges"], "--layout: it is for a file"),
        (["trained"], "trained: it is made of what a network has learned"),
        (["celegans"], "resources/wheels/cect"),
    ],
)
def test_what_cannot_be_looked_at_is_refused(folder, refused, words, says):
    assert refused("preview", *words).startswith(says)
