"""A small config, and the plan of a config."""

import pytest
from helpers import planned_paths


@pytest.fixture
def base(config):
    """A small config: one experiment of two tasks and three ranks, ten seeds in one block."""
    config["experiments"] = {"rank": {"sweep": {"task": ["2AF", "CXT"], "rank": [1, 5, 300]}}}
    return config


@pytest.fixture
def plan_of():
    def plan_of(config, changed_stage=None):
        return planned_paths.plan_of(config, lambda stage, parameters: "new" if stage == changed_stage else "old")

    return plan_of
