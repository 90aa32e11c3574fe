"""What runs again after a change, and nothing else.

Dry runs tell which jobs a change asks for; where it matters most, the jobs are done and their results looked at.
"""

import ast
import os
import random
import signal
import subprocess
import time

import pytest
import xarray as xr
from helpers.tiny_config import FIGURES as DRAWN

pytestmark = pytest.mark.workflow

STAGES = ("trials", "connectivity", "train", "measure")
RULES = ("trials", "initial_matrices", "train", "measure")
FIGURES = {f"figure rank {name}" for name in DRAWN}
SCORECARD = {"scorecard", "explorer", "provenance"}
STYLED = {*FIGURES, *SCORECARD}
CLAIMS = {"claims rank", *SCORECARD}
BELOW = {"aggregate rank", *CLAIMS, *FIGURES}

TRIALS = {"trials 2AF"}
CONNECTIVITY = {"initial_matrices gaussian-rank1-seeds0to1", "initial_matrices gaussian-rank4-seeds0to1"}
TRAIN = {"train 2AF-gaussian-rank1-seeds0to1", "train 2AF-gaussian-rank4-seeds0to1"}
MEASURE = {"measure 2AF-gaussian-rank1-seeds0to1", "measure 2AF-gaussian-rank4-seeds0to1"} | BELOW

NEW_RANK = {"experiments": {"rank": {"sweep": {"rank": [1, 4, 8]}}}}
NEW_RANK_JOBS = {f"{rule}-rank8-seeds0to1" for rule in ("initial_matrices gaussian", "train 2AF-gaussian")} | {
    "measure 2AF-gaussian-rank8-seeds0to1",
    *BELOW,
}
FEWER_RANKS = {"experiments": {"rank": {"sweep": {"rank": [4]}}}}


def parameters(**values):
    return {"parameters": values}


def heavy(jobs):
    """The jobs of the stages that must not be repeated without a reason."""
    return {job for job in jobs if job.split()[0] in RULES}


CONFIG_CHANGES = {
    "new rank": (NEW_RANK, NEW_RANK_JOBS),
    "removed rank": (FEWER_RANKS, BELOW),
    "reordered ranks": ({"experiments": {"rank": {"sweep": {"rank": [4, 1]}}}}, BELOW),
    "new seeds": (
        {"seeds": 4},
        {
            *(f"initial_matrices gaussian-rank{rank}-seeds2to3" for rank in (1, 4)),
            *(f"{stage} 2AF-gaussian-rank{rank}-seeds2to3" for rank in (1, 4) for stage in ("train", "measure")),
            *BELOW,
        },
    ),
    # The block of seeds stays while any experiment wants it.
    "fewer seeds, all of them in another experiment": (
        {"experiments": {"rank": {"seeds": [0]}, "both": {"sweep": {"task": ["2AF"], "rank": [1, 4]}}}},
        {"aggregate both", "claims both", *BELOW},
    ),
    "new task": (
        {"experiments": {"rank": {"sweep": {"task": ["2AF", "DMS"]}}}},
        {
            "trials DMS",
            *(f"{stage} DMS-gaussian-rank{rank}-seeds0to1" for rank in (1, 4) for stage in ("train", "measure")),
            *BELOW,
        },
    ),
    "parameter of the trials": (parameters(trial_seed=1), TRIALS | TRAIN | MEASURE),
    "parameter of the connectivity": (parameters(gain=1.5), CONNECTIVITY | TRAIN | MEASURE),
    "parameter of the training": (parameters(learning_rate=0.01), TRAIN | MEASURE),
    "parameter of the measures": (parameters(kernel_trials=5), MEASURE),
    # Values compared as a set would not tell these: 4 is also the kernel's probe and a rank, 20 also the steps.
    "batch takes the value of steps": (parameters(batch=20), TRAIN | MEASURE),
    "kernel_trials takes the value of steps": (parameters(kernel_trials=20), MEASURE),
    "steps takes the value of batch": (parameters(steps=4), TRAIN | MEASURE),
    "figure style": ({"figures": {"font_size": 9}}, STYLED),
    "fewer figures": ({"experiments": {"rank": {"figures": ["spectra"]}}}, set()),
    "fewer claims": ({"experiments": {"rank": {"claims": ["C1"]}}}, CLAIMS),
    "seed of the bootstrap": ({"statistics": {"seed": 1}}, CLAIMS),
    "confidence": ({"statistics": {"confidence": 0.9}}, BELOW),
    "nothing that matters": (
        {
            "machine": {"report_every": 0, "kernel_memory": 500},  # how, not what
            "seeds": [1, 0],  # the same seeds in other words
            "parameters": {"momentum": 0.9},  # the default, spelt out
            "experiments": {"rank": {"parameters": {"gain": 1.25}}},  # the same again
            "tasks": {"unused": {"environment": "GoNogo-v0"}},
        },
        set(),
    ),
}


