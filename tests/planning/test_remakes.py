"""What the manual says a key remakes is what the plan makes anew when the key changes."""

import pytest
from helpers.configs import ROOT, read_config
from helpers.tiny_config import tiny
from richlazy.contracts.schema import SCHEMA_PATH, load_yaml
from richlazy.planning.project import read_project
from richlazy.planning.result_plans import Asked, Results
from snakemake.utils import update_config

# In the order in which one is made from another; figures are made from tables, as claims are.
ORDER = ("trials", "connectivity", "train", "measure", "aggregate", "claims", "figures", "pages")
SECTIONS = ("statistics", "figures", "machine")
CHANGED = {
    "preset": "another one",
    "seeds": 3,
    "ensemble": 1,
    "experiments.sweep": {"rank": [1, 2]},
    "experiments.also": [{"rank": [2]}],
    "experiments.must_improve": False,
    "experiments.measures": ["training_loss"],
    "experiments.default_measures": ["activity_kurtosis"],
    "experiments.claims": ["C1"],
    "experiments.figures": ["figure1"],
    "statistics.confidence": 0.9,
    "statistics.alpha": 0.01,
    "statistics.resamples": 299,
    "statistics.seed": 1,
    "figures.width_mm": 90,
    "figures.font_size": 7,
    "figures.palette": "deep",
    "figures.dpi": 100,
    "machine.device": "auto",
    "machine.trainings_per_gpu": 2,
    "machine.kernel_memory": 500,
    "machine.report_every": 9,
}


def planned(changes) -> dict[str, set]:
    """All that the tiny config makes, by stage: names of artefacts, and tables, figures and pages with their plans."""
    config = read_config()
    update_config(config, tiny(changes))
    project = read_project(config, ROOT)
    results = Results(project)
    found = {stage: set(project.plan.artefacts[stage]) for stage in ORDER[:4]} | {stage: set() for stage in ORDER[4:]}
    for result in results.of(Asked(("rank",), ("",))):
        last = result.name.rpartition("/")[2]
        stage = {"measures": "aggregate", "claims": "claims"}.get(last, "pages")
        stage = "figures" if result.name.startswith("figures/") else stage
        found[stage].add((result.name, *results.plans.digests([result.name]).values()))
    return found


@pytest.fixture(scope="module")
def before():
    found = planned({})
    assert all(found.values())
    return found


def entry_of(key):
    schema, (section, _, name) = load_yaml(SCHEMA_PATH)["properties"], key.partition(".")
    if not name:
        return schema[section]
    if section in SECTIONS:
        return schema[section]["properties"][name]
    (pattern,) = schema[section]["patternProperties"].values()
    return pattern["oneOf"][1]["properties"][name]


def changes_of(key):
    section, _, name = key.partition(".")
    inner = {name: CHANGED[key]} if name else CHANGED[key]
    return {section: {"rank": inner} if section == "experiments" else inner}


@pytest.mark.parametrize("key", CHANGED)
def test_the_first_stage_that_is_made_anew_is_that_of_the_manual(before, key):
    after = planned(changes_of(key))
    # What is no longer asked for, a point or a figure, is not made anew.
    names = {stage: {one if isinstance(one, str) else one[0] for one in found} for stage, found in after.items()}
    anew = [
        stage
        for stage in ORDER
        if any(isinstance(one, str) or one[0] in names[stage] for one in before[stage] - after[stage])
    ]
    if key in ("experiments.sweep", "experiments.default_measures"):
        anew = [stage for stage in anew if stage not in ORDER[:4]]
    told = entry_of(key)["remakes"].partition(";")[0]
    assert (anew[0] if anew else "nothing") == told, anew


def test_no_key_of_a_section_is_left_out():
    schema = load_yaml(SCHEMA_PATH)["properties"]
    assert {f"{section}.{key}" for section in SECTIONS for key in schema[section]["properties"]} <= set(CHANGED)
