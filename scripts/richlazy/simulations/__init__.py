"""Simulations of studies whose replicates have jobs of their own: what the planner knows of these jobs, and the join of
what they make."""
