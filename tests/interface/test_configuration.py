"""The config of a call of `learn`, and the overlay of its measures."""

import numpy as np
import pytest
import xarray as xr
import yaml
from richlazy.errors import InputError
from richlazy.interface.configuration import as_text, overlay, plain, project_config, to_config

GIVEN = {"task": "2AF", "tasks": {}, "null_models": None, "seeds": 3, "measures": [], "device": "cpu"}


def experiment(names=("a",), definitions=None, **changes):
    given = GIVEN | {key: changes.pop(key) for key in list(changes) if key in GIVEN}
    found = overlay(list(names), definitions or {}, parameters=changes, **given)
    return found["experiments"]["learned"], found


def test_null_models_and_several_matrices_are_swept_and_lists_of_values():
    found, _ = experiment(["a", "b"], null_models=["gaussian"], rank=[1, 3], gain=0.9, task=["2AF", "CXT"])
    assert found["sweep"] == {
        "task": ["2AF", "CXT"],
        "connectivity": ["a", "b"],
        "null_model": ["none", "gaussian"],
        "rank": [1, 3],
    }
    assert found["parameters"]["gain"] == 0.9 and found["seeds"] == 3


def test_one_matrix_without_null_models_is_a_fixed_parameter():
    found, _ = experiment(steps=[10, 20])
    assert found["sweep"] == {"steps": [10, 20]} and found["parameters"]["connectivity"] == "a"
    assert experiment()[0]["sweep"] == {"task": ["2AF"]}


def test_a_parameter_whose_value_is_a_list_is_not_swept():
    assert experiment(checkpoints=[1, 5], steps=9)[0]["parameters"]["checkpoints"] == [1, 5]
    assert experiment(checkpoints=[[1], [5]], steps=9)[0]["sweep"] == {"checkpoints": [[1], [5]]}


def test_the_pool_has_as_many_trials_as_a_training_shows():
    assert experiment(steps=20, batch=4)[0]["parameters"]["training_trials"] == 80
    assert experiment(steps=[20, 30], batch=4)[0]["parameters"]["training_trials"] == 120
    assert experiment(steps=20, training_trials=7)[0]["parameters"]["training_trials"] == 7
    whole = experiment(steps=20, batch="all")[0]["parameters"]
    assert "training_trials" not in whole
    most = project_config()["parameters"]["training_trials"]
    assert experiment(steps=10**6)[0]["parameters"]["training_trials"] == most


def test_all_experiments_of_studies_are_left_out():
    _, found = experiment()
    others = {name: section for name, section in found["experiments"].items() if name != "learned"}
    assert set(others) == set(project_config()["experiments"]) and set(others.values()) == {None}


@pytest.mark.parametrize(
    "name, message",
    [
        ("learning_rates", "learn: there is no parameter 'learning_rates'; did you mean `learning_rate`?"),
        ("null_model", "learn: null_model: write `null_models=[...]`"),
        ("connectivity", "learn: connectivity: give it as the first argument"),
        ("xyzzy", "learn: there is no parameter 'xyzzy'; see config/README.md"),
    ],
)
def test_an_unknown_parameter_is_refused(name, message):
    with pytest.raises(InputError) as caught:
        experiment(**{name: 1})
    assert str(caught.value).startswith(message.partition("?")[0])


def test_values_of_numpy_are_written_as_those_of_python():
    values = {"a": np.float64(0.5), "b": np.arange(3), "c": (1, np.int64(2)), "d": range(2)}
    assert plain(values) == {"a": 0.5, "b": [0, 1, 2], "c": [1, 2], "d": [0, 1]}
    assert yaml.safe_load(as_text(plain(values))) == plain(values)


def test_the_overlay_is_written_once_and_never_over_another_file(tmp_path):
    runs, path = xr.Dataset(attrs={"config": "preset: mine\n"}), tmp_path / "mine.yaml"
    assert to_config(runs, path) == to_config(runs, path) == path.read_text() == "preset: mine\n"
    path.write_text("preset: of the user\n")
    with pytest.raises(InputError) as caught:
        to_config(runs, path)
    assert str(caught.value) == f"to_config: {path} is there already, and is not written over; choose another name"
    assert path.read_text() == "preset: of the user\n"
    with pytest.raises(InputError) as caught:
        to_config(runs, tmp_path / "none" / "mine.yaml")
    assert str(caught.value) == f"to_config: there is no folder {tmp_path / 'none'}; make it, or choose another"
