"""Paths of what is planned, and which of them a change makes others."""

from richlazy.planning.conditions import UPSTREAM


def paths(plan):
    """Paths of all artefacts by stage."""
    return {stage: {artefact.path for artefact in found.values()} for stage, found in plan.artefacts.items()}


def changed(before, after):
    """Stages whose artefacts after the change are not those before."""
    return {stage for stage in UPSTREAM if paths(before)[stage] != paths(after)[stage]}