@pytest.mark.parametrize("change", CONFIG_CHANGES)
def test_a_changed_config_reruns_exactly_what_depends_on_it(project, change):
    changes, expected = CONFIG_CHANGES[change]
    assert project.jobs(changes) == expected


LIBRARY = "scripts/richlazy"
CODE_CHANGES = {
    "tasks": (
        [(f"{LIBRARY}/data/neurogym_tasks/pool.py", "_BLOCK = 10_000", "_BLOCK = 20_000")],
        TRIALS | TRAIN | MEASURE,
    ),
    "task reached by name only": (
        [
            (
                f"{LIBRARY}/data/neurogym_tasks/perceptual_decision_making.py",
                'name["fixation"]] = 1',
                'name["fixation"]] = 2',
            )
        ],
        TRIALS | TRAIN | MEASURE,
    ),
    "another task": (
        [
            (
                f"{LIBRARY}/data/neurogym_tasks/context_decision_making.py",
                '"use_expl_context": True',
                '"use_expl_context": False',
            )
        ],
        set(),
    ),
    "another table": ([(f"{LIBRARY}/data/tables/digits.py", "NEGLIGIBLE = 1e-3", "NEGLIGIBLE = 1e-4")], set()),
    "connectivity": (
        [(f"{LIBRARY}/connectivity/builders/gaussian.py", "def build(", "UNUSED = 1\n\n\ndef build(")],
        CONNECTIVITY | TRAIN | MEASURE,
    ),
    "trainer": ([(f"{LIBRARY}/training/loop.py", "_BLOCK = 100", "_BLOCK = 50")], TRAIN | MEASURE),
    "training script": ([("scripts/train.py", 'title="training"', 'title="a training"')], TRAIN | MEASURE),
    "measure": ([(f"{LIBRARY}/measures/accuracy.py", ".double()", ".float()")], MEASURE),
    "aggregation": (
        [(f"{LIBRARY}/hypercube/tables.py", "seeds=np.isfinite(values)", "seeds=(np.isfinite(values) * 1)")],
        BELOW,
    ),
    "claim": (
        [
            (
                "studies/connectivity/claims/C1_higher_rank_is_lazier.py",
                '("representation_alignment", "kernel_',
                '("kernel_',
            )
        ],
        CLAIMS,
    ),
    "one figure": ([("studies/connectivity/figures/figure1.py", "row_mm=31", "row_mm=32")], {"figure rank figure1"}),
    "style": ([(f"{LIBRARY}/reporting/plotting/style.py", '"lines.linewidth": 1.2', '"lines.linewidth": 1.3')], STYLED),
    "page of the scorecard": ([(f"{LIBRARY}/reporting/pages/scorecard.html.jinja", "In short", "Shortly")], SCORECARD),
    "page of the explorer": ([(f"{LIBRARY}/reporting/pages/explorer/unpack.js", "deflate", "gzip")], {"explorer"}),
    "page of the provenance": (
        [(f"{LIBRARY}/reporting/pages/provenance.html.jinja", "Gone since</th>", "Removed</th>")],
        {"provenance"},
    ),
    "what all pages share": ([(f"{LIBRARY}/reporting/pages/page.html.jinja", "</body>", "<hr></body>")], SCORECARD),
    "version in an environment": ([("envs/train.yaml", "pytorch =2.13.0", "pytorch =2.13.1")], TRAIN | MEASURE),
}


@pytest.mark.parametrize("change", CODE_CHANGES)
def test_changed_code_reruns_exactly_what_it_made(project, change):
    edits, expected = CODE_CHANGES[change]
    for path, old, new in edits:
        project.edit(path, (old, new))
    assert project.jobs() == expected


