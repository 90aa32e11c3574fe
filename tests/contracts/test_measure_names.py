"""A measure cannot have the name of anything else in a table of measures."""

import pytest
from richlazy import measures
from richlazy.connectivity.matrix_measures import MATRIX_MEASURES
from richlazy.contracts.measure_names import check_name
from richlazy.contracts.schema import all_parameters
from richlazy.errors import InputError


class AnyFile:
    """Stands for a registry that has a file for every name."""

    def path(self, name):
        return f"measures/{name}.py"


def test_measures_of_the_library_can_have_their_names():
    for name in measures.registry.available():
        check_name(measures.registry, name, all_parameters())


@pytest.mark.parametrize("name", [*MATRIX_MEASURES, "seed", "step", "component", "diverged", "other_loss", "rank"])
def test_a_name_that_means_something_else_is_refused_with_the_file(name):
    with pytest.raises(InputError, match=f"measures/{name}.py: a measure cannot be called '{name}'.*`mean_{name}.py`"):
        check_name(AnyFile(), name, all_parameters())
