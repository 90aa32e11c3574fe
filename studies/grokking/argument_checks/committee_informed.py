"""The largest step size, as for `committee_machine`."""

from studies.grokking.argument_checks.committee_machine import refuses

__all__ = ["refuses"]
