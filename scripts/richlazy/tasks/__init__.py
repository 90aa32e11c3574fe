"""Tasks: NeuroGym environments, tables of samples, and the pools of trials drawn from them.

An environment is named in the config by a key of ENVIRONMENTS or by the id of any registered NeuroGym task, a table by
a key of `tables.TABLES`. This module imports none of them, because importing NeuroGym takes seconds.
"""

# The paper's tasks where NeuroGym's present form differs from the one that the paper used.
ENVIRONMENTS = {
    "PerceptualDecisionMaking": "richlazy.tasks.perceptual_decision_making",
    "ContextDecisionMaking": "richlazy.tasks.context_decision_making",
}
