"""Any `torch.nn.Module` as a learner: the class `Network` of a file, stacked over replicates by torch.func.

    Network(inputs, outputs, **parameters declared in PARAMETERS)
    forward(inputs [trial, time, input]) -> outputs [trial, time, output]

The file may say in literals: STUDIED, names of the weight matrices under study, as `named_parameters` tells them;
FEATURES, names of the submodules whose outputs are features, of which the last stands for the hidden activity; STAGES,
`["connectivity"]` where the initial values of the matrices in STUDIED are those of that stage. Left out, all trained
matrices but the last are under study, and the input of the last submodule with weights of its own is the one feature.

Everything is by autograd: slower than a learner that is written out, but nothing has to be derived. What the door
cannot do, it refuses before training (`checks`): trials that influence each other, a state that outlives a call, random
numbers in `forward`, control flow that depends on data, weights in other types than float32.
"""
