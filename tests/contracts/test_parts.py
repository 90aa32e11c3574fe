"""Parameters that several parts declare, of which one describes them."""

import pytest
from richlazy.contracts.parts import Part, choosable
from richlazy.contracts.registry import literal

NAMED = [
    pytest.param(part, name, text, id=f"{part.name}-{name}")
    for part in choosable()
    for name, text in literal(part.path, "PARAMETERS", {}).items()
    if isinstance(text, str)
]


@pytest.mark.parametrize("part, name, text", NAMED)
def test_a_parameter_is_described_by_the_part_that_is_named(part, name, text):
    kind, _, other = text.rpartition(" ")
    assert part.parameters[name] == Part(kind, other).parameters[name]
    assert {"description", "default", "stage"} <= set(part.parameters[name])


def test_optimisers_share_the_learning_rate():
    entries = [Part("optimizer", name).parameters["learning_rate"] for name in ("sgd", "adam", "sgd_clipped")]
    assert entries[0]["default"] == 0.003 and entries == entries[:1] * 3
