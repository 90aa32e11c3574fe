"""One point of an experiment: which it is, its values, its files and its commands."""

import csv
import json

import numpy as np
import pytest
import xarray as xr
import yaml
from richlazy.artefacts import store
from richlazy.artefacts.saved_config import as_yaml
from richlazy.command_line.single_point import describe_point, files_of, measures_of, point_of, table
from richlazy.contracts.parts import stages
from richlazy.errors import InputError
from richlazy.hypercube.tables import condition_summary

SECTION = {
    "sweep": {"task": ["2AF", "CXT"], "rank": [1, 10, "full"], "earlier_tasks": [[], ["2AF", "DMS"]]},
    "also": [{"rank": [3]}],
    "seeds": 4,
    "claims": ["C1"],
}


def cube():
    """Measures of every network of an experiment; the last rank is the full one."""
    axes = {
        "task": ["2AF", "CXT"],
        "rank": [1, 10, 40],
        "earlier_tasks": ["none", "2AF, DMS"],
        "seed": [0, 1, 2, 3],
        "step": [0, 100],
    }
    shape = [len(labels) for labels in axes.values()]
    random = np.random.default_rng(0)
    found = xr.Dataset(
        {
            "loss": (tuple(axes), random.random(shape)),
            "weight_change": (tuple(axes), 3 * random.random(shape)),
            "groups": ((*axes, "component"), random.random([*shape, 2])),
        },
        {**axes, "component": [1, 2]},
    )
    found["loss"].attrs["units"] = "nats"
    found["diverged"] = (tuple(axes)[:-1], np.zeros(shape[:-1], np.int8))
    found.diverged.loc[{"task": "CXT", "rank": 10, "earlier_tasks": "none", "seed": 3}] = 1
    return found.assign_attrs(experiment="mine", sweep=json.dumps(["task", "rank", "earlier_tasks"]))


