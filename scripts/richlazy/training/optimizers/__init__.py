"""Optimisers, one module each, which update one parameter tensor in place from an accumulated gradient.

PARAMETERS  schema fragments of what it takes; equal names in several optimisers have equal fragments
Optimizer(parameters, gradient, **values)
    keep             how much of the gradient buffer the next accumulation keeps: momentum then costs no pass of its
                     own, since the product that forms the gradient adds to the velocity
    update()         apply what has accumulated; reads and writes the same memory at every call, and takes nothing
                     from the host that changes from call to call: a GPU repeats updates by itself
    continue_from(other, networks, kept)
                     take over from the optimiser of a larger ensemble of `networks`, of which those in `kept` go on
"""

from richlazy.contracts.registry import Registry

registry = Registry(__name__, __path__[0], "optimiser")
