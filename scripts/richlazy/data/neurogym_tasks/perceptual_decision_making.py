"""Two-alternative forced choice (2AF) with the fixation input of NeuroGym 0.0.2, which the paper used."""

from neurogym.envs.native.perceptualdecisionmaking import PerceptualDecisionMaking


class Environment(PerceptualDecisionMaking):
    """The fixation input is 1 in every step before the decision and 0 at the decision.

    NeuroGym 2 switches it on during the fixation period only, which lasts 0 ms in the paper.
    """

    def _new_trial(self, **kwargs):
        trial = super()._new_trial(**kwargs)
        self.view_ob()[: self.start_ind["decision"], self.observation_space.name["fixation"]] = 1
        return trial
