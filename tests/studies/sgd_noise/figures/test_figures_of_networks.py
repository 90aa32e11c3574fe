"""The figures of networks, at print size, of every form that an experiment can have."""

import numpy as np
import pytest
from helpers.noisy_networks import (
    batch_networks,
    edge_networks,
    lazy_networks,
    lose,
    never,
    not_run,
    phase_networks,
    rank_networks,
)
from helpers.plotting_checks import assert_readable
from richlazy.contracts.study_parts import figures
from richlazy.hypercube.reading import MissingSweep
from richlazy.reporting.figures import shown
from richlazy.reporting.plotting.footer import add_footer, run_words

ALPHAS, MANY_ALPHAS = (0.125, 1, 4, 8, 64, 512, 4096), tuple(2.0 ** np.arange(-10, 16))
FORMS = {
    "noise_lazy": {
        "quick": lazy_networks,
        "default": lambda: lazy_networks(tuple(2.0 ** np.arange(-10, -3)), (64, 128, 256, 512, 1024)),
        "complete": lambda: lazy_networks(tuple(2.0 ** np.arange(-13, -2)), tuple(2 ** np.arange(8, 14)), seeds=20),
        "one P": lambda: lazy_networks(samples=(256,)),
        "one T, one seed": lambda: lazy_networks(temperatures=(0.25,), seeds=1),
        "never": lambda: never(lazy_networks(), training_trials=1024),
        "all diverged": lambda: lose(lazy_networks()),
        "some diverged": lambda: lose(lazy_networks(), temperature=2.0**-3),
    },
    "noise_phase": {
        "quick": phase_networks,
        "default": lambda: phase_networks(ALPHAS, tuple(2.0 ** np.arange(-13, -2)), seeds=20),
        "complete": lambda: phase_networks(MANY_ALPHAS, tuple(2.0 ** np.arange(-24, 7)), seeds=4),
        "one alpha": lambda: phase_networks((512,)),
        "one T, one seed": lambda: phase_networks(temperatures=(0.01,), seeds=1),
        "none fits": lambda: phase_networks(hottest=0),
        "all diverged": lambda: lose(phase_networks()),
        "some diverged": lambda: lose(phase_networks(), temperature=2.0**-3),
        "all lazy": lambda: phase_networks((512, 4096), (2.0**-9, 2.0**-8)),
    },
    "noise_edge": {
        "quick": lambda: edge_networks((2, 3), (2.0**-8, 2.0**-2), seeds=8),
        "default": edge_networks,
        "left out": lambda: not_run(edge_networks(), alpha=2.0**-8, temperature=2.0**-2),
        "none fits": lambda: never(edge_networks()),
        "all diverged": lambda: lose(edge_networks()),
        "one depth, one alpha": lambda: edge_networks((3,), (2.0**-4,)),
    },
    "noise_batch": {
        "quick": batch_networks,
        "default": lambda: batch_networks((4, 8, 16, 32, 64), (64, 128, 256, 512, 1024)),
        "one P, one seed": lambda: batch_networks(samples=(64,), seeds=1),
        "never": lambda: never(batch_networks(), batch=64),
        "all diverged": lambda: lose(batch_networks()),
    },
    "noise_rank": {
        "quick": lambda: rank_networks(alphas=(512,)),
        "default": lambda: rank_networks((1, 4, 16, 64)),
        "many alphas": lambda: rank_networks(alphas=ALPHAS),
        "never": lambda: never(rank_networks(), mlp_rank=1),
        "all diverged": lambda: lose(rank_networks()),
    },
}


@pytest.mark.parametrize("name, form", [(name, form) for name, forms in FORMS.items() for form in forms])
def test_every_form_can_be_drawn_and_read(name, form):
    measures = FORMS[name][form]()
    figure, caption = figures.find(name).draw(measures, {})
    add_footer(figure, run_words("quick", shown(name, [measures])), {})
    assert_readable(figure, {})
    runs = int(measures.diverged.notnull().sum())
    fitted = int(((measures.stopped_step >= 0) & (measures.diverged == 0)).sum())
    assert f"{fitted} of {runs} networks fit" in caption and f"{runs} runs diverged" in caption


@pytest.mark.parametrize("name", FORMS)
def test_a_sweep_that_is_missing_is_told(name):
    measures = FORMS[name]["quick"]()
    with pytest.raises(MissingSweep, match=f"figure {name} needs the experiment to sweep"):
        figures.find(name).draw(measures.isel({figures.find(name).NEEDS[0]: 0}), {})
