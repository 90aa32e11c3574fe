"""Acts after every update of the weights, one module each: constraints, and quantities that are tracked.

PARAMETER   the parameter of the config that names the act: "constraint" or "tracked"
PARAMETERS  schema fragments of its parameters
VARIABLES   the variables that it records at checkpoints: long name by name
TAKES       kinds of data that it is for; without it, all
PARTS       parts of the data that it looks at after every update, such as "training" and "test"; without it, none
AfterUpdate(studied, networks, **values), with PARTS AfterUpdate(studied, networks, parts, **values)
    studied          views of the matrices under study of `networks` networks, [(network,) post, pre]
    ()               called after every update; under the same conditions as `update` of an optimiser
    parts            by name, what stays the same while it looks at a part: `targets` [network, output, trial] at the
                     decision step, and the `objective` (`looks.PartOutputs`)
    look(part, outputs)
                     with PARTS: called for each part before the first update, and after every one when all acts were
                     called; outputs: scaled outputs of the present weights, [network, output, trial], at the decision
                     step. A GPU must be able to replay it, as ()
    needed()         with PARTS: the parts that it must go on to look at; asked between blocks of steps, for good
    values()         the recorded variables at a checkpoint, by name, each [network]
    continue_from(other, remaining)
                     take over the state of a larger ensemble, of which the networks `remaining` go on
"""

from richlazy.contracts.registry import Registry

registry = Registry(__name__, __path__[0], "act after an update")
