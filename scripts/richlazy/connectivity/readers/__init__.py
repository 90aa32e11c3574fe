"""Readers of reconstructed circuits: from members of a wheel to labels and synapse counts [post, pre] by kind."""
