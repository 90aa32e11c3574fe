"""Readers of reconstructions: bytes of members of a wheel in, synapse counts [post, pre] by kind and labels out."""
