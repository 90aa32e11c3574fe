"""Which trials carry evidence for their class, by the parameters that the pool keeps of each trial."""

import torch
import xarray as xr

# Names of the parameters of NeuroGym that say how coherent a stimulus is, in percent, begin with this.
COHERENCE = "trial_coh"


def with_evidence(trials: xr.Dataset) -> torch.Tensor | None:
    """Whether no stimulus of a trial has coherence 0, bool [trial]; None where the pool keeps no coherence.

    A stimulus of coherence 0 is noise, whatever the class. A task with two stimuli loses the trials in which the
    irrelevant one is noise as well, since the pool does not say which is relevant.
    """
    coherences = [values for name, values in trials.data_vars.items() if name.startswith(COHERENCE)]
    if not coherences:
        return None
    return torch.stack([torch.from_numpy(values.values != 0) for values in coherences]).all(0)
