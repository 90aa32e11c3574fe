"""When a network stops before the last step, one module a rule.

    PARAMETERS  schema fragments of what it takes
    PART        part of the pool that it looks at: "training" or "probe"; None if at nothing
    OBJECTIVES  the objectives that it can be used with, by name; left out: all
    LONG_NAME   why a network stopped, in words
    Stopping(networks, **values)
        every                        steps between two looks, the first of them before the first step; 0 for none
        look(loss, outputs, targets) whether each network stops now, bool array [network]: its loss averaged over the
                                     part [network], its scaled outputs [network, output, scored] and their targets
        continue_from(other, kept)   take over from a rule for more networks, of which those in `kept` go on

Weights at a look are those after so many updates, and the loss is exact: that of the whole part, in a forward pass of
its own. A network that diverges stops whatever the rule.
"""

from richlazy.contracts.registry import Registry

registry = Registry(__name__, __path__[0], "stopping rule")
