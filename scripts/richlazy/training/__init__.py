"""Training: from initial weights and data to weights at checkpoints, a loss curve, and the reason why each network
stopped.

The entry point is `loop.train(initial, pool, orders, settings, report, watched, seeds, parts)`. The config names its
parts, each of which is a file in the library or in a study:

    learner       an `Ensemble` of many networks, with a written-out gradient or by autograd (`learners`)
    objective     the loss (`objectives`), with the output scale alpha and centring on the initial outputs f₀
    rule          the learning rule: the direction that a step adds to the gradient buffer (`rules`)
    optimizer     the update of the weights from that buffer (`optimizers`)
    after_update  constraints, and quantities that are tracked after every update (`after_update`)
    stopping      the criterion by which a network stops before the last step (`stopping`)

All networks of a chunk take a step together. Buffers keep their memory (`block`), so that a GPU can record many steps
once and replay them (`replay`):

    ensemble.forward(inputs, outputs)                    outputs f of the minibatch
    outputs ← alpha · (f − f₀)                           with an output scale or centring
    objective.output_error(outputs, targets, ensemble.output_error)
    rule.step(keep, scale)                               gradient ← keep · gradient + scale · direction
    optimizer.update(), then each act of after_update
    looks(parameters)                                    outputs on whole parts of the data, for acts that look at them

An `Ensemble(weights, architecture, steps, batch, last_only)` of E networks has the following members; arrays have no
network axis where E is 1.

    networks                  the number E
    parameters, gradient      one tensor each, which optimisers read and write
    output_error              [E, output, scored], contiguous
    forward(inputs, outputs)  writes the outputs of a minibatch
    backward(keep, scale)     gradient ← keep · gradient + scale · (gradient of the loss); used by `rules.gradient`
    studied                   views of the matrices under study
    other_gradients           views of the gradients of all other weights
    weights()                 copies of all weights
    continue_from(other, remaining)
                              take over the state of a larger ensemble, of which the networks `remaining` go on
    elements                  number of buffer elements per network, by which chunks are made to fit the cache
    AUTOGRAD                  True where the ensemble needs autograd
"""
