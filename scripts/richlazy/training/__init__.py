"""Training: from initial weights and data to weights at checkpoints, a loss curve, and why each network stopped.

The one door is `loop.train(initial, pool, orders, settings, report, watched)`. Whatever is named in the config is found
by name, in the library or in a study:

    learner       an `Ensemble` of many networks, written out or by autograd (`learners`)
    objective     what is made small (`objectives`), with the output scale alpha and centring on f₀
    rule          what a step adds to the gradient buffer (`rules`)
    optimizer     what an update makes of that buffer (`optimizers`)
    after_update  constraints and what is tracked (`after_update`)
    stopping      when a network is done (`stopping`)

One step of all networks of a chunk, in buffers that stay where they are (`block`), so that a GPU repeats many steps as
one recording (`replay`):

    ensemble.forward(inputs, outputs)                    outputs f of the minibatch
    outputs ← alpha · (f − f₀)                           where there is a scale or centring
    objective.output_error(outputs, targets, ensemble.output_error)
    rule.step(keep, scale)                               gradient ← keep · gradient + scale · (what descends)
    optimizer.update(), then what comes after an update

An `Ensemble(weights, architecture, steps, batch, last_only)` offers, with E networks, the axis of which is dropped for
one: `networks`; `parameters` and `gradient`, a tensor each that optimisers write; `output_error` [E, output, scored],
contiguous; `forward(inputs, outputs)`; `backward(keep, scale)`, which `rules.gradient` is; `studied`, views of the
matrices under study; `other_gradients`, views of the gradients of all others; `weights()`, copies; `continue_from`; and
`elements`, by which chunks are made to fit a cache. `AUTOGRAD = True` says that it works under autograd.
"""
