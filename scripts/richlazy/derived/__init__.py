"""Derived parameters, one module each: parameters of the config that stand for values of others.

    PARAMETERS  schema fragments of the parameters, like those of any part; `stage` is that of the parameters they set
    SETS        names of the parameters that follow from them
    derive(...) the values of SETS by name. Its arguments are the names of all parameters that it needs: those of
                PARAMETERS, and others with the values that they have without it, such as `learning_rate`

The planner calls `derive` where an experiment, its study or the config names one of PARAMETERS, and only there: the
conditions of other experiments are what they are without the module. No stage knows a derived parameter, and no address
contains one: equal trainings share one artefact, however their parameters were written. Axes and figures are labelled
by the derived parameter; provenance has it beside what follows from it.

Numbers arrive as exact fractions of the digits in the config, and a fraction in the answer is rounded once, to the
nearest float: 0.003 · 0.1² is 3e-05 on every machine. `derive` is a pure function, imports no numerical library, and
raises InputError for what it cannot serve.
"""

from richlazy.contracts.registry import Registry

registry = Registry(__name__, __path__[0], "derived parameter")
