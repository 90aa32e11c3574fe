"""Words on figures: ids of the config are words, and a part of one's own brings its own."""

import pytest
from helpers.factories import make_experiment
from richlazy.connectivity import builders
from richlazy.reporting.plotting.labels import axis_label, group_label, parameter_words, value_words, words_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("cortex_campagnola", "cortex (Campagnola)"),
        ("rank_matched", "rank-matched"),
        ("my_own_matrix", "my own matrix"),
        ("2AF", "2AF"),
        (3, "3"),
    ],
)
def test_ids_become_words(name, words):
    assert words_of(name) == words


def test_a_part_says_its_own_label(tmp_path, monkeypatch):
    (tmp_path / "ring_lattice.py").write_text('LABEL = "ring"\n')
    monkeypatch.setattr(builders.registry, "_folder", tmp_path)
    assert words_of("ring_lattice") == "ring"


def test_values_are_words_of_their_parameter():
    assert value_words("constraint", "dale") == "Dale's law" and value_words("connectivity", "dale") == "Dale"
    assert value_words("learning_rate", 0.003) == "0.003" and value_words("optimizer", "adam") == "Adam"
    assert parameter_words("learning_rate") == "learning rate" and parameter_words("hidden") == "number of units"


def test_groups_are_named_by_task_and_the_other_values():
    experiment = make_experiment(tasks=("2AF_long",), extra={"gain": [0.5], "optimizer": ["sgd"]})
    group = {"task": "2AF_long", "gain": 0.5, "optimizer": "sgd"}
    assert group_label(experiment, group) == "2AF, long trials, gain 0.5, optimizer SGD"
    assert group_label(experiment, {"gain": 0.5}, task="") == "gain 0.5"
    assert group_label(experiment.isel(task=0, drop=True), {"gain": 0.5}) == "gain 0.5"
    assert group_label(experiment.isel(task=0, drop=True), {}) == "-"


def test_axes_have_words_and_units():
    experiment = make_experiment(ranks=(1, 2), tasks=("A",), size=5)
    assert axis_label(experiment, "lyapunov_exponent") == "Lyapunov exponent (1/step)"
    assert axis_label(experiment, "kernel_target_alignment") == "Kernel-target alignment"
