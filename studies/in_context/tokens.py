"""What the networks of this study share: the embedding of a sequence of items and labels, and the head on the query.

A sequence [trial, time, input] alternates items and labels and ends with the item of the query. An item token has the
item in all inputs but the last, and 0 there; a label token has zeros and, in the last input, the label plus 1.
"""

import torch
from torch import nn

# Deviation of the learned positions, beside items and labels whose embedded values have about unit variance.
_POSITION_DEVIATION = 0.5


class Embedding(nn.Module):
    """Tokens [trial, time, unit] = linear items or a row of the label table, plus learned positions.

    items, labels: weights N(0, 1). positions: [time, unit], N(0, 0.5²), for `2 · context_pairs + 1` tokens.
    """

    def __init__(self, inputs: int, labels: int, width: int, context_pairs: int):
        super().__init__()
        self.items = drawn(width, inputs - 1, 1)
        self.labels = drawn(width, labels, 1)
        self.positions = nn.Parameter(_POSITION_DEVIATION * torch.randn(2 * context_pairs + 1, width))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Tokens of inputs [trial, time, input]; a value that is no label takes no row of the table."""
        time, most = inputs.shape[-2], len(self.positions)
        if time > most:
            raise ValueError(f"{time} tokens; `context_pairs: {most // 2}` gives at most {most} positions")
        classes = torch.arange(1, self.labels.in_features + 1, device=inputs.device)
        chosen = (inputs[..., -1:].round() == classes).to(inputs.dtype)
        return self.items(inputs[..., :-1]) + self.labels(chosen) + self.positions[:time]


class Head(nn.Module):
    """Two layers of ReLU units, twice as wide as the state, and logits, on the normalised state at the query.

    Weights and biases as PyTorch draws them, uniform in ±1/sqrt(number of inputs).
    """

    def __init__(self, width: int, outputs: int):
        super().__init__()
        self.first, self.first_units = nn.Linear(width, 2 * width), nn.ReLU()
        self.second, self.second_units = nn.Linear(2 * width, 2 * width), nn.ReLU()
        self.logits = nn.Linear(2 * width, outputs)

    def forward(self, query: torch.Tensor, time: int) -> torch.Tensor:
        """Logits [trial, time, output] of the state at the query [trial, unit], the same at each of `time` steps."""
        hidden = self.second_units(self.second(self.first_units(self.first(normalised(query)))))
        logits = self.logits(hidden)[..., None, :]
        return logits.expand(*logits.shape[:-2], time, logits.shape[-1])


def normalised(stream: torch.Tensor) -> torch.Tensor:
    """Mean 0 and variance 1 over units (layer norm without gain)."""
    return nn.functional.layer_norm(stream, stream.shape[-1:])


def drawn(post: int, pre: int, variance: float) -> nn.Linear:
    """A matrix without bias whose weights are normal with this variance."""
    layer = nn.Linear(pre, post, bias=False)
    nn.init.normal_(layer.weight, std=variance**0.5)
    return layer
