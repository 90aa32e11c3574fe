"""The artefacts of simulations whose replicates have jobs of their own (`SEEDS_A_JOB` of the simulation).

Their path contains their address, as those of conditions: results/replicate/<simulation>-<seeds>-<digest>.nc. What was
simulated is therefore kept when seeds are added, and experiments with equal arguments share it.
"""

from collections.abc import Callable, Mapping

from richlazy.artefacts.identity import address
from richlazy.contracts.artefact import Artefact
from richlazy.contracts.parts import REPLICATE
from richlazy.contracts.study_parts import seeds_a_job
from richlazy.planning.artefact_planner import readable_seeds, seed_blocks
from richlazy.planning.experiments import Simulation
from richlazy.planning.plan import Plan


def add_replicates(plan: Plan, name: str, found: Simulation, code_of: Callable[[str, Mapping], str]) -> None:
    """Add the artefacts of an experiment, `name`, whose simulation has several jobs; none for another simulation.

    code_of: as in `make_plan`.
    """
    size = seeds_a_job(found.simulation)
    if size is None:
        return
    parameters = {"simulation": found.simulation, "arguments": dict(found.arguments)}
    code = code_of(REPLICATE, parameters)
    made = [_artefact(parameters, seeds, code) for seeds in seed_blocks(set(found.seeds), size)]
    plan.replicates[name] = [plan.artefacts[REPLICATE].setdefault(one.name, one) for one in made]


def _artefact(parameters: Mapping, seeds: tuple[int, ...], code: str) -> Artefact:
    words = "-".join([parameters["simulation"], *readable_seeds(seeds)])
    name = f"{words}-{address(REPLICATE, parameters, seeds, code, {})}"
    return Artefact(REPLICATE, name, parameters, seeds, {}, code)
