"""Figure 3 draws every family of cases beside its closed form, and its caption is true of the run."""

import numpy as np
import pytest
from helpers.drawn import assert_drawn
from helpers.factories import make_simulation
from richlazy.contracts.study_parts import figures
from richlazy.reporting.plotting.style import save

from studies.connectivity.figures.figure3 import DENSE, ENLARGED, FLOW, WHOLE
from studies.connectivity.panels.theory_panels import curve

STYLE = {"width_mm": 150, "font_size": 7, "dpi": 60}


def draw(measures):
    return figures.find("figure3").draw(measures, STYLE)


def of(measures, family, start):
    chosen = (measures.family == family) & (measures.start == start)
    return measures.isel(case=np.flatnonzero(chosen.values)).sortby("value")


def test_it_can_be_saved_and_is_the_same_again(tmp_path):
    for turn in ("first", "second"):
        figure, caption = draw(make_simulation())
        save(figure, tmp_path / f"{turn}.pdf", tmp_path / f"{turn}.png", "experiment: figure", caption, STYLE)
    assert (tmp_path / "first.pdf").read_bytes() == (tmp_path / "second.pdf").read_bytes()
    assert (tmp_path / "first.png").read_bytes() == (tmp_path / "second.png").read_bytes()


def panels_of(measures):
    return dict(zip(FLOW, draw(measures)[0].get_axes(), strict=True))


def points(panel):
    return [line for line in panel.get_lines() if line.get_marker() in "os^D" and len(line.get_xdata()) > 1]


def curves(panel):
    return [line for line in panel.get_lines() if len(line.get_xdata()) == DENSE]


def starts(measures, family):
    return sorted(set(measures.start.values[measures.family == family].tolist()))


@pytest.mark.parametrize("family", FLOW)
def test_points_are_means_of_the_simulation(family):
    measures = make_simulation()
    shown = sorted(line.get_ydata().tolist() for line in points(panels_of(measures)[family]))
    expected = [of(measures, family, start).kernel_alignment.mean("seed").values for start in starts(measures, family)]
    np.testing.assert_allclose(shown, sorted(values.tolist() for values in expected))


@pytest.mark.parametrize("family", ["rank", "evenness", "overlap", "kappa"])
def test_lines_follow_the_formula_between_the_cases_too(family):
    measures = make_simulation()
    shown = sorted(line.get_ydata().tolist() for line in curves(panels_of(measures)[family]))
    values = np.unique(measures.value.values[measures.family == family])
    dense = (np.linspace if family == "overlap" else np.geomspace)(values[0], values[-1], DENSE)
    expected = [curve(family, start, 20, 50)(dense).tolist() for start in starts(measures, family)]
    np.testing.assert_allclose(shown, sorted(expected))


def test_the_closed_form_ends_where_starts_are_no_longer_small():
    panel = panels_of(make_simulation())["scale"]
    assert {float(line.get_xdata()[-1]) for line in curves(panel)} == {1.0}
    assert any(line.get_xdata()[0] == 1.0 and line.get_linestyle() == ":" for line in panel.get_lines())
    assert "σ² = |B|" in [text.get_text() for text in panel.texts]


def test_without_an_expectation_the_closed_forms_of_draws_are_dashes_at_the_cases():
    measures = make_simulation()
    (dashes,) = [line for line in panels_of(measures)["outputs"].get_lines() if line.get_marker() == "_"]
    part = of(measures, "outputs", "outputs_2")
    np.testing.assert_array_equal(dashes.get_xdata(), part.value)
    np.testing.assert_allclose(dashes.get_ydata(), part.predicted_alignment.mean("seed"))
    assert dashes.get_linestyle() == "None"


def test_panels_share_two_axes_which_hold_all_points_and_lines():
    panels = panels_of(make_simulation())
    for families in (WHOLE, ENLARGED):
        assert len({panels[family].get_ylim() for family in families}) == 1
        low, high = panels[families[0]].get_ylim()
        shown = [line.get_ydata() for family in families for line in points(panels[family]) + curves(panels[family])]
        assert all(low <= values.min() and values.max() <= high for values in map(np.asarray, shown))
    assert panels["kappa"].get_ylabel() == "Kernel alignment, enlarged"


def test_every_family_of_the_flow_has_a_panel_with_all_its_starts():
    measures = make_simulation()
    panels = panels_of(measures)
    assert {family: len(panel.get_legend().get_texts()) for family, panel in panels.items()} == {
        family: len(starts(measures, family)) for family in FLOW
    }
    words = [text.get_text() for text in panels["outputs"].get_legend().get_texts()]
    assert words == ["1 output", "2 outputs"]


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
    assert "Lines are closed forms" in draw(measures)[1]
    for name in ("expected_alignment", "predicted_alignment"):
        measures[name] = measures[name].where(False)
    assert "the inputs are not whitened" in draw(measures)[1]


@pytest.mark.parametrize("seeds", [1, 3])
def test_few_draws_can_be_drawn(seeds):
    figure, caption = draw(make_simulation(seeds=seeds))
    assert_drawn(figure)
    assert f"{seeds} seed" in caption
