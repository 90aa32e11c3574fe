"""Training: optimisers, minibatch order, checkpoints, and the loop that joins them."""
