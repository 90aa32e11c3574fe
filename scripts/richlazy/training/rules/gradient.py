"""Gradient descent: back-propagation, through time in recurrent networks."""

PARAMETERS = {}


class Rule:
    """The backward pass of the learner, written out or by autograd."""

    def __init__(self, ensemble, seeds):
        self.step = ensemble.backward

    def continue_from(self, other: "Rule", remaining) -> None:
        """There is no state to take over."""
