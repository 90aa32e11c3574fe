"""Experiments of structures and their null models: what they leave behind, what they share, what runs again."""

import csv

import pandas as pd
import pytest
import xarray as xr
from helpers.tiny_config import FIGURES

pytestmark = pytest.mark.workflow

STAGES = ("trials", "connectivity", "train", "measure")
LIBRARY = "scripts/richlazy"

# Nine neurons, pre → post: a ring and a few connections across.
OWN = """0,1,0,0,0,2,0,0,0
0,0,3,0,0,0,0,0,0
0,0,0,1,0,0,0,-2,0
1,0,0,0,4,0,0,0,0
0,0,0,0,0,1,0,0,0
0,0,2,0,0,0,5,0,0
0,-1,0,0,0,0,0,1,0
0,0,0,0,3,0,0,0,2
6,0,0,0,0,0,1,0,0
"""
# The full rank of the experiment `rank` is the Gaussian null of all structures of 8 units.
CIRCUITS = {
    "parameters": {"hidden": 8},
    "matrices": {
        "own": {"builder": "file", "path": "own.csv", "orientation": "pre_post"},
        "layer2": {"builder": "cortex", "layers": ["2/3"]},
    },
    "experiments": {
        "rank": {"sweep": {"rank": [1, "full"]}},
        "circuits": {
            "sweep": {
                "task": ["2AF"],
                "connectivity": ["own"],
                "null_model": ["none", "gaussian", "shuffled", "rewired"],
            },
            "also": [{"connectivity": ["dale", "layer2"], "null_model": ["none", "gaussian"]}],
            "claims": ["C3"],
            "figures": ["figure2"],
        },
    },
}
# Every structure, the null models of `own`, and the Gaussian matrices of 8 units (8 of 9 has another name than 9 of 9).
OWN_NAMES = {"own-rank9", "own-shuffled-rank9", "own-rewired-rank9"}
GAUSSIAN_NAMES = {"gaussian-rank1", "gaussian-rank8", "gaussian-rank9"}
NAMES = OWN_NAMES | GAUSSIAN_NAMES | {"dale-rank8", "layer2-rank8"}

BELOW = {"aggregate circuits", "claims circuits", "scorecard", "explorer", "provenance", "figure circuits figure2"}
RANK = {"aggregate rank", "claims rank", *(f"figure rank {name}" for name in FIGURES)}


def remade(*names):
    """The jobs that make these matrices again, and everything that follows."""
    matrices = {f"initial_matrices {name}-seeds0to1" for name in names}
    networks = {f"{stage} 2AF-{name}-seeds0to1" for stage in ("train", "measure") for name in names}
    return matrices | networks | BELOW


@pytest.fixture(scope="module")
def circuits(sources, tmp_path_factory):
    """The experiment of structures, built beside that of ranks. To be copied or read, not changed."""
    project = sources.copy_to(tmp_path_factory.mktemp("circuits"))
    (project.folder / "own.csv").write_text(OWN, encoding="utf-8")
    project.made = project.run(CIRCUITS, cores=2)
    return project


@pytest.fixture
def copy(circuits, tmp_path):
    """A copy of the built experiment, for the test to change."""
    return circuits.copy_to(tmp_path / "project")


@pytest.fixture(scope="module")
def index(circuits):
    """The rows of the index by experiment and point."""
    with (circuits.results / "index.csv").open(encoding="utf-8", newline="") as table:
        return {(row["experiment"], row["point"]): row for row in csv.DictReader(table)}


def test_every_matrix_is_made_and_trained_once(circuits):
    rank = {f"figure rank {figure}" for figure in FIGURES} | {
        "aggregate rank",
        "claims rank",
    }
    assert circuits.made == remade(*NAMES) | {"trials 2AF"} | rank
    assert circuits.jobs(CIRCUITS) == set()
    assert {stage: len(circuits.artefacts(stage)) for stage in STAGES[1:]} == dict.fromkeys(STAGES[1:], len(NAMES))


