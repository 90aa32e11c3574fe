"""A plan, the paths of what is planned, and which of them a change makes others."""

from richlazy.artefacts.disk_cache import DiskCache
from richlazy.contracts.parts import artefact_stages
from richlazy.planning.experiments import read_experiments
from richlazy.planning.planner import make_plan


def plan_with_refusals(config, code_of=lambda stage, parameters: "code"):
    """The plan of a config, with the errors of experiments that cannot be planned."""
    experiments, refused = read_experiments(config)
    plan = make_plan(config, experiments, DiskCache(), code_of)
    plan.refused |= refused
    return plan


def plan_of(config, code_of=lambda stage, parameters: "code"):
    """The plan of a config; raises the InputError of an experiment that cannot be planned."""
    plan = plan_with_refusals(config, code_of)
    for refusal in plan.refused.values():
        raise refusal
    return plan


def paths(plan):
    """Paths of all artefacts by stage."""
    return {stage: {artefact.path for artefact in found.values()} for stage, found in plan.artefacts.items()}


def changed(before, after):
    """Stages whose artefacts after the change are not those before."""
    return {stage for stage in artefact_stages() if paths(before)[stage] != paths(after)[stage]}
