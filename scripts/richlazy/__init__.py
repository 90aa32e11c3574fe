"""How the structure of a network's initial connectivity shapes what and how it learns: the library.

    import richlazy as rl

    runs = rl.learn(W, orientation="pre_post", task="2AF", null_models=["gaussian"], seeds=5, steps=2000)

`learn` trains networks from matrices and measures them; `claims` and `draw` give rows of a scorecard and figures of
such measures, `open` those of a finished experiment; `measure` compares two torch modules of your own; `preview` looks
at a matrix; `to_config` writes the config of the same run through Snakemake. docs/library.md has examples.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from richlazy.errors import InputError as InputError
    from richlazy.interface.configuration import to_config as to_config
    from richlazy.interface.learning import learn as learn
    from richlazy.interface.looks import preview as preview
    from richlazy.interface.own_modules import measure as measure
    from richlazy.interface.results import claims as claims
    from richlazy.interface.results import draw as draw
    from richlazy.interface.results import open as open

__all__ = ["InputError", "claims", "draw", "learn", "measure", "open", "preview", "to_config"]
# The module of each name. None is imported before somebody asks for it, since every job imports this package.
_MODULES = {
    "InputError": "richlazy.errors",
    "claims": "richlazy.interface.results",
    "draw": "richlazy.interface.results",
    "learn": "richlazy.interface.learning",
    "measure": "richlazy.interface.own_modules",
    "open": "richlazy.interface.results",
    "preview": "richlazy.interface.looks",
    "to_config": "richlazy.interface.configuration",
}


def __getattr__(name: str) -> object:
    """One of the names in `__all__`, imported now."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it offers {', '.join(__all__)}")
    found = getattr(import_module(_MODULES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