def test_the_gaussian_null_is_the_full_rank_of_the_experiment_of_ranks(index):
    full = index["rank", "task=2AF rank=8"]
    for structure in ("dale", "layer2"):
        null = index["circuits", f"task=2AF connectivity={structure} null_model=gaussian"]
        assert {stage: null[stage] for stage in STAGES} == {stage: full[stage] for stage in STAGES}
    # One of nine units is another matrix.
    assert index["circuits", "task=2AF connectivity=own null_model=gaussian"]["connectivity"] != full["connectivity"]


def test_also_adds_its_points_and_no_others(index, circuits):
    nulls = {"own": ["none", "gaussian", "shuffled", "rewired"]} | dict.fromkeys(
        ["dale", "layer2"], ["none", "gaussian"]
    )
    points = [
        f"task=2AF connectivity={name} null_model={null}" for name, their_nulls in nulls.items() for null in their_nulls
    ]
    assert [point for experiment, point in index if experiment == "circuits"] == points
    with xr.open_dataset(circuits.results / "circuits" / "measures.nc") as measures:
        assert measures.connectivity.values.tolist() == ["own", "dale", "layer2"]
        assert measures.null_model.values.tolist() == ["none", "gaussian", "shuffled", "rewired"]
        for name, their_nulls in nulls.items():
            there = measures.diverged.sel(connectivity=name, task="2AF").notnull().all("seed")
            assert there.null_model[there.values].values.tolist() == their_nulls
        units = measures.units.sel(task="2AF", null_model="none")
        assert units.max("seed").values.tolist() == [9, 8, 8]


def test_figure_2_is_drawn_over_the_curve_of_ranks(circuits):
    path = circuits.results / "figures" / "circuits-figure2"
    assert path.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    assert path.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
    caption = path.with_suffix(".txt").read_text(encoding="utf-8")
    assert "truncated to the rank beside each point (experiment rank, step 20" in caption


def test_the_scorecard_compares_every_structure_with_each_of_its_nulls(circuits):
    table = pd.read_csv(circuits.results / "scorecard.csv", keep_default_na=False)
    assert set(table[table.experiment == "rank"].claim) == {"C1", "C2", "C7"}
    rows = table[table.experiment == "circuits"]
    assert set(rows.claim) == {"C3"}
    pairs = ["own vs gaussian", "own vs shuffled", "own vs rewired", "dale vs gaussian", "layer2 vs gaussian"]
    for measure, prefix in (("effective_rank", ""), ("kernel_alignment", "2AF, ")):
        of_measure = rows[rows.measure == measure]
        text = of_measure.astype(str).agg(" ".join, axis=1)
        assert len(of_measure) == len(pairs)
        for pair in pairs:
            assert text.str.contains(f"{prefix}{pair}", regex=False).sum() == 1
    assert "own vs rewired" in (circuits.results / "scorecard.html").read_text(encoding="utf-8")


def test_an_edited_file_remakes_its_own_matrices_and_nothing_else(copy):
    before = copy.artefacts(*STAGES)
    copy.edit("own.csv", ("6,0,0,0,0,0,1,0,0", "7,0,0,0,0,0,1,0,0"))
    assert copy.run(CIRCUITS, cores=2) == remade(*OWN_NAMES)
    after = copy.artefacts(*STAGES)
    assert before.items() <= after.items()
    assert len(after) == len(before) + 3 * len(OWN_NAMES)
    assert copy.jobs(CIRCUITS) == set()

    # The file as it was needs no matrix again.
    (copy.folder / "own.csv").write_text(OWN, encoding="utf-8")
    assert copy.jobs(CIRCUITS) == BELOW


