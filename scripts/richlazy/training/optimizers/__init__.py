"""Optimisers, one module each: they update one parameter tensor in place from the gradient buffer.

PARAMETERS  schema fragments of its parameters; a name that several optimisers have must have equal fragments
Optimizer(parameters, gradient, **values)
    keep             factor of the gradient buffer before the next gradient is added. Momentum is such a factor: the
                     product that forms the gradient adds it to the velocity, without a pass of its own
    update()         update the parameters. It uses the same memory at every call, and no value of the host that changes
                     between calls, so that a GPU can replay it
    continue_from(other, networks, remaining)
                     take over the state of the optimiser of a larger ensemble of `networks` networks, of which
                     `remaining` go on
"""

from richlazy.contracts.registry import Registry

registry = Registry(__name__, __path__[0], "optimiser")