def test_comments_docstrings_and_formatting_rerun_nothing(project):
    scripts = sorted((project.folder / "scripts").rglob("*.py"))
    for path in scripts:
        path.write_text(_written_differently(path.read_text(encoding="utf-8")), encoding="utf-8")
    for path in [*project.folder.glob("envs/*.yaml"), *project.folder.glob("workflow/rules/*.smk")]:
        path.write_text("# A new comment.\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert len(scripts) > 40
    assert project.jobs() == set()


def _written_differently(text):
    """The same code without its comments and line breaks, with another comment, and with other docstrings."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body[0].value.value += " Said otherwise."
    return f"{ast.unparse(tree)}\n\n\n# The end.\n"


def test_a_new_rank_adds_its_own_files_and_going_back_trains_nothing(project, built):
    before = project.artefacts(*STAGES)
    assert project.run(NEW_RANK, cores=2) == NEW_RANK_JOBS
    after = project.artefacts(*STAGES)
    assert before.items() <= after.items()
    assert len(after) == len(before) + 3
    with xr.open_dataset(project.results / "rank" / "measures.nc") as measures:
        assert measures["rank"].values.tolist() == [1, 4, 8]
        assert measures.kernel_alignment.notnull().all()

    assert project.run(cores=2) == BELOW
    assert project.artefacts(*STAGES) == after
    for table in ("rank/claims.csv", "rank/summary.csv", "scorecard.csv"):
        assert (project.results / table).read_bytes() == (built.results / table).read_bytes()
    assert project.jobs() == set()


def test_a_new_measure_is_taken_alone_on_the_stored_checkpoints_where_it_is_named(project):
    library = project.folder / LIBRARY / "measures"
    new = (library / "accuracy.py").read_text(encoding="utf-8").replace("return float(", "return 7 + 0 * float(")
    (library / "seven.py").write_text(new, encoding="utf-8")
    assert project.jobs() == set()
    before = project.artefacts(*STAGES)
    done = project.run({"experiments": {"rank": {"measures": ["seven"]}}}, cores=2)
    assert sorted(job.split()[0] for job in done if job not in BELOW) == ["measure", "measure"] and done > BELOW
    assert before.items() <= project.artefacts(*STAGES).items()
    with xr.open_dataset(project.results / "rank" / "measures.nc") as measures:
        assert (measures.seven == 7).all() and measures.accuracy.notnull().all()


def test_deleted_pools_are_not_missed_until_something_needs_them(project):
    for pool in (project.results / "trials").glob("*.nc"):
        pool.unlink()
    assert project.jobs() == set()
    assert project.jobs(NEW_RANK) == NEW_RANK_JOBS | TRIALS
    project.edit(f"{LIBRARY}/measures/accuracy.py", (".double()", ".float()"))
    assert project.jobs() == MEASURE | TRIALS


def test_deleted_matrices_and_trainings_are_not_missed(project):
    for path in project.results.glob("train/*.nc"):
        path.unlink()
    assert project.jobs({"figures": {"font_size": 9}}) == STYLED


def _scramble(project, order):
    """Give all files times of the past, in an order of their own."""
    files = sorted(path for path in project.folder.rglob("*") if path.is_file())
    if order == "reversed":
        files = sorted(files, key=lambda path: -path.stat().st_mtime)
    else:
        random.Random(order).shuffle(files)
    for place, path in enumerate(files):
        os.utime(path, (1.6e9 + 10 * place,) * 2)


@pytest.mark.parametrize("order", ["reversed", 1, 2])
def test_a_clone_with_copied_results_trains_nothing(built, tmp_path, order):
    clone = built.copy_to(tmp_path / "clone", without=[".snakemake"])
    _scramble(clone, order)
    assert not heavy(clone.jobs())


def test_a_clone_follows_a_changed_sweep(built, tmp_path):
    clone = built.copy_to(tmp_path / "clone", without=[".snakemake"])
    _scramble(clone, "reversed")
    assert clone.run(FEWER_RANKS, cores=2) == BELOW
    with xr.open_dataset(clone.results / "rank" / "measures.nc") as measures:
        assert measures["rank"].values.tolist() == [4]
    claims = (clone.results / "rank" / "claims.csv").read_text(encoding="utf-8")
    assert "at rank 1" not in claims


def test_tables_are_remade_after_a_dry_run_and_a_copy_that_loses_times(project, tmp_path):
    """The plan is new since the dry run; a copy may make it older than the tables that do not follow it yet."""
    assert project.jobs(FEWER_RANKS) == BELOW
    copy = project.copy_to(tmp_path / "copy")
    now = time.time()
    plans = (copy.folder / ".snakemake").rglob("*.json")
    for path in (path for path in [*copy.results.rglob("*"), *plans] if path.is_file()):
        os.utime(path, (now - 100 if "plan" in path.parts else now - 50,) * 2)
    assert copy.jobs(FEWER_RANKS) >= BELOW


def test_touched_files_train_nothing(project):
    now = time.time()
    for place, path in enumerate(sorted(path for path in project.folder.rglob("*") if path.is_file())):
        if ".snakemake" not in path.parts:
            os.utime(path, (now + place / 1000,) * 2)
    assert not heavy(project.jobs())


def test_a_killed_training_leaves_nothing_under_its_name(unbuilt):
    endless = {"parameters": {"steps": 2_000_000}, "machine": {"report_every": 0}}
    call = unbuilt.start(endless, "--until", "train")
    try:
        logs = unbuilt.results / "logs" / "train"
        _wait_for(lambda: any("loss" in log.read_text() for log in logs.glob("*.log")), call)
    finally:
        os.killpg(call.pid, signal.SIGKILL)
        call.communicate()
    assert not unbuilt.artefacts("train")
    assert len(unbuilt.artefacts("trials", "connectivity")) >= 2

    unlocked = unbuilt.snakemake(endless, "--unlock")
    assert unlocked.code == 0, unlocked.text
    again = unbuilt.jobs(endless, "--until", "train")
    assert again >= TRAIN
    assert not TRIALS & again


def _wait_for(condition, process: subprocess.Popen, seconds: float = 120):
    end = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None and time.monotonic() < end, "the training did not start"
        time.sleep(0.1)