BUILDERS, NULLS = f"{LIBRARY}/connectivity/builders", f"{LIBRARY}/connectivity/null_models"
CODE_CHANGES = {
    "builder of a file": (
        f"{BUILDERS}/file.py",
        "fitted = gain * fitting.fit(",
        "fitted = 1.0 * gain * fitting.fit(",
        OWN_NAMES,
    ),
    "another builder": (f"{BUILDERS}/dale.py", "np.sqrt(density * units)", "np.sqrt(units * density)", {"dale-rank8"}),
    "strengths that a builder imports": (
        f"{LIBRARY}/connectivity/song_strengths.py",
        "LOG_STRENGTH_DEVIATION = ",
        "LOG_STRENGTH_DEVIATION = 0 + ",
        {"dale-rank8"},
    ),
    "unused builder": (f"{BUILDERS}/sparse.py", "return gain / np.sqrt", "return 1.0 * gain / np.sqrt", None),
    "null model": (
        f"{NULLS}/rewired.py",
        "TRIES_PER_CONNECTION = 100",
        "TRIES_PER_CONNECTION = 99",
        {"own-rewired-rank9"},
    ),
    "unused null model": (f"{NULLS}/rank_matched.py", "NEIGHBOURS = 10", "NEIGHBOURS = 9", None),
    "reader of cortical tables": (
        f"{LIBRARY}/connectivity/cell_types.py",
        "units * measured / measured.sum()",
        "measured * units / measured.sum()",
        {"layer2-rank8"},
    ),
    "comment in a builder": (
        f"{BUILDERS}/dale.py",
        "# Distributions of magnitudes",
        "# The distributions of magnitudes",
        None,
    ),
    "docstring of a builder": (f"{BUILDERS}/dale.py", '"""Dale\'s law: all', '"""The law of Dale: all', None),
    "table": ("config/tables/billeh2020_psp_mV.csv", "e23,0,0.36,", "e23,0,0.37,", {"layer2-rank8"}),
    "what is said of the tables": ("config/tables/README.md", "# Published numbers", "# The published numbers", None),
}


def test_a_changed_gaussian_remakes_all_matrices(copy):
    """All are rescaled to the Gaussian, and null models are drawn from it."""
    copy.edit(f"{BUILDERS}/gaussian.py", ("def build(", "UNUSED = 1\n\n\ndef build("))
    assert copy.jobs(CIRCUITS) == remade(*NAMES) | RANK


@pytest.mark.parametrize("change", CODE_CHANGES)
def test_changed_code_remakes_exactly_the_matrices_that_it_makes(copy, change):
    path, old, new, names = CODE_CHANGES[change]
    copy.edit(path, (old, new))
    assert copy.jobs(CIRCUITS) == (remade(*names) if names else set())


def test_an_edited_builder_leaves_the_files_of_others(copy):
    before = copy.artefacts(*STAGES)
    path, old, new, names = CODE_CHANGES["another builder"]
    copy.edit(path, (old, new))
    assert copy.run(CIRCUITS, cores=2) == remade(*names)
    after = copy.artefacts(*STAGES)
    assert before.items() <= after.items()
    assert len(after) == len(before) + 3


SHUFFLED_DALE = {"connectivity": ["dale"], "null_model": ["shuffled"]}
NEW_DEFINITIONS = {
    "argument of a builder": ({"matrices": {"dale": {"excitatory": 0.5}}}, remade("dale-rank8")),
    "argument of a file": ({"matrices": {"own": {"weights": "binary"}}}, remade(*OWN_NAMES)),
    "default argument, spelt out": ({"matrices": {"dale": {"density": 1}}}, set()),
    "matrix that no experiment uses": ({"matrices": {"unused": {"builder": "song"}}}, set()),
    "another grid": (
        {"experiments": {"circuits": {"also": [*CIRCUITS["experiments"]["circuits"]["also"], SHUFFLED_DALE]}}},
        remade("dale-shuffled-rank8"),
    ),
    "no further grid": ({"experiments": {"circuits": {"also": []}}}, BELOW),
}


@pytest.mark.parametrize("change", NEW_DEFINITIONS)
def test_a_changed_definition_remakes_exactly_its_matrices(copy, overlay, change):
    changes, expected = NEW_DEFINITIONS[change]
    assert copy.jobs(overlay(CIRCUITS, changes)) == expected
