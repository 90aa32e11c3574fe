"""An LSTM (Hochreiter & Schmidhuber 1997) between the embedding and the head of `in_context_transformer`."""

import torch
from torch import nn

from studies.in_context.tokens import Embedding, Head, drawn

TAKES = ["trials"]
STAGES = []
OFFERS = ["outputs", "features", "tangent_kernel", "studied_matrices", "weight_groups", "labels_in_context"]
STUDIED = ["recurrent.weight"]
FEATURES = ["head.second_units"]
GROUPS = {
    "embedding": ["embedding"],
    "input": ["input"],
    "recurrent": ["recurrent"],
    "head": ["head"],
}
EXAMPLE = {
    "parameters": {
        "task": "gaussian_classes",
        "class_count": 60,
        "label_count": 8,
        "item_dimension": 5,
        "in_context_width": 5,
        "context_pairs": 8,
    }
}
PARAMETERS = {
    "in_context_width": "learner in_context_transformer",
    "context_pairs": "data set gaussian_classes",
}


class Network(nn.Module):
    """Logits of the label of the query, at every step: only those at the last step have a meaning.

    Matrices have weights N(0, 1/width). The gates are ordered: input, forget, cell, output; the biases of the forget
    gate begin at 1, all others at 0.
    """

    def __init__(self, inputs: int, outputs: int, in_context_width: int, context_pairs: int):
        super().__init__()
        width = in_context_width
        self.embedding = Embedding(inputs, outputs, width, context_pairs)
        self.input = nn.Linear(width, 4 * width)
        self.recurrent = drawn(4 * width, width, 1 / width)
        self.head = Head(width, outputs)
        with torch.no_grad():
            self.input.weight.normal_(std=width**-0.5)
            self.input.bias.zero_()[width : 2 * width] = 1

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Outputs [trial, time, output] of inputs [trial, time, input] (see `studies.in_context.tokens`)."""
        drives = self.input(self.embedding(inputs))
        hidden = cell = inputs.new_zeros(*inputs.shape[:-2], self.recurrent.in_features)
        for drive in drives.unbind(-2):
            entering, kept, new, shown = (drive + self.recurrent(hidden)).chunk(4, -1)
            cell = kept.sigmoid() * cell + entering.sigmoid() * new.tanh()
            hidden = shown.sigmoid() * cell.tanh()
        return self.head(hidden, inputs.shape[-2])
