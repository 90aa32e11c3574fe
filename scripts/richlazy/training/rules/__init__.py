"""Learning rules, one module each: what is added to the gradient buffer of an ensemble in one step.

    PARAMETERS  schema fragments of what it takes
    LEARNERS    the learners that it can train, by name; left out: all that are trained by gradients
    Rule(ensemble, **values)
        step(keep, scale)  leave keep · gradient + scale · (what descends) in `ensemble.gradient`, in place. It is
                           called after `ensemble.forward`, when `ensemble.output_error` holds the gradient of the
                           summed objective at the scaled outputs
        continue_from(other, kept)
                           take over from the rule of a larger ensemble, of which the networks `kept` go on

`ensemble` is that of the learner (`learners/__init__.py`). A rule may read all of its buffers; what it does must be
repeatable, as `update` of an optimiser.
"""

from richlazy.contracts.registry import Registry

registry = Registry(__name__, __path__[0], "learning rule")
