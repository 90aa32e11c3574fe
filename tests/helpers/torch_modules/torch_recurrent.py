"""The recurrent network as one writes it as a torch module."""

import torch
from torch import nn

TAKES = ["trials"]
STAGES = ["connectivity"]
OFFERS = ["outputs", "features", "tangent_kernel", "studied_matrices", "read_out"]
STUDIED = ["recurrent.weight"]
PARAMETERS = {
    "hidden": {"description": "Number of units.", "type": "integer", "minimum": 1, "default": 8, "stage": "train"},
    "leak": {"description": "dt / tau.", "type": "number", "minimum": 0, "maximum": 1, "default": 1, "stage": "train"},
}


class Network(nn.Module):
    def __init__(self, inputs, outputs, hidden, leak):
        super().__init__()
        self.recurrent = nn.Linear(hidden, hidden, bias=False)
        self.input = nn.Linear(inputs, hidden, bias=False)
        self.output = nn.Linear(hidden, outputs, bias=False)
        self.leak = leak

    def forward(self, inputs):
        activity = [inputs.new_zeros(len(inputs), self.recurrent.in_features)]
        for shown in inputs.unbind(1):
            drive = self.input(shown) + self.recurrent(activity[-1])
            activity.append(torch.relu((1 - self.leak) * activity[-1] + self.leak * drive))
        return self.output(torch.stack(activity[1:], 1))
