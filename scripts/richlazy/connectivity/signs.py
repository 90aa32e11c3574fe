"""Signs of counted synapses.

Synapse counts are given by kind, kind -> [post, pre]. A kind is what is known of the presynaptic neuron: its
transmitter (`gaba`, `glutamate`, `other`) or its effect (`excitatory`, `inhibitory`). A rule says which kinds are
inhibitory. It has a large effect on the effective rank, and is therefore a key of the config, stored with the matrix.
"""

from collections.abc import Mapping

import numpy as np

from richlazy.errors import InputError

# Inhibitory kinds of every rule. In C. elegans, glutamate excites or inhibits, depending on the receptor.
RULES: Mapping[str, frozenset[str]] = {
    "none": frozenset(),
    "gaba_negative": frozenset({"gaba"}),
    "gaba_glutamate_negative": frozenset({"gaba", "glutamate"}),
    "as_given": frozenset({"inhibitory"}),
}


def signed(counts: Mapping[str, np.ndarray], rule: str) -> np.ndarray:
    """Sum of the counts of all kinds, those of inhibitory kinds with a minus sign, [post, pre].

    Raises InputError for a negative count, and for a rule with a kind that these counts do not have.
    """
    for kind, matrix in counts.items():
        check_counts(matrix, f"synapses of the kind {kind!r}")
    if rule not in rules_for(counts):
        raise InputError(
            f"signs: found {rule!r}, but these synapses are told apart as {', '.join(counts)} only; "
            f"write one of `signs: {' | '.join(rules_for(counts))}`"
        )
    return sum(-matrix if kind in RULES[rule] else matrix for kind, matrix in counts.items())


def rules_for(kinds: Mapping[str, object]) -> list[str]:
    """Rules whose inhibitory kinds are all among `kinds`."""
    return [rule for rule, inhibitory in RULES.items() if inhibitory <= set(kinds)]


def check_counts(matrix: np.ndarray, what: str) -> None:
    """Raise InputError for negative entries: a rule of signs applies to counts only."""
    negative = np.argwhere(matrix < 0)
    if len(negative):
        post, pre = map(int, negative[0])
        raise InputError(
            f"signs: {what} hold {len(negative)} negative entries, the first {matrix[post, pre]:g} at post {post}, "
            f"pre {pre}; a rule that gives signs needs counts, zero or more; write `signs: as_given`"
        )
