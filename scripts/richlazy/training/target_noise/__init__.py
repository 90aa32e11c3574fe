"""Noise that is drawn anew for the targets of every minibatch, one module each.

    PARAMETERS  schema fragments of the keyword parameters of `add`
    TAKES       kinds of data: "trials" (class labels), "regression" (real targets)
    add(targets, generator, **values)
                change the targets of one network in place. targets: dense targets of the objective for the next steps,
                [step, output, time, trial]. generator: the random stream of the network

What `add` draws for many steps at once must be what it would draw for one step after the other, so that the noise does
not depend on checkpoints: one call of the generator whose first axis is the step.
"""

from richlazy.contracts.registry import Registry

registry = Registry(__name__, __path__[0], "target noise")
