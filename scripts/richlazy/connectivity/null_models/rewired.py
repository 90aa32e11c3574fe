"""Null that keeps how many partners each unit has and forgets who they are: degree-preserving rewiring."""

import numpy as np

from richlazy.errors import InputError

# Milo et al. 2003 (arXiv cond-mat/0312028) find this more than enough to forget the start.
TRIES_PER_CONNECTION = 100


def draw(matrix: np.ndarray, reference: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """`matrix` [post, pre] with its connections exchanged at random: in- and out-degree of every unit stay.

    Every unit keeps its outgoing weights and gives them to other targets, so that the sums of columns and Dale's law
    stay too. Connections of a unit to itself stay as they are.

    Raises InputError where no connection is absent, and where no two connections can be exchanged.
    """
    connected = matrix != 0
    np.fill_diagonal(connected, False)
    if connected.sum() == connected.size - len(connected):
        raise InputError(
            f"null_model: rewired needs absent connections, and none of the {connected.sum()} is absent; "
            "write `null_model: shuffled` for this matrix"
        )
    post, pre = np.nonzero(connected)
    null = np.diag(matrix.diagonal())
    null[_exchange_targets(post, pre, len(matrix), generator), pre] = matrix[post, pre]
    return null


def _exchange_targets(post: np.ndarray, pre: np.ndarray, units: int, generator: np.random.Generator) -> np.ndarray:
    """New `post` of the connections (post, pre), none of them double or from a unit to itself.

    Two random connections a → b, c → d become a → d, c → b unless one of these is there already (Maslov & Sneppen 2002,
    Science 296:910). Refused tries count too, without which graphs with many ways out would be found too rarely.
    NetworkX's `directed_edge_swap` is not used: it turns paths of three round, a move that never touches the middle of
    a reciprocal pair, so that a symmetric matrix stays as it is.
    """
    absent = ~np.eye(units, dtype=bool)
    absent[pre, post] = False
    # Single reads and writes are faster in lists than in arrays.
    absent, post, pre = absent.tolist(), post.tolist(), pre.tolist()
    exchanged = 0
    for _ in range(TRIES_PER_CONNECTION):
        for first, second in generator.integers(max(1, len(post)), size=(len(post), 2)).tolist():
            a, b, c, d = pre[first], post[first], pre[second], post[second]
            if absent[a][d] and absent[c][b]:
                absent[a][b] = absent[c][d] = True
                absent[a][d] = absent[c][b] = False
                post[first], post[second] = d, b
                exchanged += 1
    if not exchanged:
        raise InputError(
            f"null_model: rewired cannot exchange any two of the {len(post)} connections without a double one: no "
            "other wiring has these degrees; write `null_model: shuffled` for this matrix"
        )
    return np.array(post)
