"""Simulations of studies whose seeds have jobs of their own: what the planner knows of these jobs, and the join of
what they make."""

# The group of a replicate's file that holds its measures, apart from its provenance.
GROUP = "measures"
