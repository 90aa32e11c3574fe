"""Networks trained by `rl.learn`: what comes out, what is kept, and what is refused before anything is computed."""

import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import richlazy as rl
import xarray as xr
from richlazy.errors import InputError
from richlazy.interface import running
from richlazy.interface.plan_process import THREADS

ROOT = Path(__file__).parents[2]
TINY = {"seeds": 6, "steps": 20, "batch": 4, "probe_trials": 20, "test_trials": 20, "kernel_trials": 4}
TINY |= {"progress": False, "normalise": "spectral_radius", "null_models": ["gaussian"], "orientation": "pre_post"}


@pytest.fixture(scope="module")
def matrix():
    return np.random.default_rng(0).poisson(0.5, (12, 12)).astype(float)


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def runs(matrix, cache):
    return rl.learn(matrix, cache=cache, **TINY)


def test_measures_are_over_what_was_swept_seeds_and_steps(runs):
    assert {name: runs.sizes[name] for name in ("connectivity", "null_model", "seed", "step")} == {
        "connectivity": 1,
        "null_model": 2,
        "seed": 6,
        "step": 5,
    }
    table = runs.sel(step=20).kernel_alignment.mean("seed").to_pandas()
    assert list(table.columns) == ["none", "gaussian"] and list(table.index) == ["W"]
    assert ((table > 0) & (table < 1)).all().all()
    assert np.allclose(runs.kernel_alignment.sel(step=0), 1)


def test_rows_are_presynaptic_where_that_was_said(runs, matrix, cache):
    (stored,) = (cache / "results" / "connectivity").glob("W-*.nc")
    with xr.open_dataset(stored) as found:
        weights = found.weights.isel(seed=0).squeeze().values
    assert np.corrcoef(weights.ravel(), matrix.T.ravel())[0, 1] == pytest.approx(1, abs=1e-6)


def test_what_was_computed_is_read_again(runs, matrix, cache, monkeypatch):
    before = {path: path.stat().st_mtime_ns for path in cache.rglob("*.nc")}

    def refuse(jobs, *_):
        assert not jobs

    monkeypatch.setattr(running, "run_jobs", refuse)
    again = rl.learn(matrix, cache=cache, **TINY)
    xr.testing.assert_identical(again, runs)
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*.nc")} == before


def test_a_claim_is_tested_and_a_figure_drawn(runs):
    rows = rl.claims(runs, "C3", resamples=99)
    assert list(rows.measure) == ["effective_rank", "kernel_alignment"] and set(rows.claim) == {"C3"}
    paired = runs.effective_rank.isel(connectivity=0).transpose("null_model", "seed").values
    assert rows.difference_mean[0] == pytest.approx(float((paired[0] - paired[1]).mean()))
    assert set(rl.claims(runs).claim) >= {"C3"}
    figure = rl.draw("figure2", runs, dpi=60)
    assert figure.caption.startswith("Initial recurrent matrices")
    assert figure._repr_png_().startswith(b"\x89PNG")
    assert any("Preset: learned" in text.get_text() for text in figure.texts)


def test_finished_measures_are_opened_and_give_their_config(runs, cache):
    (folder,) = {path.parent for path in (cache / "results" / "library").rglob("measures.nc")}
    opened = rl.open(folder)
    xr.testing.assert_identical(opened.drop_attrs(), runs.drop_attrs())
    assert opened.attrs == {name: value for name, value in runs.attrs.items() if name != "config"}
    with pytest.raises(InputError) as caught:
        rl.open(folder.parent)
    assert str(caught.value).endswith(f"such as `rl.open('results/rank')`; there are {folder.name}")


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"task": "2AFC"}, "task: '2AFC' is not defined"),
        ({"rank": 13}, "rank: 13 is larger than the number of units, hidden = 12"),
        ({"null_models": ["gausian"]}, "experiments.learned.sweep.null_model"),
        ({"steps": 0}, "experiments.learned.parameters.steps"),
        ({"measures": ["kernel_aligment"]}, "kernel_aligment"),
    ],
)
def test_wrong_values_are_refused_by_the_checks_of_the_config(matrix, tmp_path, changes, message):
    with pytest.raises(InputError) as caught:
        rl.learn(matrix, cache=tmp_path, **TINY | changes)
    assert str(caught.value).startswith("learn: ") and message in str(caught.value)
    assert not list(tmp_path.rglob("*.nc"))


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"cores": 0}, "learn: cores: found 0; allowed is a whole number from 1: write `cores=2`"),
        ({"device": "gpu"}, "learn: device: found 'gpu'; allowed are cpu, cuda, auto: write `device='cpu'`"),
        ({"seeds": "5"}, "learn: seeds: found '5'; allowed is a number of seeds or a list: write `seeds=5`"),
    ],
)
def test_wrong_arguments_are_refused(matrix, tmp_path, changes, message):
    with pytest.raises(InputError) as caught:
        rl.learn(matrix, cache=tmp_path, **TINY | changes)
    assert str(caught.value) == message


def test_jobs_have_the_threads_of_their_rules():
    rules = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "workflow" / "rules").glob("*.smk"))
    found = re.findall(r"^    threads: (\d+)\n(?:.*\n)*?.*scripts/(\w+)\.py", rules, re.MULTILINE)
    assert len(found) > 8
    for threads, script in found:
        assert THREADS.get(script, 1) == int(threads), script


def failing(script, folder, threads=1):
    """A job whose script ends with an error: it is given a specification without parameters."""
    output = [str(folder / f"{script}.nc")]
    job = {"script": script, "name": "job", "input": {}, "output": output, "params": {"spec": {}}, "threads": threads}
    return job | {"after": [], "steps": 0}


@pytest.mark.parametrize("threads", [1, 2], ids=["forked", "started"])
def test_a_job_that_fails_tells_its_log_and_ends_all_processes(tmp_path, threads):
    started = []
    real = running._Processes._process

    def noted(self, *arguments):
        started.append(real(self, *arguments))
        return started[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running._Processes, "_process", noted)
        with pytest.raises(RuntimeError) as caught:
            running.run_jobs([failing("train", tmp_path, threads)], {"device": "cpu"}, tmp_path, 2, False)
    log = tmp_path / "results" / "library" / "logs" / "train" / "job.log"
    assert str(caught.value).startswith(f"learn: train (job) failed with status 1; see {log}\n")
    assert "KeyError: 'parameters'" in str(caught.value)
    assert started and all(process.poll() is not None for process in started)


def test_jobs_end_with_their_caller(tmp_path):
    program = (
        "import os, signal, threading, numpy, richlazy as rl\n"
        "threading.Timer(6, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()\n"
        "rl.learn(numpy.eye(30), orientation='pre_post', steps=10**6, seeds=2, training_trials=50, progress=False)\n"
    )
    environment = running.environment() | {"RICHLAZY_CACHE": str(tmp_path)}
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True)
    for _ in range(100):
        left = [path for path in Path("/proc").glob("[0-9]*/cwd") if _leads_to(path, tmp_path)]
        if not left:
            return
        time.sleep(0.1)
    raise AssertionError(left)


def _leads_to(link, folder):
    try:
        return link.resolve() == folder.resolve()
    except OSError:
        return False
