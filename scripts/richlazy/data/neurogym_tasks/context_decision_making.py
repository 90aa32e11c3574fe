"""Context-dependent decision making (CXT) as in NeuroGym 0.0.2, which the paper used."""

from neurogym.envs.native.contextdecisionmaking import ContextDecisionMaking


class Environment(ContextDecisionMaking):
    """Explicit context, drawn for each trial; fixation input until the decision; noise on all inputs.

    NeuroGym 2 defaults to a fixed context that is not signalled, switches the fixation input on during the fixation
    period only, and adds noise to the stimulus inputs alone.
    """

    def __init__(self, **kwargs):
        super().__init__(**{"use_expl_context": True, **kwargs})

    def _new_trial(self, **kwargs):
        trial = super()._new_trial(**kwargs)
        names = self.observation_space.name
        self.view_ob()[: self.start_ind["decision"], names["fixation"]] = 1
        for name in ("fixation", "context1", "context2"):
            if name in names:
                self.add_randn(0, self.sigma, period="stimulus", where=name)
        return trial
