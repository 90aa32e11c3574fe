"""Data sets ("tasks" in the config): NeuroGym environments, mixtures of them, and tables of samples; and the pools of
trials that are drawn from them.

The key `environment` of a task is a key of ENVIRONMENTS, the id of any registered NeuroGym task, MIXTURE, or the name
of a table, a key of `tables.TABLES`. This module imports none of them: importing NeuroGym takes seconds.
"""

import importlib
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

# The planner adds the modules that are imported by name to the digests of the jobs that use them (`contract.modules`);
# checks are not added, since they change no pool.
IMPORTS_BY_NAME = True
MIXTURE = "Mixture"
# The package of the modules that import NeuroGym.
_MODULES = f"{__name__}.neurogym_tasks"

# Environments of our own, by name: tasks of the paper whose form has changed in NeuroGym since.
ENVIRONMENTS = {
    "PerceptualDecisionMaking": "perceptual_decision_making",
    "ContextDecisionMaking": "context_decision_making",
}


def is_mixture(definition: Mapping) -> bool:
    """Whether a task is a mixture, in which the trials of several tasks take turns."""
    return definition["environment"] == MIXTURE


def module_path(name: str) -> Path:
    """File of a module of `neurogym_tasks`."""
    return Path(__path__[0]) / "neurogym_tasks" / f"{name}.py"


def pools(definition: Mapping) -> ModuleType:
    """The module with `members`, `check` and `draw_pool` for an environment or a mixture; imports NeuroGym."""
    return importlib.import_module(f"{_MODULES}.{'mixture' if is_mixture(definition) else 'pool'}")


def checks() -> ModuleType:
    """The module with `check_environment`, for one environment; imports NeuroGym.

    It is imported by name so that it is no part of any address: a check changes no pool.
    """
    return importlib.import_module(f"{_MODULES}.environment_checks")
