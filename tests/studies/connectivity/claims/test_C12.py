"""The claim at equal loss: what speed of learning makes is not counted, what rank makes is."""

import numpy as np
import pytest
from helpers.factories import make_experiment
from richlazy.contracts.study_parts import claims
from richlazy.hypercube.equal_loss import at_equal_loss
from richlazy.hypercube.reading import MissingSweep

QUICK = {"resamples": 199}
RANKS = (1, 5, 30, 300)


def rows(experiment):
    return {row.task: row for row in claims.find("C12").test(experiment, QUICK)}


@pytest.mark.parametrize(("trend", "verdict"), [(1.0, "supported"), (-1.0, "contradicted")])
def test_verdicts_follow_the_trend_of_the_data(trend, verdict):
    found = rows(make_experiment(trend=trend))
    assert list(found) == ["2AF", "DMS", "CXT", "all tasks"]
    assert {row.verdict for row in found.values()} == {verdict}


def learned_unequally():
    """Low ranks have learned more by the last step; of networks of equal loss all are equally lazy, but for noise."""
    experiment = make_experiment(ranks=RANKS, noise=0.0, trend=0.0)
    progress = np.log1p(experiment.step) / np.log1p(10000)
    behind = 1 - 0.1 * np.arange(len(RANKS)) / len(RANKS)
    further = (progress * experiment["rank"].copy(data=behind)).transpose("rank", "step")
    noise = 1e-3 * np.random.default_rng(0).standard_normal(experiment.diverged.shape)
    for name, values in (("loss", 1.1 - further), ("kernel_alignment", 1 - 0.6 * further)):
        experiment[name] = (experiment[name] * 0 + values).transpose(*experiment[name].dims)
    experiment["kernel_alignment"] = experiment.kernel_alignment + experiment.diverged.copy(data=noise)
    return experiment


def test_a_difference_that_is_one_of_speed_alone_is_none_at_equal_loss():
    experiment = learned_unequally()
    at_last_step = [row for row in claims.find("C1").test(experiment, QUICK) if row.measure == "kernel_alignment"]
    assert {row.verdict for row in at_last_step} == {"supported"}
    assert {row.verdict for row in rows(experiment).values()} == {"undecided"}


def test_every_task_is_compared_at_the_lowest_loss_that_all_its_runs_reach():
    experiment = make_experiment(ranks=RANKS)
    experiment.loss.loc[{"task": "DMS"}] = 2 * experiment.loss.sel(task="DMS")
    found = rows(experiment)
    levels = {task: float(experiment.loss.sel(task=task).min("step").max()) for task in experiment.task.values}
    assert levels["DMS"] > 1.5 * levels["2AF"]
    for task in ("2AF", "DMS", "CXT"):
        part = experiment.sel(task=task).transpose("seed", "rank", "step", ...)
        values = at_equal_loss(part.kernel_alignment.values, part.loss.values, [levels[task]])[..., 0]
        difference = (values[:, -1] - values[:, 0]).mean()
        assert found[task].difference_mean == pytest.approx(difference)
        assert found[task].step is None and f"at a loss of {levels[task]:.2g} nat" in found[task].note
    assert ", ".join(f"{levels[task]:.2g}" for task in ("2AF", "DMS", "CXT")) in found["all tasks"].note


def test_a_run_that_diverged_sets_no_level_and_drops_its_seed():
    """Its seed's other runs do set one: they are set to learn as far as any."""
    whole, broken = make_experiment(ranks=RANKS), make_experiment(ranks=RANKS, diverged=[("DMS", 5, 4)])
    for experiment in (whole, broken):
        experiment.loss.loc[{"seed": 4}] = experiment.loss.min("seed").where(experiment.loss.sel(seed=4).notnull())
    expected, found = rows(whole.drop_sel(seed=4)), rows(broken)
    assert found["DMS"].seeds == 9 and found["DMS"].diverged == 1 and found["2AF"].seeds == 10
    assert (found["DMS"].effect, found["DMS"].p) == (expected["DMS"].effect, expected["DMS"].p)
    assert expected["DMS"].note in found["DMS"].note and "1 seed left out" in found["DMS"].note


def test_a_single_rank_and_a_experiment_without_ranks_are_told_apart():
    row = rows(make_experiment(ranks=(30,)))["2AF"]
    assert row.verdict == "undecided" and "needs at least 2 ranks" in row.note
    with pytest.raises(MissingSweep, match="claim C12 needs the experiment to sweep `rank`"):
        claims.find("C12").test(make_experiment().isel(rank=0, drop=True), QUICK)


def test_order_of_ranks_and_steps_does_not_matter():
    experiment = make_experiment()
    turned = experiment.isel(rank=[3, 0, 5, 1, 4, 2], step=slice(None, None, -1))
    assert rows(turned) == rows(experiment)
