"""Tasks from NeuroGym environments: made, checked, drawn into pools of trials, and mixed."""
