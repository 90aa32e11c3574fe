"""Linear read-out of outputs from hidden activity."""

import torch


def outputs(output: torch.Tensor, hidden: torch.Tensor) -> torch.Tensor:
    """Outputs y_t = W_o h_t at every step, [output, time, trial]; hidden: [unit, time, trial]."""
    return (output @ hidden.transpose(0, 1)).transpose(0, 1)
