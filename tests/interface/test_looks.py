"""A look at a matrix as text, in a notebook and as a figure."""

import numpy as np
import pytest
import richlazy as rl
from richlazy.connectivity.matrix_measures import MATRIX_MEASURES
from richlazy.errors import InputError


@pytest.fixture(scope="module")
def counts():
    return np.random.default_rng(0).poisson(0.3, (40, 40)).astype(float)


def test_numbers_are_those_of_the_matrix(counts):
    look = rl.preview(counts)
    assert look.singular_values == pytest.approx(np.linalg.svd(counts, compute_uv=False))
    moduli = np.sort(np.abs(np.linalg.eigvals(counts)))[::-1]
    assert np.abs(look.eigenvalues) == pytest.approx(moduli)
    assert look.effective_rank == pytest.approx(MATRIX_MEASURES["effective_rank"].function(counts))


def test_signs_are_those_of_presynaptic_neurons():
    matrix = np.array([[0.0, 1.0, 2.0], [-1.0, 0.0, -2.0], [1.0, -1.0, 0.0]])
    by_rows, by_columns = (dict(rl.preview(matrix, one).rows()) for one in ("pre_post", "post_pre"))
    assert by_rows["presynaptic neurons (rows) by sign"] == "1 positive, 1 negative, 1 both"
    assert by_columns["presynaptic neurons (columns) by sign"] == "3 both"
    assert not any("presynaptic" in words for words, _ in rl.preview(matrix).rows())


def test_text_and_page_tell_what_normalisation_does(counts):
    look = rl.preview(counts)
    lines = repr(look).splitlines()
    (frobenius,) = (line for line in lines if line.startswith("frobenius  "))
    assert frobenius.split()[1] == f"{look.found.rescaled['frobenius'].factor:.4g}"
    assert [line for line in lines if line in look.warnings] == look.warnings
    page = look._repr_html_()
    assert page.count("<table>") == 2 and f"<td>{look.found.rescaled['none'].factor:.4g}</td>" in page


def test_the_figure_shows_spectra_and_growth(counts):
    look = rl.preview(counts)
    figure = look.figure(dpi=60)
    left, middle, right = figure.axes
    assert left.lines[0].get_ydata() == pytest.approx(look.singular_values)
    assert middle.lines[-1].get_xdata() == pytest.approx(look.eigenvalues.real)
    assert [label.get_text() for label in right.get_yticklabels()] == [
        "frobenius",
        "spectral norm",
        "spectral radius",
        "none",
    ]
    assert figure._repr_png_().startswith(b"\x89PNG")


def test_a_wrong_orientation_is_refused(counts):
    with pytest.raises(InputError) as caught:
        rl.preview(counts, "rows")
    assert str(caught.value) == (
        "preview: orientation: found 'rows'; allowed are `orientation='pre_post'` where rows are presynaptic, and "
        "`'post_pre'` where columns are"
    )