@pytest.fixture
def folder(tmp_path):
    """A folder in which an experiment was run: its measures, config and index."""
    results = tmp_path / "results" / "mine"
    results.mkdir(parents=True)
    store.write(results / "measures.nc", cube(), {"experiment": "mine"})
    config = {"experiments": {"mine": SECTION, "other": None}, "output": "results"}
    (results / "config.yaml").write_text(as_yaml(config), encoding="utf-8")
    rows = [
        {"point": f"task={task} rank={rank} earlier_tasks={earlier}", "seeds": "0 1 2 3"}
        | {stage: f"results/{stage}/{task}-{rank}-{len(earlier)}.nc" for stage in stages()}
        for task in ("2AF", "CXT")
        for rank in (1, 10, 40)
        for earlier in ("none", "2AF, DMS")
    ]
    with (tmp_path / "results" / "index.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["experiment", "point", "seeds", *stages()])
        writer.writeheader()
        writer.writerows({"experiment": "mine"} | row for row in rows)
    return tmp_path


MEASURES = "results/mine/measures.nc"
AT = ["task=CXT", "rank=10", "earlier_tasks=none"]


def test_a_point_has_a_label_of_every_swept_parameter_and_the_last_step():
    point = point_of(cube(), ["rank=1e1", "task=CXT", "earlier_tasks=2AF, DMS", "seed=3"], MEASURES)
    assert point == {"task": "CXT", "rank": 10, "earlier_tasks": "2AF, DMS", "step": 100, "seed": 3}
    assert point_of(cube(), [*AT[:1], "rank=full", AT[2], "step=0"], MEASURES)["rank"] == 40


@pytest.mark.parametrize(
    "words, says",
    [
        (AT[:2], "earlier_tasks: the experiment sweeps it; write `earlier_tasks=none`, or one of none, 2AF, DMS"),
        (
            [*AT, "gain=2"],
            "gain: results/mine/measures.nc has no such axis; allowed are task, rank, earlier_tasks, seed",
        ),
        ([*AT[:1], "rank=2", AT[2]], "rank=2: results/mine/measures.nc has no such value; allowed are 1, 10, 40"),
        ([*AT, "seed=9"], "seed=9: results/mine/measures.nc has no such value; allowed are 0, 1, 2, 3"),
        ([*AT, "seed"], "seed: found no NAME=VALUE"),
    ],
)
def test_a_point_that_is_not_there_is_refused(words, says):
    with pytest.raises(InputError) as error:
        point_of(cube(), words, MEASURES)
    assert str(error.value).startswith(says)


def test_values_are_those_of_the_file_and_intervals_those_of_the_summary():
    measures, point = cube(), point_of(cube(), [*AT, "seed=2"], MEASURES)
    head, row, *_ = table(measures, point, ["weight_change"], MEASURES, confidence=0.9)
    assert head.split() == ["measure", "value", "mean", "90", "%", "interval", "seeds", "unit"]
    summary = condition_summary(measures, 0.9)
    for name, value in {**point, "measure": "weight_change"}.items():
        summary = summary[summary[name] == value] if name != "seed" else summary
    numbers = [float(word.strip("[],")) for word in row.split()[1:6]]
    (expected,) = summary.itertuples()
    at = measures.weight_change.sel(point)
    assert numbers == pytest.approx([float(at), expected.mean, expected.low, expected.high, 4], rel=1e-5)


def test_every_component_has_a_row_and_an_unknown_measure_is_refused():
    measures, point = cube(), point_of(cube(), AT, MEASURES)
    names = [line.split("  ")[0] for line in table(measures, point, [], MEASURES)[1:-2]]
    assert names == ["loss", "weight_change", "groups 1", "groups 2"]
    with pytest.raises(InputError, match="--measure gain: .* allowed are loss, weight_change, groups"):
        table(measures, point, ["gain"], MEASURES)


def test_divergence_is_told():
    measures = cube()
    alone = table(measures, point_of(measures, [*AT, "seed=3"], MEASURES), [], MEASURES)[-1]
    together = table(measures, point_of(measures, AT, MEASURES), [], MEASURES)[-1]
    assert (alone, together) == ("This run diverged.", "1 of 4 seeds diverged.")


def test_the_files_are_those_of_the_point(folder):
    point = point_of(cube(), ["task=CXT", "rank=10", "earlier_tasks=2AF, DMS", "seed=1"], MEASURES)
    assert files_of(point, MEASURES, folder) == [
        (stage, f"results/{stage}/CXT-10-8.nc") for stage in reversed(stages())
    ]
    assert files_of(point | {"seed": 7}, MEASURES, folder) == []


def test_the_config_of_one_network_has_the_values_that_stand_behind_the_labels(folder):
    words = ["task=CXT", "rank=full", "earlier_tasks=2AF, DMS", "seed=1"]
    text = describe_point(MEASURES, folder, words)
    overlay = yaml.safe_load(text.split("<<'END'\n")[1].split("\nEND\n")[0])
    assert overlay["experiments"] == {
        "mine": {
            "sweep": {"task": ["CXT"], "rank": [40], "earlier_tasks": [["2AF", "DMS"]]},
            "also": [],
            "seeds": [1],
            "claims": [],
            "figures": [],
        }
    }
    output = overlay["output"]
    assert text.splitlines()[-1] == (
        f"snakemake --cores 1 {output}/mine/measures.nc --configfile results/mine/config.yaml one_network.yaml"
    )


def test_without_a_kept_config_no_command_is_told(folder):
    (folder / "results" / "mine" / "config.yaml").unlink()
    assert "No config is kept" in describe_point(MEASURES, folder, AT).splitlines()[-1]


def test_the_measures_of_a_table_and_of_a_figure_are_found(folder):
    (folder / "results" / "figures").mkdir()
    record = {"files": {}, "figure": "figure1", "measures": [MEASURES, "results/other/measures.nc"]}
    path = folder / "results" / "figures" / "mine-figure1.plan.json"
    plan = json.dumps({key: value for key, value in record.items() if key != "files"}, indent=1)
    path.write_text('{\n "files": {},\n' + plan.removeprefix("{\n"), encoding="utf-8")
    assert measures_of("results/figures/mine-figure1.png", folder) == MEASURES
    assert measures_of("results/mine/summary.csv", folder) == MEASURES
    with pytest.raises(InputError, match="a point is one of an experiment"):
        measures_of("results/scorecard.csv", folder)


def test_further_words_belong_to_the_point(folder, call, refused):
    called = call("lineage", folder / MEASURES, "--directory", folder, "--at", *AT, "seed=2", "--measure", "loss")
    assert called.code == 0
    assert called.out.startswith(f"{MEASURES} at task=CXT, rank=10, earlier_tasks=none, step=100, seed=2\n")
    message = refused("lineage", folder / MEASURES, "task=CXT")
    assert message.startswith("task=CXT: a point is named by --at")
