"""The tiny example of every part runs end to end, and once more to the same bits.

All examples are one DAG: every learner with every objective that fits, and an experiment for each further part. Then
every file is made again, in this process and on one thread, from what the file itself says that it is made from.
"""

import json
import shutil

import netCDF4
import numpy as np
import pytest
import yaml
from helpers.every_part import KINDS, NEED_FILES, PARTS, Part, experiment, label, names, tiny_config
from helpers.forked_snakemake import ROOT, call
from helpers.result_files import contents
from richlazy.contracts.measure_names import split

pytestmark = pytest.mark.workflow

COPIED = ("Snakefile", "workflow", "scripts", "studies", "config", "envs", "profiles")
# What of these parts a training could show is shown by their matrices.
MATRICES = ("builder", "null model", "truncation")
STAGES = ("trials", "connectivity", "train", "measure", "compare")
MACHINE = {"device": "cpu", "kernel_memory": 100, "report_every": 0}
ROUNDING = 1e-5
# In a file, what differs from run to run of the same work.
UNLIKE = ("@commit", "@host", "digest")


def word(part):
    return label(part).replace(" ", "_").replace("-", "_")


def overlays():
    """Experiments of all parts: those whose matrices alone are looked at, and the others."""
    matrices, trained = [], [objectives_of(learner) for learner in names("learner")]
    for part in PARTS:
        if part.name in NEED_FILES or part.kind in ("learner", "objective"):
            continue
        if part.kind in MATRICES and part.constant("REFERENCE") is None:
            matrices.append(experiment(part, word(part)))
        elif not (part.kind == "measure" and is_standard(part.name)):
            trained.append(experiment(part, word(part)))
    return matrices, trained


def is_standard(measure):
    from richlazy.measures import STANDARD

    return measure in STANDARD


