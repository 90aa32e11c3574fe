"""The lineage of a file: what it finds, what it says, and what it refuses."""

import json

import pytest
import xarray as xr
from richlazy.artefacts import store
from richlazy.artefacts.file_list import LIST, note_index
from richlazy.artefacts.lineage import describe, lineage, remake
from richlazy.artefacts.records import record_of, write_record
from richlazy.errors import InputError
from richlazy.reporting.plotting.style import new_figure, save

ARTEFACTS = {
    "trials/a": ("trials", {"task": "2AF"}, [], {}),
    "connectivity/one": ("connectivity", {"rank": 1}, [0, 1], {}),
    "connectivity/four": ("connectivity", {"rank": 4}, [0, 1], {"train": "results/train/reference.nc"}),
    "train/reference": ("train", {"rank": 9, "task": "2AF"}, [0, 1], {"trials": "results/trials/a.nc"}),
}
POINTS = [{"at": {"rank": r}, "measures": [], "matrices": [f"results/connectivity/{r}.nc"]} for r in ("one", "four")]


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A folder with two matrices, one of them made from a training, an experiment of them, its claims and a figure."""
    monkeypatch.setattr("richlazy.artefacts.provenance.commit", lambda: "c0ffee-dirty")
    monkeypatch.setattr("richlazy.artefacts.lineage.is_here", lambda commit: True)
    results = tmp_path / "results"
    for name, (stage, parameters, seeds, made_from) in ARTEFACTS.items():
        told = {
            "stage": stage,
            "parameters": parameters,
            "seeds": seeds,
            "made_from": made_from,
            "code": f"code{stage}",
        }
        write(results / f"{name}.nc", told)
    write(
        results / "mine" / "measures.nc", {"experiment": "mine", "parameters": {"gain": 1.25}, "code": "codeaggregate"}
    )
    plans = {
        "mine/measures": {"experiment": "mine", "seeds": [0, 1], "code": "codeaggregate", "points": POINTS},
        "mine/claims": {"experiment": "mine", "claims": ["C1"], "code": "codeclaims", "statistics": {"seed": 0}},
        "figures/mine-figure1": {
            "experiment": "mine",
            "figure": "figure1",
            "measures": ["results/mine/measures.nc"],
            "code": "codefigure",
        },
        "scorecard": {"experiments": ["mine"], "code": "codescorecard", "style": {"dpi": 50}},
    }
    for name, plan in plans.items():
        path = results / f"{name}.plan.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(plan))
    for name in ("mine/claims.csv", "mine/summary.csv", "figures/mine-figure1.png", "scorecard.csv"):
        (results / name).write_text("made")
    return tmp_path


def write(path, told):
    path.parent.mkdir(parents=True, exist_ok=True)
    store.write(path, xr.Dataset(attrs={"title": "a title"}), told)


EXPERIMENT = ["aggregate", "train", "connectivity", "trials"]


@pytest.mark.parametrize(
    "path, stages",
    [
        ("results/figures/mine-figure1.png", ["figure", *EXPERIMENT]),
        ("results/scorecard.csv", ["scorecard", "claims", *EXPERIMENT]),
        ("results/mine/claims.csv", ["claims", *EXPERIMENT]),
        ("results/mine/summary.csv", EXPERIMENT),
        ("results/mine/measures.nc", EXPERIMENT),
        ("results/train/reference.nc", ["train", "trials"]),
        ("results/connectivity/one.nc", ["connectivity"]),
    ],
)
def test_the_chain_goes_to_the_first_stage_and_names_each_file_once(run, path, stages):
    found = lineage(path, run)
    assert [origins[0].stage for origins in found] == stages
    paths = [at.path for origins in found for at in origins]
    assert paths[0] == path and len(paths) == len(set(paths))
    assert all((run / name).is_file() for name in paths)


def test_the_text_says_what_files_share_once_and_what_is_their_own_beside_them(run):
    text = describe(lineage("results/figures/mine-figure1.png", run))
    stages = dict(part.split("\n", 1) for part in text.split("\n\n"))
    matrices = stages["connectivity: 2 files"]
    assert matrices.count("codeconnectivity") == matrices.count("seeds: [0, 1]") == matrices.count("c0ffee-dirty") == 1
    assert matrices.count("numpy ") == 1
    assert "results/connectivity/one.nc\n    rank=1" in matrices
    assert "results/connectivity/four.nc\n    rank=4" in matrices
    assert "gain 1.25" in stages["aggregate: 1 file"] and "codefigure" in stages["figure: 1 file"]


def test_an_input_that_is_gone_is_named(run):
    (run / "results" / "trials" / "a.nc").unlink()
    text = describe(lineage("results/train/reference.nc", run))
    assert "missing: the file is not there any more" in text and "results/trials/a.nc" in text


def test_the_command_names_commit_config_and_file(run):
    figure = lineage("results/figures/mine-figure1.png", run)
    assert "add the --configfile" in remake(figure, run)
    (run / "results" / "mine" / "config.yaml").write_text("seeds: 2\n")
    lines = remake(figure, run).splitlines()
    assert len(lines) == 3 and all(line.startswith("# ") for line in lines[:2]) and "git checkout" not in "".join(lines)
    assert "no commit holds the code" in lines[0] and "commit c0ffee with changes that were not committed" in lines[0]
    assert lines[2:] == [
        "snakemake --cores all --configfile results/mine/config.yaml -- results/figures/mine-figure1.png",
    ]
    for table in ("results/mine/summary.csv", "results/mine/claims.csv"):
        assert remake(lineage(table, run), run).endswith(f"results/mine/config.yaml -- {table}")
    (run / "results" / "config.yaml").write_text("seeds: 2\n")
    assert remake(lineage("results/scorecard.csv", run), run).endswith("results/config.yaml -- results/scorecard.csv")


def test_a_damaged_index_names_no_config(run):
    """Whether the digest of the index tells, or it cannot be read."""
    index, artefact = run / "results" / "index.csv", "results/train/reference.nc"
    index.write_text(f"experiment,train\nmine,{artefact}\n")
    note_index(index)
    (run / "results" / "mine" / "config.yaml").write_text("seeds: 2\n")
    assert "results/mine/config.yaml" in remake(lineage(artefact, run), run)
    for content in (f"experiment,train\nother,{artefact}\n".encode(), b"\xff\x00"):
        index.write_bytes(content)
        assert "--configfile that" in remake(lineage(artefact, run), run)
    (run / "results" / LIST).unlink()
    for content in (b"\xff\x00", f"train\n{artefact}\n".encode()):
        index.write_bytes(content)
        assert "--configfile that" in remake(lineage(artefact, run), run)


@pytest.mark.parametrize(
    "name", ["train/reference.nc", "mine/claims.csv", "figures/mine-figure1.png", "mine/measures.nc"]
)
def test_a_file_that_is_not_what_it_should_be_tells_nothing_and_stays(run, name):
    """By its name or by the record beside it, wherever it stands in the lineage."""
    path = f"results/{name}"
    assert lineage(path, run)
    file = run / path
    record = record_of(file)
    if record.is_file():
        write_record(record, record.read_text().replace("{", "{\n", 1), [file])
    if path.endswith("reference.nc"):
        file = file.rename(file.with_name("reference-0123456789ab.nc"))
    elif path.endswith(".nc"):
        write(run / "results" / "mine" / "other" / "measures.nc", {"experiment": "other", "code": "codeaggregate"})
        (run / "results" / "mine" / "other" / "measures.nc").replace(file)
        write_record(record, "{\n}\n", [run / "results" / "train" / "reference.nc"])
        record.write_text(record.read_text().replace("reference.nc", "measures.nc"))
    else:
        file.write_text("saved by another program")
    content = file.read_bytes()
    with pytest.raises(
        InputError, match="the file is not (what its name says|as the pipeline wrote it).*; if it is one of"
    ):
        lineage(file.relative_to(run).as_posix(), run)
    assert file.read_bytes() == content


@pytest.mark.parametrize(
    "commit, words",
    [
        ("unknown", ["is not known", "git did not track it"]),
        ("beef-dirty", ["commit beef", "changes that were not committed", "whose digest was codetrain"]),
        ("beef-untracked", ["commit beef", "files that git did not track"]),
        ("beef-dirty-untracked", ["changes that were not committed and files that git did not track"]),
    ],
)
def test_no_checkout_is_told_that_cannot_make_the_file(run, monkeypatch, commit, words):
    monkeypatch.setattr("richlazy.artefacts.provenance.commit", lambda: commit)
    told = {"stage": "train", "parameters": {}, "seeds": [0], "made_from": {}, "code": "codetrain"}
    write(run / "results" / "train" / "other.nc", told)
    text = remake(lineage("results/train/other.nc", run), run)
    assert "git checkout" not in text and all(word in text for word in words)
    assert all(line.startswith(("# ", "snakemake ")) for line in text.splitlines())


def test_a_table_without_a_commit_names_that_of_what_it_was_made_from(run, monkeypatch):
    monkeypatch.setattr("richlazy.artefacts.provenance.commit", lambda: "beef")
    write(run / "results" / "mine" / "measures.nc", {"experiment": "mine", "parameters": {}, "code": "codeaggregate"})
    lines = remake(lineage("results/scorecard.csv", run), run).splitlines()
    assert lines[:2] == [
        "# of the commit, which made results/mine/measures.nc: results/scorecard.csv names none itself",
        "git checkout beef",
    ]
    assert remake(lineage("results/mine/measures.nc", run), run).startswith("git checkout beef\n")
    monkeypatch.setattr("richlazy.artefacts.lineage.is_here", lambda commit: commit != "beef")
    assert "does not hold: fetch it first\ngit checkout beef\n" in remake(lineage("results/mine/measures.nc", run), run)


@pytest.mark.parametrize("kind", ["png", "pdf"])
def test_a_picture_tells_the_commit_that_drew_it(run, monkeypatch, kind):
    monkeypatch.setattr("richlazy.artefacts.picture_metadata.commit", lambda: "beef")
    files = [run / "results" / "figures" / f"mine-figure1.{suffix}" for suffix in ("pdf", "png")]
    style = {"width_mm": 40, "dpi": 40}
    save(new_figure(style, 40), *files, "mine: figure1", "A caption.", style)
    found = lineage(f"results/figures/mine-figure1.{kind}", run)
    assert found[0][0].facts["commit"] == "beef"
    assert "commit: beef" in describe(found)
    # What was measured by another commit is what this one would measure: the plan holds the digests of its code.
    assert remake(found, run).startswith("git checkout beef\n")


def test_a_damaged_record_is_named(run):
    """Whatever bit of it is another: what it still says may be wrong, but it is read or refused by name."""
    file = run / "results" / "figures" / "mine-figure1.png"
    record = record_of(file)
    write_record(record, json.dumps(json.loads(record.read_text()), indent=1), [file])
    content, refused = record.read_bytes(), 0
    for place in range(len(content)):
        record.write_bytes(content[:place] + bytes([content[place] ^ 2]) + content[place + 1 :])
        try:
            lineage("results/figures/mine-figure1.png", run)
        except InputError as error:
            refused += "mine-figure1.plan.json" in str(error)
    assert refused > len(content) // 10
    record.write_bytes(content)
    assert lineage("results/figures/mine-figure1.png", run)


def test_the_config_of_an_artefact_is_that_of_a_experiment_whose_index_names_it(run):
    (run / "results" / "mine" / "config.yaml").write_text("seeds: 2\n")
    (run / "results" / "index.csv").write_text(
        "experiment,train\nanother,results/train/x.nc\nmine,results/train/reference.nc\n"
    )
    found = remake(lineage("results/train/reference.nc", run), run)
    assert found.endswith("--configfile results/mine/config.yaml -- results/train/reference.nc")
    assert "--configfile that" in remake(lineage("results/connectivity/one.nc", run), run)


@pytest.mark.parametrize(
    "path, words",
    [
        ("results/none.nc", ["results/none.nc", "no such file"]),
        ("results/index.csv", ["results/index.csv", "index.plan.json", "a figure, a table"]),
        ("results/torn.nc", ["torn.nc", "no NetCDF file", "remove it"]),
        ("results/foreign.nc", ["foreign.nc", "says nothing"]),
    ],
)
def test_files_without_lineage_are_refused(run, path, words):
    (run / "results" / "index.csv").write_text("experiment\n")
    (run / "results" / "torn.nc").write_bytes(b"\x89HDF\r\n\x1a\nhalf")
    xr.Dataset(attrs={"title": "of someone else"}).to_netcdf(run / "results" / "foreign.nc")
    with pytest.raises(InputError) as refused:
        lineage(path, run)
    assert all(word in str(refused.value) for word in words)
