"""Stopping rules, one module each: whether a network stops before the last step.

    PARAMETERS  schema fragments of its parameters
    PART        part of the pool that it evaluates: "training" or "probe"; None for none
    OBJECTIVES  names of the objectives that it can be used with; without it, all
    LONG_NAME   the reason of a stop, for people
    Stopping(networks, **values)
        every     number of steps between two checks, the first of which is before the first step; 0 for no checks
        check(loss, outputs, targets)
                  whether each network stops now, bool [network]. loss: mean over the part, [network]; outputs: scaled
                  outputs on the part, [network, output, scored]; targets: their targets
        continue_from(other, remaining)
                  take over the state of a rule for more networks, of which `remaining` go on

The loss of a check is that of the present weights on the whole part, from a forward pass of its own. A network that
diverges stops under any rule.
"""

from richlazy.contracts.registry import Registry

registry = Registry(__name__, __path__[0], "stopping rule")
