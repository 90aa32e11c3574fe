"""Learning rules, one module each: the direction that one step adds to the gradient buffer of an ensemble.

    PARAMETERS  schema fragments of its parameters
    LEARNERS    names of the learners that it can train; without it, all learners that have gradients
    Rule(ensemble, seeds, **values)
        seeds              those of the ensemble's networks, for random numbers of their own
        step(keep, scale)  set `ensemble.gradient` to keep · gradient + scale · direction, in place; updates go against
                           the direction. Called after `ensemble.forward`, when `ensemble.output_error` holds the
                           gradient of the summed objective at the scaled outputs
        continue_from(other, remaining)
                           take over the state of the rule of a larger ensemble, of which the networks `remaining` go on

`ensemble` is that of the learner (`learners/__init__.py`). A rule may read all of its buffers. A GPU must be able to
replay `step`, under the same conditions as `update` of an optimiser.
"""

from richlazy.contracts.registry import Registry

registry = Registry(__name__, __path__[0], "learning rule")
