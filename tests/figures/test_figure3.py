"""Figure 3 draws every family of cases beside its closed form, and its caption is true of the run."""

import numpy as np
import pytest
from drawn import assert_drawn
from factories import make_simulation
from richlazy import figures
from richlazy.figures.figure3 import closed_form
from richlazy.plotting.style import save

STYLE = {"width_mm": 150, "font_size": 7, "dpi": 60}


def draw(measures):
    return figures.find("figure3").draw(measures, STYLE)


def of(measures, family, start):
    chosen = (measures.family == family) & (measures.start == start)
    return measures.isel(case=np.flatnonzero(chosen.values)).sortby("value")


def test_it_can_be_saved_and_is_the_same_again(tmp_path):
    for turn in ("first", "second"):
        figure, caption = draw(make_simulation())
        save(figure, tmp_path / f"{turn}.pdf", tmp_path / f"{turn}.png", "study: figure", caption, STYLE)
    assert (tmp_path / "first.pdf").read_bytes() == (tmp_path / "second.pdf").read_bytes()
    assert (tmp_path / "first.png").read_bytes() == (tmp_path / "second.png").read_bytes()


def test_points_are_means_of_the_simulation_and_lines_closed_forms():
    measures = make_simulation()
    figure, _ = draw(measures)
    panel = figure.get_axes()[0]
    points, line = panel.get_lines()[:2]
    expected = of(measures, "rank", points.get_label().replace(" ", "_"))
    np.testing.assert_array_equal(points.get_xdata(), expected.value)
    np.testing.assert_allclose(points.get_ydata(), expected.kernel_alignment.mean("seed"))
    np.testing.assert_allclose(line.get_ydata(), expected.expected_alignment)


def test_without_an_expectation_the_closed_forms_of_draws_are_averaged():
    part = of(make_simulation(), "outputs", "outputs_2")
    np.testing.assert_allclose(closed_form(part), part.predicted_alignment.mean("seed"))


def test_every_family_of_the_flow_has_a_panel_with_all_its_starts():
    measures = make_simulation()
    panels = draw(measures)[0].get_axes()
    for panel, family in zip(panels, ("rank", "evenness", "overlap", "kappa", "scale", "outputs"), strict=True):
        named = {text.get_text() for text in panel.get_legend().get_texts()}
        assert named == {start.replace("_", " ") for start in set(measures.start.values[measures.family == family])}


def test_the_legend_names_starts_from_the_top_down():
    panel = draw(make_simulation())[0].get_axes()[3]
    assert [text.get_text() for text in panel.get_legend().get_texts()][-1] == "random rank 1"


def test_the_caption_counts_the_networks_that_did_not_converge():
    measures = make_simulation()
    assert "All " in draw(measures)[1] and "did not converge" not in draw(measures)[1]
    measures.converged[{"case": 0, "seed": 1}] = 0
    measures.kernel_alignment[{"case": 0, "seed": 1}] = np.nan
    caption = draw(measures)[1]
    assert "1 of the " in caption and "did not converge and are left out" in caption


def test_the_caption_says_when_there_are_no_closed_forms():
    measures = make_simulation()
    assert "Lines join closed forms" in draw(measures)[1]
    for name in ("expected_alignment", "predicted_alignment"):
        measures[name] = measures[name].where(False)
    assert "the inputs are not whitened" in draw(measures)[1]


@pytest.mark.parametrize("seeds", [1, 3])
def test_few_draws_can_be_drawn(seeds):
    figure, caption = draw(make_simulation(seeds=seeds))
    assert_drawn(figure)
    assert f"{seeds} seed" in caption
