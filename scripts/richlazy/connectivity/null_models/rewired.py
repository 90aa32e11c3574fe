"""Rewired null model: random connections with the in- and out-degree of every unit."""

import numpy as np

from richlazy.errors import InputError

# More than enough for a random graph, by Milo et al. 2003 (arXiv cond-mat/0312028).
TRIES_PER_CONNECTION = 100


def draw(matrix: np.ndarray, reference: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """`matrix` [post, pre] with randomly exchanged connections; in- and out-degree of every unit are preserved.

    Every unit keeps its outgoing weights, which go to other targets, so that column sums and Dale's law are preserved
    too. Self-connections do not change.

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
    rewired = np.diag(matrix.diagonal())
    rewired[_exchange_targets(post, pre, len(matrix), generator), pre] = matrix[post, pre]
    return rewired


def _exchange_targets(post: np.ndarray, pre: np.ndarray, units: int, generator: np.random.Generator) -> np.ndarray:
    """New targets `post` of the connections (post, pre), without double connections and self-connections.

    Two random connections a → b, c → d become a → d, c → b unless one of these exists (Maslov & Sneppen 2002, Science
    296:910). Rejected exchanges count as tries too: otherwise graphs with many possible exchanges would be drawn too
    rarely. NetworkX's `directed_edge_swap` is not used: it reverses paths of three connections and never changes a
    reciprocal pair, so that a symmetric matrix would not change.
    """
    absent = ~np.eye(units, dtype=bool)
    absent[pre, post] = False
    # Access to single elements is faster in lists than in arrays.
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
