"""The largest step size with which rich committee machines still learn to the end; without a numerical library, since a
config is checked by it."""

from collections.abc import Mapping


def refuses(arguments: Mapping) -> str:
    """Why committee machines cannot be simulated with these arguments, with a line that can; nothing where they can.

    Beyond alpha D / (10 epsilon), of which README.md says more, the quadratic overshoots and stalls at a finite error.
    """
    bound = min(arguments["alphas"]) * arguments["inputs"] / (10 * max(arguments["epsilons"]))
    if arguments["eta_0"] <= bound:
        return ""
    return (
        f"eta_0: found {arguments['eta_0']}, which is above alpha D / (10 epsilon) = {bound:g} at the least alpha and "
        f"the largest epsilon, where learning stalls; write `eta_0: {bound:g}` or leave these out"
    )
