"""What may be done after every update of the weights, one module each: constraints, and what is tracked.

PARAMETER   the parameter of the config that names it: "constraint" or "tracked"
PARAMETERS  schema fragments of what it takes
VARIABLES   what it records at checkpoints: long name of each variable by name
AfterUpdate(studied, networks, **values)
    studied          views of the matrices under study of so many networks, [(network,) post, pre]
    ()               called after every update; under the same conditions as `update` of an optimiser
    values()         what is recorded at a checkpoint, [network] each
    continue_from(other, kept)
                     take over from a larger ensemble, of which the networks `kept` go on
"""

from richlazy.contracts.registry import Registry

registry = Registry(__name__, __path__[0], "act after an update")
