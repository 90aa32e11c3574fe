"""Acts after every update of the weights, one module each: constraints, and quantities that are tracked.

PARAMETER   the parameter of the config that names the act: "constraint" or "tracked"
PARAMETERS  schema fragments of its parameters
VARIABLES   the variables that it records at checkpoints: long name by name
AfterUpdate(studied, networks, **values)
    studied          views of the matrices under study of `networks` networks, [(network,) post, pre]
    ()               called after every update; under the same conditions as `update` of an optimiser
    values()         the recorded variables at a checkpoint, by name, each [network]
    continue_from(other, remaining)
                     take over the state of a larger ensemble, of which the networks `remaining` go on
"""

from richlazy.contracts.registry import Registry

registry = Registry(__name__, __path__[0], "act after an update")
