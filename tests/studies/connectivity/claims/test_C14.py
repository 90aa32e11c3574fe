"""Claim C14 on experiments in which the effect of rank depends on the learning rule in a known way."""

import numpy as np
import pytest
import xarray as xr
from helpers.factories import make_experiment
from richlazy.contracts.study_parts import claims
from richlazy.hypercube.reading import MissingSweep

RULES = ("gradient", "rflo", "truncated")
MEASURES = ("kernel_alignment", "representation_alignment", "weight_change")


def experiment(**settings):
    settings = {"ranks": (1, 10, 200), "tasks": ("2AF", "DMS"), "size": 12} | settings
    return make_experiment(**settings, extra={"rule": list(RULES)})


def with_changes(measures, dimensions):
    """The experiment with changes of so many equal singular values by rule, scaled by the seed."""
    component = xr.DataArray(np.arange(1, 11), {"component": np.arange(1, 11)}, "component")
    count = xr.DataArray([dimensions[rule] for rule in RULES], {"rule": list(RULES)}, "rule")
    scale = (1 + measures.seed) * (measures.step > 0) * (1 + 0 * measures.loss)
    values = ((component <= count) * scale).transpose(*measures.loss.dims, "component")
    return measures.drop_vars("change_singular_values").drop_dims("component", errors="ignore").assign(
        change_singular_values=values
    )  # fmt: skip


def rows(measures, measure=None):
    found = claims.find("C14").test(measures, {"resamples": 199})
    return [row for row in found if measure is None or row.measure == measure]


@pytest.mark.parametrize(("trend", "verdict"), [(1.0, "supported"), (-1.0, "contradicted")])
def test_verdicts_follow_the_trend_of_the_data(trend, verdict):
    measures = experiment(trend=trend)
    assert {row.verdict for row in rows(measures) if row.measure in MEASURES} == {verdict}


def test_a_rule_under_which_rank_has_no_effect_is_told_from_the_others():
    measures = experiment()
    flat = experiment(trend=0.0, random_seed=1)
    for name in MEASURES:
        measures[name].loc[{"rule": "rflo"}] = flat[name].sel(rule="rflo")
    found = {(row.task, row.verdict) for row in rows(measures, "kernel_alignment")}
    assert {verdict for task, verdict in found if "rflo" in task} == {"undecided"}
    assert {verdict for task, verdict in found if "rflo" not in task} == {"supported"}


def test_there_is_a_row_per_measure_rule_and_task_and_one_over_tasks():
    found = rows(experiment())
    trends = [(row.measure, row.task) for row in found if row.measure in MEASURES]
    expected = [f"{task}, rule={rule}" for task in ("2AF", "DMS") for rule in RULES]
    expected += [f"all tasks, rule={rule}" for rule in RULES]
    assert trends == [(measure, task) for measure in MEASURES for task in expected]
    directions = {row.measure: row.direction for row in found if row.measure in MEASURES}
    assert [directions[name].split()[0] for name in MEASURES] == ["rises", "rises", "falls"]


@pytest.mark.parametrize(("rflo", "verdict"), [(2, "supported"), (9, "contradicted"), (6, "undecided")])
def test_the_dimension_of_the_change_with_rflo_is_compared_with_that_of_the_gradient(rflo, verdict):
    measures = with_changes(experiment(), {"gradient": 6, "rflo": rflo, "truncated": 1})
    found = rows(measures, "change_dimension")
    assert {row.verdict for row in found} == {verdict} and len(found) == 3 * 3
    assert {row.direction for row in found} == {"smaller with rflo than with gradient"}
    np.testing.assert_allclose([row.effect for row in found], np.log(rflo / 6), atol=1e-9)


def test_the_rows_on_one_measure_are_a_family():
    found = rows(with_changes(experiment(noise=0.001), {"gradient": 6, "rflo": 2, "truncated": 1}))
    least = {row.measure: row.p_adjusted for row in found if row.p == 2**-10}
    assert least == dict.fromkeys([*MEASURES, "change_dimension"], 9 / 1024)


def test_an_experiment_without_rflo_has_no_row_on_the_dimension():
    assert rows(experiment().sel(rule=["gradient", "truncated"]), "change_dimension") == []


def test_rows_say_how_many_runs_have_not_learned():
    measures = experiment().assign(chance_accuracy=("task", [0.5, 0.5]), highest_accuracy=("task", [0.9, 0.9]))
    measures.accuracy.loc[{"step": 10000}] = 0.88
    measures.accuracy.loc[{"rule": "rflo", "task": "DMS", "rank": [1, 10], "step": 10000}] = 0.69
    notes = {row.task: row.note for row in rows(measures, "weight_change")}
    words = "20 of {} runs are nearer to chance than to the highest accuracy"
    assert notes.pop("DMS, rule=rflo").startswith(words.format(30))
    assert notes.pop("all tasks, rule=rflo").startswith(words.format(60))
    assert not any("chance" in note for note in notes.values())


@pytest.mark.parametrize("dim", ["rank", "rule"])
def test_an_experiment_that_lacks_a_sweep_is_told_what_to_add(dim):
    with pytest.raises(MissingSweep, match=f"claim C14 needs the experiment to sweep `{dim}`"):
        rows(experiment().isel({dim: 0}, drop=True))
