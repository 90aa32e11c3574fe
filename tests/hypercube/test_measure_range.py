"""The range of every measure, against what its module states and what values can be."""

import pytest
from richlazy.connectivity.matrix_measures import MATRIX_MEASURES
from richlazy.hypercube.measure_range import FREE, range_of
from richlazy.measures import registry

# Measures of matrices that may be any number, and those without an interval of their own.
UNBOUNDED = {"mean_weight", "units"}


@pytest.mark.parametrize("name", registry.available())
def test_every_measure_states_its_range(name):
    least, largest = registry.find(name).RANGE
    assert range_of(name) == (least, largest)
    assert least is None or largest is None or least < largest


@pytest.mark.parametrize("name", sorted(set(MATRIX_MEASURES) - UNBOUNDED))
def test_measures_of_matrices_have_a_range(name):
    assert range_of(name) != FREE


def test_components_and_measures_of_another_task_have_the_range_of_the_measure():
    assert range_of("change_singular_values 2") == (0, None)
    assert range_of("other_accuracy") == range_of("accuracy") == (0, 1)
    assert range_of("other_loss") == (0, None)
    assert range_of("training_accuracy") == (0, 1) and range_of("holdout_loss") == (0, None)
    assert range_of("unheard_of") == range_of(None) == FREE
