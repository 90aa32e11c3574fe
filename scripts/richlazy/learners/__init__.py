"""Networks, each a package of modules that offer what the trainer and the measures ask of any network.

    weights       Weights, DIMS of each; initial_weights; studied: the matrices whose start the experiment sets
    architecture  architecture(parameters): what a network has beside weights, handed to all the others
    activity      hidden_activity, from which outputs are read
    ensemble      Ensemble: many networks in training, with their backward pass; `studied`, the matrices under study,
                  and `other_gradients`, those of all other trained weights, are views
    kernel        kernel_factors: what the tangent kernel of each matrix but `output` is made of, studied ones first
    tangent       tangent_growth, where a network has a state that goes on: growth of perturbations of it

Every network reads its outputs from its hidden activity by the matrix `output`. The package's name is the `network`
of the config; its modules are found by name, so that a stage depends on the code of its own network alone.
"""

from richlazy.contracts.registry import Registry


def parts(network: str) -> Registry:
    """The modules of a network."""
    return Registry(f"{__name__}.{network}", f"{__path__[0]}/{network}", f"part of the network {network}", room="")
