"""The figure of the scorecard: one page whatever it shows, readable, and what it shows are the summaries."""

import numpy as np
import pandas as pd
import pytest
from helpers.plotting_checks import assert_readable
from richlazy.contracts.study_parts import claims
from richlazy.reporting.plotting.footer import add_footer, scorecard_words
from richlazy.reporting.plotting.scorecard import PAGE_MM, draw_scorecard, page_lines
from richlazy.reporting.scorecard_summary import Summary, summarise
from richlazy.statistics.verdict import VERDICTS

TASKS = ("2AF", "DMS", "CXT", "all tasks")
KINDS = (
    ("mean Spearman rho", "rises with rank"),
    ("Hodges-Lehmann log ratio", "greater at rank 1 than at rank 100"),
    ("Hodges-Lehmann difference", "greater in the structure than in its null model"),
)


def made(experiments, ids, seeds=10, tasks=TASKS):
    """Rows of every claim in every experiment, of one kind of effect a claim."""
    random = np.random.default_rng(0)
    rows = []
    for place, claim in enumerate(ids):
        for experiment in experiments:
            for task in tasks:
                name, direction = KINDS[place % len(KINDS)]
                effect = random.uniform(-1, 1)
                interval = {"interval_low": effect - 0.3, "interval_high": effect + 0.3, "mean": effect + 0.1}
                told = {
                    "experiment": experiment,
                    "claim": claim,
                    "statement": "It is so.",
                    "measure": "loss",
                    "step": 2000,
                }
                told |= {"task": task, "direction": direction, "effect_name": name, "effect": effect, **interval}
                lost = {"seeds": seeds, "diverged": int(random.integers(0, 3))}
                rows.append(told | lost | {"verdict": str(random.choice(VERDICTS))})
    return pd.DataFrame(rows)


def endless(rows):
    """The same, where the ratios of the first experiment are those of what was never reached."""
    never = (rows.experiment == rows.experiment[0]) & rows.effect_name.str.contains("ratio")
    for name in ("effect", "interval_low", "interval_high", "mean"):
        rows.loc[never, name] = np.where(np.arange(never.sum()) % 4, np.inf, -np.inf)
    return rows


# The claims of one study, as a scorecard has them.
IDS = tuple(name for name in claims.available() if claims.path(name).parents[1].name == "connectivity")
FORMS = {
    "one test": made(["rank"], ["C1"], tasks=("2AF",)),
    "five tests": made(["rank"], ["C1"], seeds=5, tasks=("2AF", "DMS", "CXT", "sMNIST", "all tasks")),
    "quick": made(["rank", "smnist", "structure_radius"], IDS[:7], seeds=5),
    "600 tests in 25 experiments": made([f"trained_weights_{place}" for place in range(25)], IDS[:6]),
    "more lines than fit": made([f"longer_trials_of_{place}" for place in range(25)], IDS),
    "never reached": endless(made(["committee", "rank"], IDS[:4])),
    "nothing was ever reached": endless(made(["committee"], IDS[:2])).iloc[len(TASKS) :],
    "long names": made(["a_name_that_is_far_too_long_for_a_line_of_the_page"], IDS[:2]),
}


@pytest.mark.parametrize("style", [{}, {"width_mm": 170, "font_size": 10}], ids=["usual", "large type"])
@pytest.mark.parametrize("form", FORMS)
def test_it_is_one_readable_page(form, style):
    figure, caption = draw_scorecard(FORMS[form], style)
    add_footer(figure, scorecard_words("quick", FORMS[form]), style)
    assert figure.get_figheight() * 25.4 <= PAGE_MM
    assert_readable(figure, style)
    assert "in the page and the table of the scorecard" in caption


def test_every_claim_has_its_title_and_every_experiment_its_line():
    summaries = summarise(FORMS["quick"])
    lines = page_lines(summaries, 100)
    assert [line for line in lines if isinstance(line, Summary)] == summaries
    assert [line.split()[0] for line in lines if isinstance(line, str)] == list(IDS[:7])


def test_where_there_is_no_room_claims_with_most_experiments_share_a_line():
    summaries = summarise(FORMS["more lines than fit"])
    lines = page_lines(summaries, 90)
    assert len(lines) <= 90 < len(summaries)
    shown = [line for line in lines if isinstance(line, Summary)]
    assert sum(len(line.rows) for line in shown) == len(FORMS["more lines than fit"])
    assert any(len(line.experiments) == 25 for line in shown) and any(len(line.experiments) == 1 for line in shown)


def test_marks_stand_at_the_leading_effects():
    rows = FORMS["quick"]
    figure, _ = draw_scorecard(rows, {})
    panel = next(panel for panel in figure.get_axes() if panel.get_title() == "Correlation")
    marks = [line.get_xdata()[0] for line in panel.get_lines() if line.get_marker() in ("o", "D")]
    leads = [summary.leading("correlation") for summary in summarise(rows)]
    np.testing.assert_allclose(marks, [lead.predicted for lead in leads if lead is not None])


def test_bars_are_the_shares_of_verdicts():
    rows = FORMS["quick"]
    figure, _ = draw_scorecard(rows, {})
    panel = next(panel for panel in figure.get_axes() if panel.get_title() == "Tests by verdict")
    widths = sorted(bar.get_width() for bar in panel.patches)
    shares = [count / len(one.rows) for one in summarise(rows) for count in one.counts.values() if count]
    np.testing.assert_allclose(widths, sorted(shares))


@pytest.mark.parametrize(("form", "warned"), [("quick", True), ("600 tests in 25 experiments", False)])
def test_few_seeds_are_told_above_all(form, warned):
    figure, caption = draw_scorecard(FORMS[form], {})
    assert ("few decide little" in figure.legends[0].get_title().get_text()) == warned == ("Few seeds" in caption)


def test_no_claims_are_no_figure():
    figure, caption = draw_scorecard(FORMS["quick"].iloc[:0], {})
    assert not figure.get_axes() and caption == "No claim was tested."


def test_an_effect_without_end_is_a_triangle_on_its_side():
    rows = endless(made(["committee"], IDS[:2]))
    figure, _ = draw_scorecard(rows, {})
    panel = next(axes for axes in figure.axes if axes.get_xlabel().startswith("Ratio"))
    triangles = {line.get_marker() for line in panel.lines} & {"<", ">"}
    assert triangles == {"<", ">"} and np.isfinite(panel.get_xlim()).all()
