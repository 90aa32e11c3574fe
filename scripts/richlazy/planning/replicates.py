"""The artefacts of simulations whose seeds have jobs of their own (`SEEDS_APART` of the simulation).

Their path contains their address, as those of conditions: results/replicate/<simulation>-seed<seed>-<digest>.nc. What
was simulated is therefore kept when seeds are added, and experiments with equal arguments share it.
"""

from collections.abc import Callable, Mapping

from richlazy.artefacts.identity import address
from richlazy.contracts.artefact import Artefact
from richlazy.contracts.parts import REPLICATE
from richlazy.contracts.study_parts import seeds_apart
from richlazy.planning.experiments import Simulation
from richlazy.planning.plan import Plan


def add_replicates(plan: Plan, experiment: Simulation, code_of: Callable[[str, Mapping], str]) -> None:
    """Add the artefacts of an experiment with such a simulation; none with another.

    code_of: as in `make_plan`.
    """
    if seeds_apart(experiment.simulation):
        parameters = {"simulation": experiment.simulation, "arguments": dict(experiment.arguments)}
        code = code_of(REPLICATE, parameters)
        made = [_artefact(parameters, seed, code) for seed in experiment.seeds]
        plan.replicates[experiment.name] = [plan.artefacts[REPLICATE].setdefault(one.name, one) for one in made]


def _artefact(parameters: Mapping, seed: int, code: str) -> Artefact:
    name = f"{parameters['simulation']}-seed{seed}-{address(REPLICATE, parameters, [seed], code, {})}"
    return Artefact(REPLICATE, name, parameters, (seed,), {}, code)
