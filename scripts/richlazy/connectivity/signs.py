"""Signs of counted synapses.

Synapses are given as counts by kind, kind -> [post, pre]. A kind is what the presynaptic side is known to be: the
transmitter (`gaba`, `glutamate`, `other`) or its effect (`excitatory`, `inhibitory`). A rule names the kinds that are
inhibitory. The choice moves the effective rank a lot, so it is stated in the config and stored with the matrix.
"""

from collections.abc import Mapping

import numpy as np

from richlazy.errors import InputError

# Inhibitory kinds of every rule. Glutamate excites or inhibits in C. elegans, by the receptor of the target cell.
RULES: Mapping[str, frozenset[str]] = {
    "none": frozenset(),
    "gaba_negative": frozenset({"gaba"}),
    "gaba_glutamate_negative": frozenset({"gaba", "glutamate"}),
    "as_given": frozenset({"inhibitory"}),
}


def signed(counts: Mapping[str, np.ndarray], rule: str) -> np.ndarray:
    """Sum of the counts of all kinds, those that `rule` calls inhibitory with a minus sign, [post, pre].

    Raises InputError for a negative count, and for a rule that needs a kind which these counts do not tell.
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
    """Raise InputError unless no entry is negative: a rule that gives signs would undo those that are there."""
    negative = np.argwhere(matrix < 0)
    if len(negative):
        post, pre = map(int, negative[0])
        raise InputError(
            f"signs: {what} hold {len(negative)} negative entries, the first {matrix[post, pre]:g} at post {post}, "
            f"pre {pre}; a rule that gives signs needs counts, zero or more; write `signs: as_given`"
        )
