"""The figures of the study, at print size, of every form that an experiment can have."""

import pytest
from helpers.in_context_networks import (
    lose,
    make_networks,
    of_alpha,
    of_burstiness,
    of_classes,
    of_labels,
    of_learners,
    of_rank,
    of_zipf,
)
from helpers.plotting_checks import assert_readable
from richlazy.contracts.study_parts import figures
from richlazy.hypercube.reading import MissingSweep
from richlazy.reporting.figures import shown
from richlazy.reporting.plotting.footer import add_footer, run_words

LONG = (0, 250, 500, 1000, 2000, 5000, 10000)
EITHER = {
    "default": of_burstiness,
    "quick": lambda: of_classes((64, 512, 2048), seeds=6, steps=(0, 200, 400, 600, 800, 1000)),
    "complete": lambda: of_zipf((0, 0.5, 1, 1.5, 2, 3), seeds=16, steps=LONG),
    "learners": of_learners,
    "many": lambda: of_zipf(tuple(0.25 * number for number in range(12))),
    "two parameters": lambda: make_networks({"burstiness": [0.0, 0.9], "class_count": [64, 2048, 8192]}),
    "one value, one seed": lambda: of_burstiness((0.9,), seeds=1),
    "some diverged": lambda: lose(of_classes(), class_count=64, seed=[1, 2]),
    "all diverged": lambda: lose(of_classes()),
}
FORMS = {
    "icl_curves": EITHER,
    "icl_attention": EITHER,
    "icl_networks": {
        "default": of_learners,
        "quick": lambda: of_learners(seeds=6),
        "two": lambda: of_learners().isel(learner=[0, 2]),
        "some diverged": lambda: lose(of_learners(), learner="in_context_lstm"),
        "all diverged": lambda: lose(of_learners()),
    },
    "icl_labels": {
        "default": of_labels,
        "quick": lambda: of_labels((32, 128), seeds=6),
        "complete": lambda: of_labels((32, 128, 512, 2048), seeds=16, steps=LONG),
        "one": lambda: of_labels((32,), seeds=1),
        "all diverged": lambda: lose(of_labels()),
    },
    "icl_laziness": {
        "default": of_alpha,
        "quick": lambda: of_alpha((1, 8), seeds=6),
        "complete": lambda: of_alpha((0.25, 0.5, 1, 2, 8, 64), seeds=16, steps=LONG),
        "one": lambda: of_alpha((8,), seeds=1),
        "some diverged": lambda: lose(of_alpha(), alpha=0.5),
        "all diverged": lambda: lose(of_alpha()),
        "without groups": lambda: of_alpha().drop_vars(["group_weight_change", "group_kernel_alignment", "component"]),
    },
    "icl_rank": {
        "default": of_rank,
        "quick": lambda: of_rank((1, 64), seeds=6),
        "complete": lambda: of_rank((1, 2, 4, 8, 16, 64), seeds=16),
        "never": lambda: of_rank(in_context=lambda at: 0.6),
        "some diverged": lambda: lose(of_rank(), rank=4, seed=[0, 1]),
    },
    "icl_omniglot": {
        "default": lambda: of_burstiness((0, 0.9), task="omniglot"),
        "complete": lambda: of_burstiness(seeds=16, steps=LONG, context_pairs=8),
        "all diverged": lambda: lose(of_burstiness((0, 0.9))),
    },
    "icl_distribution": {
        "default": lambda: [of_burstiness(), of_classes(), of_zipf()],
        "complete": lambda: [of_burstiness(seeds=16), of_classes(), of_zipf((0, 0.5, 1, 1.5, 2, 3))],
        "one": lambda: [of_classes()],
        "four": lambda: [of_burstiness(), of_classes(), of_zipf(), of_labels()],
        "all diverged": lambda: [of_burstiness(), lose(of_classes())],
    },
}


@pytest.mark.parametrize("name, form", [(name, form) for name, forms in FORMS.items() for form in forms])
def test_every_form_can_be_drawn_and_read(name, form):
    measures = FORMS[name][form]()
    figure, caption = figures.find(name).draw(measures, {})
    several = measures if isinstance(measures, list) else [measures]
    add_footer(figure, run_words("quick", shown(name, several)), {})
    assert_readable(figure, {})
    assert all(f"{int(one.diverged.notnull().sum())} runs diverged" in caption for one in several)
    assert all(f"{one.sizes['seed']} seed" in caption for one in several) and "chance" in caption.lower()


@pytest.mark.parametrize("name", [name for name in FORMS if getattr(figures.find(name), "NEEDS", ())])
def test_a_sweep_that_is_missing_is_told(name):
    measures = FORMS[name]["default"]()
    with pytest.raises(MissingSweep, match="needs the experiment to sweep"):
        figures.find(name).draw(measures.isel({figures.find(name).NEEDS[0]: 0}), {})
