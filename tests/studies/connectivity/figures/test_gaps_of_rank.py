"""Every figure of ranks draws an experiment whose matrices have different ranks."""

from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from helpers.factories import leave_out, make_experiment
from richlazy.contracts.registry import literal
from richlazy.contracts.study_parts import figures
from richlazy.reporting.figures import draw

from studies.connectivity.figures import spectra

FOLDER = Path(spectra.__file__).parent
PATHS = ("path_length_1", "path_length_2")


def experiment():
    """The Gaussian at ranks 1, 5 and 30, and a matrix that has rank 3 and no more."""
    whole = make_experiment(
        (1, 3, 5, 30), ("2AF",), 3, (0, 1, 10, 100), 8, extra={"connectivity": ["gaussian", "mine"]}
    )
    gaps = [{"connectivity": "gaussian", "rank": 3}, *({"connectivity": "mine", "rank": rank} for rank in (5, 30))]
    paths = {name: 9 * whole.weight_change.assign_attrs(long_name=name, units="1") for name in PATHS}
    return leave_out(whole.assign(paths), *gaps)


OWN = [name for name in figures.available() if figures.path(name).is_relative_to(FOLDER)]
OF_RANK = [name for name in OWN if literal(figures.path(name), "NEEDS") == ("rank",)]


@pytest.mark.parametrize("name", OF_RANK)
def test_a_matrix_of_lower_rank_is_drawn_at_the_ranks_that_it_has(name):
    drawn, caption = draw(name, [experiment()], {})
    drawn.canvas.draw()
    assert caption
    plt.close(drawn)


def test_the_spectra_of_a_matrix_are_those_of_its_ranks():
    drawn, _ = spectra.draw(experiment(), {})
    titles = [panel.get_title() for part in drawn.subfigs for panel in part.axes]
    assert [title for title in titles if title] == ["rank 1", "rank 5", "rank 30", "rank 1", "rank 3"]
    plt.close(drawn)
