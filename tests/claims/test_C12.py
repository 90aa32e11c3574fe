"""The claim at equal loss: what speed of learning makes is not counted, what rank makes is."""

import numpy as np
import pytest
from helpers.factories import make_study
from richlazy import claims
from richlazy.hypercube.equal_loss import at_equal_loss
from richlazy.hypercube.reading import MissingSweep

QUICK = {"resamples": 199}
RANKS = (1, 5, 30, 300)


def rows(study):
    return {row.task: row for row in claims.find("C12").test(study, QUICK)}


@pytest.mark.parametrize(("trend", "verdict"), [(1.0, "supported"), (-1.0, "contradicted")])
def test_verdicts_follow_the_trend_of_the_data(trend, verdict):
    found = rows(make_study(trend=trend))
    assert list(found) == ["2AF", "DMS", "CXT", "all tasks"]
    assert {row.verdict for row in found.values()} == {verdict}


def learned_unequally():
    """Low ranks have learned more by the last step; of networks of equal loss all are equally lazy, but for noise."""
    study = make_study(ranks=RANKS, noise=0.0, trend=0.0)
    progress = np.log1p(study.step) / np.log1p(10000)
    behind = 1 - 0.1 * np.arange(len(RANKS)) / len(RANKS)
    further = (progress * study["rank"].copy(data=behind)).transpose("rank", "step")
    noise = 1e-3 * np.random.default_rng(0).standard_normal(study.diverged.shape)
    for name, values in (("loss", 1.1 - further), ("kernel_alignment", 1 - 0.6 * further)):
        study[name] = (study[name] * 0 + values).transpose(*study[name].dims)
    study["kernel_alignment"] = study.kernel_alignment + study.diverged.copy(data=noise)
    return study


def test_a_difference_that_is_one_of_speed_alone_is_none_at_equal_loss():
    study = learned_unequally()
    at_last_step = [row for row in claims.find("C1").test(study, QUICK) if row.measure == "kernel_alignment"]
    assert {row.verdict for row in at_last_step} == {"supported"}
    assert {row.verdict for row in rows(study).values()} == {"undecided"}


def test_every_task_is_compared_at_the_lowest_loss_that_all_its_runs_reach():
    study = make_study(ranks=RANKS)
    study.loss.loc[{"task": "DMS"}] = 2 * study.loss.sel(task="DMS")
    found = rows(study)
    levels = {task: float(study.loss.sel(task=task).min("step").max()) for task in study.task.values}
    assert levels["DMS"] > 1.5 * levels["2AF"]
    for task in ("2AF", "DMS", "CXT"):
        part = study.sel(task=task).transpose("seed", "rank", "step", ...)
        values = at_equal_loss(part.kernel_alignment.values, part.loss.values, [levels[task]])[..., 0]
        difference = (values[:, -1] - values[:, 0]).mean()
        assert found[task].difference == pytest.approx(difference)
        assert found[task].step is None and f"at a loss of {levels[task]:.2g} nat" in found[task].note
    assert ", ".join(f"{levels[task]:.2g}" for task in ("2AF", "DMS", "CXT")) in found["all tasks"].note


def test_a_run_that_diverged_sets_no_level_and_drops_its_seed():
    """Its seed's other runs do set one: they are set to learn as far as any."""
    whole, broken = make_study(ranks=RANKS), make_study(ranks=RANKS, diverged=[("DMS", 5, 4)])
    for study in (whole, broken):
        study.loss.loc[{"seed": 4}] = study.loss.min("seed").where(study.loss.sel(seed=4).notnull())
    expected, found = rows(whole.drop_sel(seed=4)), rows(broken)
    assert found["DMS"].seeds == 9 and found["DMS"].diverged == 1 and found["2AF"].seeds == 10
    assert (found["DMS"].effect, found["DMS"].p) == (expected["DMS"].effect, expected["DMS"].p)
    assert expected["DMS"].note in found["DMS"].note and "1 seed left out" in found["DMS"].note


def test_a_single_rank_and_a_study_without_ranks_are_told_apart():
    row = rows(make_study(ranks=(30,)))["2AF"]
    assert row.verdict == "undecided" and "needs at least 2 ranks" in row.note
    with pytest.raises(MissingSweep, match="claim C12 needs the study to sweep `rank`"):
        claims.find("C12").test(make_study().isel(rank=0, drop=True), QUICK)


def test_order_of_ranks_and_steps_does_not_matter():
    study = make_study()
    turned = study.isel(rank=[3, 0, 5, 1, 4, 2], step=slice(None, None, -1))
    assert rows(turned) == rows(study)
