"""Tasks from NeuroGym environments: making and checking environments, drawing pools of trials, and mixtures."""
