"""Statistics paired by seed: tests, intervals and verdicts, as pure functions of arrays.

Every test returns a `finding.Finding`; `verdict.decide` turns the findings of a claim into verdicts.
"""
