"""Pools beyond memory are refused, and the number of trials that is offered fits."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from richlazy.data.neurogym_tasks.pool_size import check_pool_size
from richlazy.errors import InputError

counts = st.integers(1, 10**6)


def refusal(sizes, values, memory):
    parameters = {"task": "x"} | {f"{part}_trials": size for part, size in sizes.items()}
    try:
        check_pool_size(parameters, values, memory)
    except InputError as error:
        return str(error)
    return None


@given(st.fixed_dictionaries(dict.fromkeys(("training", "probe", "test"), counts)), counts, st.integers(2**20, 2**40))
def test_what_is_offered_fits_and_no_more_would(sizes, values, memory):
    message = refusal(sizes, values, memory)
    total = 16 * values * sum(sizes.values())
    assert (message is None) == (total <= memory)
    offered = re.search(r"`training_trials: (\d+)` or less", message or "")
    if offered:
        most = int(offered.group(1))
        assert sizes["probe"] <= most < sizes["training"]
        assert refusal(sizes | {"training": most}, values, memory) is None
        assert refusal(sizes | {"training": most + 1}, values, memory)


def test_a_pool_beyond_memory_says_what_it_needs():
    message = refusal({"training": 320_000, "probe": 320, "test": 1000}, 8 * 5000, 16 * 2**30)
    assert message.startswith(
        "tasks.x: training_trials = 320000 + probe_trials = 320 + test_trials = 1000 trials of 40000"
    )
    assert "need 192 GiB of memory, and this machine has 16; write `training_trials: 25523` or less" in message


def test_where_no_number_of_training_trials_fits_less_is_asked_for():
    sizes = {"training": 10**6, "probe": 10**6, "test": 10**6}
    assert refusal(sizes, 1000, 2**30).endswith("write fewer trials, a longer `dt` or a task of fewer inputs")


@pytest.mark.parametrize("values", [24, 56, 784])
def test_the_pools_of_the_paper_fit_into_a_laptop(values):
    assert refusal({"training": 320_000, "probe": 320, "test": 1000}, values, 2**33) is None


def test_where_jobs_run_elsewhere_no_memory_bounds_a_pool():
    assert refusal({"training": 10**9, "probe": 320, "test": 1000}, 10**6, None) is None
