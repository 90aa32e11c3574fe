"""Learners from single files: any `torch.nn.Module` called `Network`, stacked over replicates by torch.func.

    Network(inputs, outputs, **parameters declared in PARAMETERS)
    forward(inputs [trial, time, input]) -> outputs [trial, time, output]

The file can have these constants:

    STUDIED   names of the weight matrices under study, as in `named_parameters`; by default all trained matrices but
              the last
    FEATURES  names of the submodules whose outputs are features, the last of which is the hidden activity; by default
              the only feature is the input of the last submodule with weights
    GROUPS    lists of names of parameters by the names of groups, which together hold every trained parameter once
              (`groups`); a learner with them can say "weight_groups" in OFFERS
    STAGES    ["connectivity"] if the initial values of the matrices in STUDIED come from that stage

    Ensemble  a class that trains many networks at once with a gradient that is written out, as `training` asks of it;
              `Network` stays what is measured, and tests hold the gradient against it

All gradients are by autograd otherwise, which is slower than a written-out learner but needs no derivation. Modules
that cannot be stacked are refused before autograd trains them (`checks`): trials that influence each other, a state
that persists between calls, random numbers in `forward`, control flow that depends on values, weights of another type
than float32.
"""
