"""Paired statistics over seeds: pure functions of arrays."""
