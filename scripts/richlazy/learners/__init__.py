"""Learners: packages with written-out gradients, and single files with a torch module.

The package of a learner has the following modules, which the trainer and the measures use; `torch_module` provides them
for the class `Network` of any file:

    architecture  architecture(parameters, inputs, outputs): everything about a network except its weights, as one
                  object, which the functions of the other modules take
    weights       kind, the type of the weights; dims, the dimensions of each; initial_weights; studied, the matrices
                  under study: those whose initial values the experiment sets
    activity      outputs; hidden_activity, from which outputs are read; features, the activity of every layer;
                  read_out, the matrix that reads outputs from the hidden activity
    ensemble      Ensemble: many networks in training, with their backward pass (see `training`)
    kernel        kernels: tangent kernels with respect to the matrices under study and to all trained weights; or
                  kernel_factors: the factors of the kernel of each matrix but `output`, matrices under study first
    tangent       tangent_growth: growth of perturbations, for networks with a recurrent state

Modules are imported by name, so that a stage depends on the code of its own learner alone.
"""

from pathlib import Path

from richlazy.contracts.registry import Registry

# A module is a learner if it has the constant OFFERS; modules that learners share do not have it.
registry = Registry(__name__, __path__[0], "learner", marker="OFFERS")
_TORCH_MODULE = "torch_module"


def parts(learner: str) -> Registry:
    """The modules of a learner: those of its package, or of `torch_module` for a single file.

    Raises InputError for an unknown learner, with the known ones.
    """
    path = registry.path(learner)
    if path.stem == "contract":
        return Registry(registry.module(learner), path.parent, f"part of the learner {learner}", room="")
    folder = Path(__path__[0]) / _TORCH_MODULE
    return Registry(f"{__name__}.{_TORCH_MODULE}", folder, "part of a torch module", room="")
