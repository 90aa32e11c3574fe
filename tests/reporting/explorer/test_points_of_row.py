"""The points behind a row: claims are tested on a known experiment, and their rows led back to values by hand."""

import numpy as np
import pytest
from helpers.factories import make_circuits, make_experiment, make_simulation
from richlazy.contracts.study_parts import claims
from richlazy.reporting.explorer.columns import columns
from richlazy.reporting.explorer.points_of_row import points_of_row

RANK = make_experiment(ranks=(1, 5, 30), tasks=("2AF", "DMS"), seeds=6, steps=(0, 10, 100), extra={"gain": [0.5, 1.25]})
CIRCUITS = make_circuits(seeds=6, tasks=("2AF", "DMS"))
SIMULATION = make_simulation(seeds=6)


def led_back(claim, measures):
    """Each row of a claim with what its label was read as."""
    described = columns(measures, 0.95).described
    rows = [vars(row) for row in claims.find(claim).test(measures, {"resamples": 99})]
    return described, [(row, points_of_row(row, described)) for row in rows]


def words(described, tested):
    labels = {label["name"]: label for label in described["labels"]}
    return {name: [labels[name]["values"][place] for place in places] for name, places in tested["fixed"].items()}


def test_trends_fix_what_their_label_names_and_run_along_rank():
    described, rows = led_back("C1", RANK)
    for row, tested in rows:
        assert (tested["y"], tested["step"], tested["x"], tested["exact"]) == (row["measure"], 100, "rank", True)
        task, _, gain = row["task"].partition(", ")
        expected = {"gain": [float(gain.removeprefix("gain="))]}
        assert words(described, tested) == expected | ({} if task == "all tasks" else {"task": [task]})


def test_contrasts_of_two_ranks_show_these_two():
    described, rows = led_back("C2", RANK)
    assert rows and all(words(described, tested)["rank"] == [1, 30] and tested["exact"] for _, tested in rows)


def test_circuits_stand_beside_their_null_model():
    described, rows = led_back("C3", CIRCUITS)
    assert {row["task"] for row, _ in rows} >= {"worm vs gaussian", "2AF, worm vs shuffled"}
    for row, tested in rows:
        circuit, _, null = row["task"].rpartition(", ")[2].partition(" vs ")
        fixed = words(described, tested)
        assert fixed["connectivity"] == [circuit] and fixed["null_model"] == ["none", null]
        assert tested["x"] == "null_model" and tested["exact"]


def test_the_values_of_a_contrast_are_those_of_its_effect():
    """The estimate of a row is made again from the points that it is led back to."""
    described, rows = led_back("C2", RANK)
    row, tested = next((row, tested) for row, tested in rows if row["task"] == "2AF, gain=0.5")
    fixed = words(described, tested)
    values = RANK[tested["y"]].sel(task=fixed["task"][0], gain=fixed["gain"][0], step=tested["step"])
    ratios = np.log(values.sel(rank=fixed["rank"][0]) / values.sel(rank=fixed["rank"][1])).values
    averages = [(a + b) / 2 for place, a in enumerate(ratios) for b in ratios[place:]]
    assert row["effect"] == pytest.approx(np.median(averages))


def test_a_simulation_is_led_back_to_a_family_of_its_cases():
    described, rows = led_back("C4", SIMULATION)
    row, tested = rows[0]
    fixed = words(described, tested)
    assert [text.replace("_", " ") for text in (fixed["family"][0], fixed["start"][0])] == row["task"].split(", ")
    assert tested["y"] == row["measure"]


def test_rows_that_combine_values_their_own_way_say_so():
    _, rows = led_back("C12", RANK)
    assert rows and not any(tested["exact"] for _, tested in rows)
    assert {tested["y"] for _, tested in rows} == {"kernel_alignment"}


@pytest.mark.parametrize(
    ("measure", "y"),
    [("loss", "loss"), ("ratio of other loss and accuracy", "accuracy"), ("nothing known", None), ("lossless", None)],
)
def test_a_measure_that_is_no_variable_is_one_that_it_names(measure, y):
    described = {"labels": [], "steps": [0], "variables": [{"name": name, "over": []} for name in ("loss", "accuracy")]}
    row = {"measure": measure, "step": 0, "task": "-", "direction": "rises with rank"}
    tested = points_of_row(row, described)
    assert tested["y"] == y and not (tested["exact"] and y != measure)


def test_a_value_with_commas_and_one_that_begins_another_are_told_apart():
    values = ["none", "2AF, DMS", "2AF"]
    labels = [
        {"name": "earlier_tasks", "values": values, "codes": [0, 1, 2, 0, 1, 2], "numeric": False},
        {"name": "rank", "values": [1, 10], "codes": [0, 0, 0, 1, 1, 1], "numeric": True},
    ]
    described = {"labels": labels, "steps": [5], "variables": [{"name": "loss", "over": ["point", "step"]}]}
    row = {"measure": "loss", "step": 5, "direction": "falls with rank"}
    for place, value in enumerate(values):
        tested = points_of_row({**row, "task": f"own, earlier_tasks={value}"}, described)
        assert tested["fixed"] == {"earlier_tasks": [place]} and tested["x"] == "rank", value
