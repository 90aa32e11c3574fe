"""Accuracy that a task allows, from its definition."""

import pytest
from richlazy.data.accuracy_limits import accuracy_limits


@pytest.mark.parametrize(
    ("definition", "chance", "highest"),
    [
        ({"environment": "PerceptualDecisionMaking", "arguments": {"cohs": [0, 6.4, 12.8, 25.6, 51.2]}}, 0.5, 0.9),
        ({"environment": "PerceptualDecisionMaking-v0"}, 0.5, 0.9),
        ({"environment": "PerceptualDecisionMaking", "arguments": {"cohs": [5, 50]}}, 0.5, 1.0),
        ({"environment": "PerceptualDecisionMaking", "arguments": {"cohs": [0], "dim_ring": 4}}, 0.25, 0.25),
        ({"environment": "ContextDecisionMaking", "timing": {}}, 0.5, 1.0),
        ({"environment": "DelayMatchSample-v0", "arguments": {}}, 0.5, 1.0),
        ({"environment": "Digits", "arguments": {"whitened": True}}, 0.1, 1.0),
    ],
)
def test_chance_and_the_highest_accuracy_of_environments_that_are_known(definition, chance, highest):
    found = accuracy_limits(definition)
    assert found["chance_accuracy"].value == pytest.approx(chance)
    assert found["highest_accuracy"].value == pytest.approx(highest)


@pytest.mark.parametrize(
    "definition",
    [
        {"environment": "GoNogo-v0"},
        {"environment": "Mixture"},
        {},
        {"environment": "PerceptualDecisionMaking", "arguments": {"dim_ring": 0}},
        {"environment": "PerceptualDecisionMaking", "arguments": {"cohs": []}},
    ],
)
def test_of_others_nothing_is_claimed(definition):
    assert accuracy_limits(definition) == {}
