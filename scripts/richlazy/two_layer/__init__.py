"""Two-layer linear networks, many at a time: their initial weights, gradient flow and gradient descent, kernels."""