def objectives_of(learner):
    """A learner with every objective that takes its data."""
    overlay = experiment(Part("learner", learner), f"learner_{learner}")
    (section,) = overlay["experiments"].values()
    data = "trials" if "trials" in Part("learner", learner).constant("TAKES") else "regression"
    fitting = [name for name in names("objective") if data in Part("objective", name).constant("TAKES")]
    section["sweep"] = {**section["sweep"], "objective": fitting}
    return overlay


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A copy of the project in which the examples of all parts were run on two cores."""
    folder = tmp_path_factory.mktemp("examples") / "project"
    for name in COPIED:
        source, place = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            folder.mkdir(exist_ok=True)
            shutil.copy2(source, place)
    matrices, trained = overlays()
    (folder / "examples.yaml").write_text(yaml.safe_dump(tiny_config(*matrices, *trained)), encoding="utf-8")
    for rules, group in ((["initial_matrices"], matrices), (["measure", "compare"], trained)):
        experiments = [name for overlay in group for name in overlay["experiments"]]
        command = ["--cores", "2", "--configfile", "examples.yaml", "--until", *rules, "--", *experiments]
        code, text = call(command, folder, {"PATH": "/usr/bin:/bin", "CUDA_VISIBLE_DEVICES": "", "HOME": str(folder)})
        assert code == 0, text
    return folder


def files(folder):
    """Paths of all artefacts, stage by stage, as they lie in the folder."""
    return [path.relative_to(folder) for stage in STAGES for path in sorted(folder.glob(f"results/{stage}/*.nc"))]


def spec_of(path):
    """What the script was told, from the attributes of its file."""
    with netCDF4.Dataset(path) as dataset:
        held = {name: dataset.getncattr(name) for name in ("stage", "parameters", "seeds", "made_from", "code")}
    return held | {name: json.loads(held[name]) for name in ("parameters", "seeds", "made_from")}


def make_again(spec, read, path, threads):
    """Make one file by the function of its script. read: where a file lies that it is made from."""
    import compare
    import connectivity
    import measure
    import train
    import trials

    inputs = {name: read(file) for name, file in spec["made_from"].items()}
    if spec["stage"] == "trials":
        trials.write_trials(path, spec["parameters"], threads, spec, spec["seeds"])
    elif spec["stage"] == "connectivity":
        connectivity.write_connectivity(path, spec["parameters"], spec["seeds"], spec, inputs.get("reference"))
    elif spec["stage"] == "train":
        above = inputs["trials"], inputs.get("connectivity"), inputs.get("start")
        train.write_training(*above, path, spec, MACHINE, threads)
    elif spec["stage"] == "compare":
        trainings = [file for name, file in inputs.items() if name.startswith("training_")]
        compare.write_comparison(trainings, inputs["trials"], path, spec, MACHINE, threads)
    else:
        above = inputs["training"], inputs["trials"]
        measure.write_measures(*above, path, spec, MACHINE, threads, inputs.get("tested_on"))


def test_every_learner_is_trained_and_measured_with_every_objective(made):
    found = {(spec["learner"], spec["objective"]) for spec in parameters_of(made, "measure")}
    for learner in names("learner"):
        (section,) = objectives_of(learner)["experiments"].values()
        assert {(learner, objective) for objective in section["sweep"]["objective"]} <= found


def parameters_of(folder, stage):
    return [spec_of(folder / path)["parameters"] for path in files(folder) if path.parts[1] == stage]


def test_every_part_was_used(made):
    told = "\n".join(json.dumps(spec) for stage in STAGES for spec in parameters_of(made, stage))
    for part in PARTS:
        if part.name not in NEED_FILES and part.kind != "derived parameter":  # which no stage knows
            name = part.constant("ENVIRONMENT") if part.kind == "data set" else part.name
            assert f'"{name}"' in told, part


@pytest.mark.parametrize("stage", ["train", "measure"])
def test_no_network_diverged(made, stage):
    for path in files(made):
        if path.parts[1] == stage:
            with netCDF4.Dataset(made / path) as dataset:
                assert not np.any(dataset["diverged"][:]) if "diverged" in dataset.variables else True, path


def test_measures_lie_within_their_range_and_say_what_they_are(made):
    for path in files(made):
        if path.parts[1] in ("measure", "compare"):
            with netCDF4.Dataset(made / path) as dataset:
                for name in spec_of(made / path)["parameters"]["measures"]:
                    check_measure(name, dataset[name], path)


def check_measure(name, variable, path):
    between = name in names("measure between seeds")
    part = Part("measure between seeds", name) if between else Part("measure", split(KINDS["measure"], name)[0])
    values = np.ma.filled(variable[:], np.nan)
    low, high = part.constant("RANGE", (None, None))
    assert np.isfinite(values).any(), f"{path}: {name}"
    assert low is None or np.nanmin(values) >= low - ROUNDING, f"{path}: {name}"
    assert high is None or np.nanmax(values) <= high + ROUNDING, f"{path}: {name}"
    assert variable.long_name and variable.units is not None
    axes = ("seed", "other_seed", "step") if between else ("seed", "step")
    assert variable.dimensions[: len(axes)] == axes


def test_everything_is_made_again_to_the_same_bits(made, tmp_path, monkeypatch):
    monkeypatch.chdir(made)
    for path in files(made):
        again = tmp_path / path.name
        make_again(spec_of(made / path), lambda file: made / file, again, 1)
        assert alike(contents(again)) == alike(contents(made / path)), path


def alike(held):
    """The content of a file without what tells of the run that made it."""
    return {key: value for key, value in held.items() if not any(word in key for word in UNLIKE)}


def test_two_threads_agree_with_one(made, tmp_path, monkeypatch):
    monkeypatch.chdir(made)
    first = {}
    for path in files(made):
        spec = spec_of(made / path)
        # One training and one measurement a learner: threads wait for each other on a busy machine.
        if first.setdefault((spec["stage"], spec["parameters"].get("learner")), path) == path:
            again = tmp_path / path.name
            make_again(spec, lambda file: made / file, again, 2)
            assert_close(again, made / path)


def assert_close(found, expected):
    with netCDF4.Dataset(found) as one, netCDF4.Dataset(expected) as other:
        for name, variable in other.variables.items():
            if variable.dtype is not str and variable.dtype.kind == "f":
                values = np.ma.filled(variable[:], np.nan)
                scale = np.nanmax(np.abs(values), initial=1e-3)
                again = np.ma.filled(one[name][:], np.nan)
                np.testing.assert_allclose(again, values, rtol=1e-4, atol=1e-5 * scale, err_msg=f"{expected}: {name}")
