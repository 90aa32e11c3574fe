"""Learners, found by name: packages of modules that are written out, and files with a torch module.

A learner's package offers what the trainer and the measures ask of any learner; `torch_module` offers the same for the
class `Network` of any file:

    architecture  architecture(parameters, inputs, outputs): what a learner has beside weights, handed to all the others
    weights       kind and dims: the type of the weights, and the dimensions of each; initial_weights; studied: the
                  matrices under study, as a rule those whose start the experiment sets
    activity      outputs; hidden_activity, from which they are read; features: the activity of every layer; read_out:
                  the matrix that reads outputs from activity
    ensemble      Ensemble: many networks in training, with their backward pass; `studied`, the matrices under study,
                  and `other_gradients`, those of all other trained weights, are views
    kernel        kernels: tangent kernels with respect to the matrices under study and to all trained weights; or
                  kernel_factors: what that of each matrix but `output` is made of, studied ones first
    tangent       tangent_growth, where a network has a state that goes on: growth of perturbations of it

The modules are found by name, so that a stage depends on the code of its own learner alone.
"""

from pathlib import Path

from richlazy.contracts.registry import Registry

# Found by their contract, a literal that modules which learners share have not.
registry = Registry(__name__, __path__[0], "learner", marker="OFFERS")
_TORCH_MODULE = "torch_module"


def parts(learner: str) -> Registry:
    """The modules of a learner: of its package, or those that serve any file with a torch module.

    Raises InputError, naming the known ones, for a learner that is not there.
    """
    path = registry.path(learner)
    if path.stem == "contract":
        return Registry(registry.module(learner), path.parent, f"part of the learner {learner}", room="")
    folder = Path(__path__[0]) / _TORCH_MODULE
    return Registry(f"{__name__}.{_TORCH_MODULE}", folder, "part of a torch module", room="")
