"""A causal transformer with two layers of attention, one head each, that answers for the query that ends a sequence.

The reduced form of Reddy 2024 (arXiv 2312.03002) of the networks of Chan et al. 2022 (arXiv 2205.05055): no layers of
units between those of attention, and a head of two layers on the last position.
"""

import torch
from torch import nn

from studies.in_context.tokens import Embedding, Head, drawn, normalised

TAKES = ["trials"]
STAGES = ["connectivity"]
OFFERS = [
    "outputs",
    "features",
    "tangent_kernel",
    "studied_matrices",
    "weight_groups",
    "attention",
    "labels_in_context",
]
STUDIED = ["first.query.weight", "first.key.weight", "second.query.weight", "second.key.weight"]
FEATURES = ["first", "second", "head.second_units"]
GROUPS = {
    "embedding": ["embedding"],
    "query_key": ["first.query", "first.key", "second.query", "second.key"],
    "value_output": ["first.value", "first.output", "second.value", "second.output"],
    "head": ["head"],
}
EXAMPLE = {
    "parameters": {
        "task": "gaussian_classes",
        "class_count": 60,
        "label_count": 8,
        "item_dimension": 5,
        "hidden": 5,
        "in_context_width": 5,
        "context_pairs": 8,
    }
}
PARAMETERS = {
    "in_context_width": {
        "description": "Width of the networks that learn from sequences of items and labels: units of a token and of a "
        "recurrent state. The transformer's initial query and key matrices have `hidden` units, which must be as many.",
        "unit": "units",
        "type": "integer",
        "minimum": 1,
        "maximum": 100000,
        "default": 64,
        "stage": "train",
    },
    "context_pairs": "data set gaussian_classes",
}
ADVICE = {
    "in_context_width": {
        "recommended": [64, 64],
        "reason": (
            "the setting of the study, where learning in context comes within 500 steps; other widths were not tried"
        ),
        "cost": "a step and stored weights grow as its square",
    },
}


class Attention(nn.Module):
    """Causal attention with one head, x + O V n(x) A for a stream x and A = softmax(Q n(x) · K n(x) / √width) over what
    each token sees: itself and the tokens before it.

    Q, K, V, O: [unit, unit], weights N(0, 1/width); n: layer norm without gain.
    """

    def __init__(self, width: int):
        super().__init__()
        self.query, self.key, self.value, self.output = (drawn(width, width, 1 / width) for _ in range(4))
        self.pattern = nn.Softmax(-1)

    def forward(self, stream: torch.Tensor) -> torch.Tensor:
        """The stream [trial, time, unit] after the layer."""
        seen, (time, width) = normalised(stream), stream.shape[-2:]
        scores = self.query(seen) @ self.key(seen).mT / width**0.5
        later = torch.ones(time, time, dtype=torch.bool, device=stream.device).triu(1)
        weights = self.pattern(scores.masked_fill(later, -torch.inf))
        return stream + self.output(weights @ self.value(seen))


class LastAttention(Attention):
    """The same for the last token alone, which is all that the head reads.

    Keys and values are not made: q · K n(x) = (Kᵀ q) · n(x), and the mean of V n(x) is V times the mean of n(x). So no
    matrix multiplies every token.
    """

    def forward(self, stream: torch.Tensor) -> torch.Tensor:
        """The last token [trial, unit] after the layer; stream: [trial, time, unit]."""
        seen, last, width = normalised(stream), stream[..., -1, :], stream.shape[-1]
        asked = self.query(normalised(last)) @ self.key.weight
        weights = self.pattern((seen @ asked[..., None])[..., 0] / width**0.5)
        mean = (weights[..., None, :] @ seen)[..., 0, :]
        return last + self.output(self.value(mean))


class Network(nn.Module):
    """Logits of the label of the query, at every step: only those at the last step have a meaning."""

    def __init__(self, inputs: int, outputs: int, in_context_width: int, context_pairs: int):
        super().__init__()
        self.embedding = Embedding(inputs, outputs, in_context_width, context_pairs)
        self.first = Attention(in_context_width)
        self.second = LastAttention(in_context_width)
        self.head = Head(in_context_width, outputs)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Outputs [trial, time, output] of inputs [trial, time, input] (see `studies.in_context.tokens`)."""
        return self.head(self.second(self.first(self.embedding(inputs))), inputs.shape[-2])
