"""Tasks: NeuroGym environments, mixtures of them, tables of samples, and the pools of trials drawn from them.

An environment is named in the config by a key of ENVIRONMENTS or by the id of any registered NeuroGym task, a mixture
by MIXTURE, a table by a key of `tables.TABLES`. This module imports none of them, because importing NeuroGym takes
seconds.
"""

import importlib
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

# What is found so counts where it is used (`plugin_modules`), or is a check, which changes no pool.
IMPORTS_BY_NAME = True
MIXTURE = "Mixture"
# The package of their modules, which import NeuroGym.
_MODULES = f"{__name__}.neurogym_tasks"

# The paper's tasks where NeuroGym's present form differs from the one that the paper used.
ENVIRONMENTS = {
    "PerceptualDecisionMaking": "perceptual_decision_making",
    "ContextDecisionMaking": "context_decision_making",
}


def is_mixture(definition: Mapping) -> bool:
    """Whether the trials of a task are those of several tasks in turn."""
    return definition["environment"] == MIXTURE


def module_path(name: str) -> Path:
    """File of a module of the tasks that are no tables."""
    return Path(__path__[0]) / "neurogym_tasks" / f"{name}.py"


def pools(definition: Mapping) -> ModuleType:
    """The module with `members`, `check` and `draw_pool` for a task that is no table; imports NeuroGym."""
    return importlib.import_module(f"{_MODULES}.{'mixture' if is_mixture(definition) else 'pool'}")


def checks() -> ModuleType:
    """The module with `check_environment`, for one member of a task; imports NeuroGym.

    By its name: what only refuses changes no pool, and is no part of its address.
    """
    return importlib.import_module(f"{_MODULES}.environment_checks")
