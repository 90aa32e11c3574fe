"""What measures read from sequences: labels in the context, and where a network's attention is.

The layout of a sequence is that of `studies.in_context.tokens`: item, label, item, label, ..., item of the query.
"""

import torch
from richlazy.measures.snapshot import Part, Snapshot


def context_labels(part: Part) -> torch.Tensor:
    """Labels of the pairs of each trial, int64 [trial, pair]; -1 where a label token holds none."""
    return part.inputs[-1, 1::2].round().long().T - 1


def query_labels(part: Part) -> torch.Tensor:
    """Label of the query of each trial, int64 [trial]."""
    return part.labels[-1]


def attention(snapshot: Snapshot, part: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Attention of `in_context_transformer` on a part of the data.

    First layer: [trial, asking token, seen token]; last layer: of the query, [trial, seen token].
    """
    probes = snapshot.probes
    architecture, inputs, found = probes.architecture, probes.trials(part).inputs, []
    layers = architecture.network.first, architecture.network.second
    hooks = [
        layer.pattern.register_forward_hook(lambda _, arguments, weights: found.append(weights)) for layer in layers
    ]
    try:
        probes.part("activity").outputs(snapshot.weights, inputs, architecture)
    finally:
        for hook in hooks:
            hook.remove()
    first, last = found
    return first, last


def matching_label(last: torch.Tensor, contexts: torch.Tensor, queries: torch.Tensor) -> torch.Tensor:
    """Attention of the query, summed over the label tokens with its own label, [trial].

    last: attention of the query [trial, token]. contexts: [trial, pair]. queries: [trial]. Uniform attention gives
    k / (2N + 1) for k such labels among N pairs.
    """
    return (last[:, 1::2] * (contexts == queries[:, None])).sum(1)


def own_item(first: torch.Tensor) -> torch.Tensor:
    """Attention of label tokens to the item before them, averaged over the pairs, [trial].

    first: attention of the first layer [trial, asking token, seen token]. Uniform causal attention gives the mean of
    1/2, 1/4, ..., 1/(2N).
    """
    return first.diagonal(-1, 1, 2)[:, ::2].mean(1)
