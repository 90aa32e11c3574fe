"""The measures of an experiment as columns, held against the table that they are made from."""

import numpy as np
import pytest
import xarray as xr
from helpers.factories import leave_out, make_experiment, make_forgetting, make_simulation
from richlazy.hypercube.measure_range import range_of
from richlazy.reporting.explorer.columns import columns
from richlazy.statistics.interval import bounded_interval

CONFIDENCE = 0.9


class Read:
    """The browser's way to a value, in Python."""

    def __init__(self, made):
        self.described, self.values = made.described, np.concatenate([np.ravel(column) for column in made.values])
        self.variables = {one["name"]: one for one in self.described["variables"]}
        self.labels = {one["name"]: one for one in self.described["labels"]}

    def sizes(self, over):
        known = {"point": self.described["points"], "seed": len(self.described["seeds"])}
        return [known.get(dim, len(self.described["steps"])) for dim in over]

    def column(self, name):
        variable = self.variables[name]
        shape = self.sizes(variable["over"])
        return self.values[variable["offset"] :][: int(np.prod(shape))].reshape(shape)

    def ends(self, name):
        variable = self.variables[name]
        over = [dim for dim in variable["over"] if dim != "seed"]
        size, whole = int(np.prod(self.sizes(over))), int(np.prod(self.sizes(variable["over"])))
        start = variable["offset"] + whole
        return [self.values[start + place * size :][:size].reshape(self.sizes(over)) for place in (0, 1)]

    def points(self, **at):
        """Places of the points with these values."""
        chosen = np.ones(self.described["points"], bool)
        for name, value in at.items():
            label = self.labels[name]
            chosen &= np.array(label["codes"]) == label["values"].index(value)
        return np.flatnonzero(chosen)


@pytest.fixture(scope="module")
def measures():
    whole = make_experiment(
        ranks=(1, 5, 30), tasks=("2AF", "DMS"), seeds=4, steps=(0, 10, 100), diverged=[("2AF", 5, 2)]
    )
    return leave_out(whole, {"task": "DMS", "rank": 5})


@pytest.fixture(scope="module")
def read(measures):
    return Read(columns(measures, CONFIDENCE))


def test_every_value_stands_at_its_point_seed_and_step(measures, read):
    for name in ("kernel_alignment", "loss", "effective_rank"):
        for task, rank in (("2AF", 1), ("2AF", 5), ("DMS", 30)):
            (point,) = read.points(task=task, rank=rank)
            expected = measures[name].sel(task=task, rank=rank).values
            np.testing.assert_array_equal(read.column(name)[point], expected)


def test_points_that_were_left_out_have_no_place(read):
    assert read.described["points"] == 5 and not len(read.points(task="DMS", rank=5))


def test_the_first_columns_tell_which_runs_diverged(read):
    runs = read.values[: 5 * 4].reshape(5, 4)
    (point,) = read.points(task="2AF", rank=5)
    assert runs[point].tolist() == [0, 0, 1, 0] and runs.sum() == 1


def test_intervals_are_those_of_the_figures(measures, read):
    (point,) = read.points(task="2AF", rank=30)
    values = measures.kernel_alignment.sel(task="2AF", rank=30).values
    _, low, high = bounded_interval(values, range_of("kernel_alignment"), CONFIDENCE)
    ends = read.ends("kernel_alignment")
    np.testing.assert_allclose([end[point] for end in ends], [low, high], rtol=2**-10)


def test_components_are_variables_with_their_place_in_the_file(measures, read):
    variable = read.variables["change_singular_values 2"]
    assert variable["base"] == "change_singular_values" and variable["select"] == {"component": 2}
    (point,) = read.points(task="2AF", rank=30)
    expected = measures.change_singular_values.sel(component=2, task="2AF", rank=30).values
    np.testing.assert_array_equal(read.column("change_singular_values 2")[point], expected)


def test_spectra_have_no_column_and_stages_are_told(read):
    assert not {"singular_value", "eigenvalue_real", "diverged"} & set(read.variables)
    assert read.variables["effective_rank"]["stage"] == "connectivity"
    assert read.variables["kernel_alignment"]["stage"] == "measure"


def test_the_points_of_a_simulation_are_named_by_the_labels_of_its_cases():
    simulation = make_simulation(seeds=5)
    read = Read(columns(simulation, CONFIDENCE))
    assert {"family", "start", "value"} <= set(read.labels) and "case" not in read.labels
    assert read.described["numbered"] == {"case": list(range(simulation.sizes["case"]))}
    assert not any(label["indexed"] for label in read.labels.values())
    assert read.described["points"] == simulation.sizes["case"]
    name = next(name for name, values in simulation.data_vars.items() if values.dims == ("case", "seed"))
    np.testing.assert_array_equal(read.column(name), simulation[name].values)


def test_texts_of_points_are_labels_but_name_no_point():
    measures = make_forgetting(seeds=3)
    read = Read(columns(measures, CONFIDENCE))
    assert read.labels["task"]["names_point"] and not read.labels["mixed_tasks"]["names_point"]
    assert read.described["points"] == int(measures.diverged.notnull().any("seed").sum())


def test_what_has_too_many_values_is_left_out_and_told(measures):
    large = xr.DataArray(np.zeros((3, 40)), dims=("rank", "place"), attrs={"long_name": "large"})
    made = columns(measures.assign(large=large), CONFIDENCE)
    assert "large" not in {one["name"] for one in made.described["variables"]}
    assert made.described["left_out"] == ["large (over place)"]


def test_measures_between_seeds_are_their_pseudo_values(measures):
    seeds = measures.seed.values
    apart = np.abs(seeds[:, None] - seeds).astype(float)
    np.fill_diagonal(apart, np.nan)
    pairs = xr.DataArray(apart, dims=("seed", "other_seed"), coords={"seed": seeds, "other_seed": seeds})
    distance = pairs * xr.ones_like(measures.loss.fillna(1))
    sound = measures.assign(distance=distance.transpose(..., "seed", "other_seed", "step"))
    read = Read(columns(sound, CONFIDENCE))
    assert read.variables["distance"]["stage"] == "compare"
    (point,) = read.points(task="2AF", rank=1)
    # Of the seeds 0 to 3 the mean distance over pairs is 5/3, and so is the mean of the pseudo-values of that mean.
    assert read.column("distance")[point].mean(0) == pytest.approx(5 / 3)
