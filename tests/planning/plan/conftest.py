"""A small config, and the plan of a config."""

import pytest
from richlazy.artefacts.disk_cache import DiskCache
from richlazy.connectivity.definitions import Matrices
from richlazy.planning.plan import make_plan


@pytest.fixture
def base(config):
    """A small config: one experiment of two tasks and three ranks, ten seeds in one block."""
    config["experiments"] = {"rank": {"sweep": {"task": ["2AF", "CXT"], "rank": [1, 5, 300]}}}
    return config


@pytest.fixture
def plan_of(schema):
    def plan_of(config, changed_stage=None):
        matrices = Matrices(config["matrices"], DiskCache())
        return make_plan(config, schema, matrices, lambda stage, parameters: "new" if stage == changed_stage else "old")

    return plan_of
